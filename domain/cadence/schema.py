"""The cadence file as a JSON Schema, in the form in which a person writes it.

Editors check a file with it while it is written, and show what each key means. What takes the
whole file to know (order, jumps, templates) only `load_cadence` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from domain.cadence.cadence import Cadence
from domain.cadence.meanings import meaning_of
from domain.cadence.shapes import TAGGED, parts_of
from domain.cadence.steps import Overdue
from domain.cadence.values import SLUG, ZONES, Part, Window

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# Forms that many keys share, by the titles that the model gives them.
FORMS = {
    "Reaction": "continue, finish, pause, or one of them with its aim, such as "
    "{finish: not_now}, {pause: 5d}, {jump: day-9-email}, {switch: other-cadence, rest: 3d}.",
    "Only finish": "Only finish: nobody is written to after this.",
    "No response": "How long to wait and what to do then, such as {after: 3d, jump: day-9-email}; "
    "{after: 3d} alone finishes.",
    "Overdue": "wait, {skip: 2}, {escalate: 1} or {escalate: 1, skip: 3}, in days of the cadence.",
    "Again": "never, always or a span such as 90d.",
}
SAID = ("title", "description")
# Which of these have a calendar, only the loader knows.
HOLIDAYS = r"^(prospect|none|[A-Za-z]{2}(-\S.*)?)$"
CHANGES = "Keys of the step that differ in this variant."


def cadence_schema() -> Schema:
    """The schema of a cadence file, draft 2020-12; it refuses unknown keys at every level."""
    given = Cadence.model_json_schema()
    shapes = {**given.pop("$defs"), "Cadence": given}
    models = [model for model in parts_of(Cadence) if model.__name__ in shapes]
    parts = {model.__name__: _part(model, shapes[model.__name__]) for model in models}
    defs = {**parts, **_forms(shapes.values()), "Changes": _changes(parts)}
    cadence = defs.pop("Cadence")
    return {"$schema": DIALECT, **cadence, "title": "Drumbeat cadence", "$defs": defs}


def as_written(part: type[Part], key: str) -> object:
    """The default of a key as a file would say it; None where there is none."""
    field = part.model_fields[key]
    match field.get_default():
        case Window() as window:
            return str(window)
        case Overdue():
            return "wait"
        case default if field.is_required() or isinstance(default, Part):
            return None
        case default:
            part_of_it = part.model_construct(**{key: default})
            return part_of_it.model_dump(mode="json", include={key})[key]


def _part(model: type[Part], shape: Schema) -> Schema:
    keys = {key: _key(model, key, _plain(said)) for key, said in shape["properties"].items()}
    return {
        "type": "object",
        "description": (model.__doc__ or "").partition("\n")[0],
        "properties": keys,
        "required": shape.get("required", []),
        "additionalProperties": False,
    }


def _key(model: type[Part], key: str, shape: Schema) -> Schema:
    """One key: the form of its value, what it means, and what stands where it is left out."""
    default = as_written(model, key)
    return {
        "title": key.replace("_", " ").capitalize(),
        # Editors show it as plain text.
        "description": meaning_of(model, key).replace("`", ""),
        **{word: said for word, said in _value(model, key, shape).items() if word not in SAID},
        **({} if default in (None, "", [], {}) else {"default": default}),
    }


def _value(model: type[Part], key: str, shape: Schema) -> Schema:
    """The form of the value as a person writes it."""
    match model.__name__, key:
        case "Reactions", "reply":
            return {"anyOf": [_ref("Reaction"), _ref("Replies")]}
        case "Rules", "timezone":
            return {"type": "string", "enum": sorted(ZONES)}
        case "Rules", "holidays":
            return {"type": "string", "pattern": HOLIDAYS, "examples": ["US", "DE-BY"]}
        case "Variant", "steps":
            return _names_to(_ref("Changes"))
    if key in TAGGED:
        return {**shape, "items": _by_channel(shape["items"]["discriminator"]["mapping"])}
    if shape.get("title") in FORMS:
        return _ref(shape["title"])
    if "patternProperties" in shape:
        return {**shape, "additionalProperties": False}
    return shape


def _plain(shape: Schema) -> Schema:
    """The shape without null, which is no value of a file: there the key is left out."""
    kinds = [kind for kind in shape.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1:
        shape = {**{key: said for key, said in shape.items() if key != "anyOf"}, **kinds[0]}
    return {key: said for key, said in shape.items() if key != "default"}


def _by_channel(models: Mapping[str, str]) -> Schema:
    """A step, or an alternative, told by its channel: so a fault is that of one channel alone."""
    return {
        "type": "object",
        "properties": {"channel": {"enum": list(models)}},
        "required": ["channel"],
        "allOf": [
            {
                "if": {"properties": {"channel": {"const": channel}}, "required": ["channel"]},
                "then": {"$ref": model},
            }
            for channel, model in models.items()
        ],
    }


def _forms(shapes: Iterable[Schema]) -> Schema:
    """The shared forms by their names."""
    keys = (_plain(said) for shape in shapes for said in shape["properties"].values())
    found = {key["title"]: key for key in keys if key.get("title") in FORMS}
    return {
        _name_of(title): {**shape, "description": FORMS[title]} for title, shape in found.items()
    }


def _changes(parts: Mapping[str, Schema]) -> Schema:
    """The keys of all steps, none of them required; id and channel stay as they are."""
    keys: dict[str, list[Schema]] = {}
    for part in (part for name, part in parts.items() if name.endswith("Step")):
        for key, shape in part["properties"].items():
            if shape not in keys.setdefault(key, []):
                keys[key].append(shape)
    return {
        "type": "object",
        "description": CHANGES,
        "properties": {
            key: shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
            for key, shapes in keys.items()
            if key not in ("id", "channel")
        },
        "additionalProperties": False,
    }


def _names_to(shape: Schema) -> Schema:
    return {"type": "object", "patternProperties": {SLUG: shape}, "additionalProperties": False}


def _ref(title: str) -> Schema:
    return {"$ref": f"#/$defs/{_name_of(title)}"}


def _name_of(title: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in title.split())
