"""Which part of the model describes which place of the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from domain.cadence.cadence import Cadence
from domain.cadence.steps import Timed
from domain.cadence.values import Part

Loc = tuple[str | int, ...]

# Lists whose items are told apart by their channel, which pydantic puts into its places.
TAGGED = ("steps", "alternatives")


def without_tags(loc: Loc) -> Loc:
    """The place as it stands in the file, without the channels that the model puts into it."""
    return tuple(
        part
        for number, part in enumerate(loc)
        if not (number > 1 and isinstance(loc[number - 1], int) and loc[number - 2] in TAGGED)
    )


def model_at(loc: Loc) -> type[Part]:
    """The part of the model whose keys belong at this place; the nearest one around it."""
    model: type[Part] = Cadence
    choices: dict[str, type[Part]] = {}
    for part in loc:
        if part in choices:
            model = choices[str(part)]
        elif part in model.model_fields:
            parts = list(_parts_in(model.model_fields[str(part)].annotation))
            choices = {str(_channel_of(one)): one for one in parts}
            model = parts[0] if len(parts) == 1 else model
    return model


def channels_at(loc: Loc) -> tuple[str, ...]:
    """The channels that may stand at this place."""
    return tuple(str(_channel_of(one)) for one in _siblings_at(loc))


def homes_of(key: str, loc: Loc) -> tuple[str, ...]:
    """Where a key belongs that is not known at this place: channels, or groups of the file."""
    if set(loc[-3:]) & set(TAGGED):
        if "alternatives" in loc and key in Timed.model_fields:
            return ("the step itself",)
        known = (one for one in _siblings_at(loc) if key in one.model_fields)
        if channels := tuple(str(_channel_of(one)) for one in known):
            return channels
    groups = Cadence.model_fields.items()
    return tuple(name for name, field in groups if key in _keys_of(field.annotation))


def parts_of(model: type[Part]) -> Iterator[type[Part]]:
    """The model and every part of the file within it, each once."""
    found = [model]
    for one in found:
        yield one
        for field in one.model_fields.values():
            found += [part for part in _parts_in(field.annotation) if part not in found]


def _siblings_at(loc: Loc) -> list[type[Part]]:
    """The models that a step, or an alternative, at this place may be."""
    is_alternative = "alternatives" in loc
    model = model_at(("steps", 0, "email")) if is_alternative else Cadence
    field = model.model_fields["alternatives" if is_alternative else "steps"]
    return list(_parts_in(field.annotation))


def _keys_of(annotation: object) -> set[str]:
    return {key for part in _parts_in(annotation) for key in part.model_fields}


def _parts_in(annotation: object) -> Iterator[type[Part]]:
    """The models that an annotation names, through Annotated, unions, lists and mappings."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
        return
    for inner in get_args(annotation):
        yield from _parts_in(inner)


def _channel_of(model: type[Part]) -> str | None:
    """The channel that tells this model from its siblings, if it has one."""
    field = model.model_fields.get("channel")
    given = get_args(field.annotation) if field else ()
    return given[0] if given else None
