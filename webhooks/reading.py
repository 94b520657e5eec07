"""JSON from outside into models, with the place and the reason of what does not fit."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from webhooks.errors import MalformedEvent

LONGEST_CLUE = 900


def _bounded(clue: str) -> str:
    """The clue, where an index of PostgreSQL takes it: a row there holds 2,704 bytes."""
    if len(clue.encode()) > LONGEST_CLUE:
        raise ValueError(f"is longer than {LONGEST_CLUE} bytes")
    return clue


# Without control characters: PostgreSQL stores no NUL, and no address or id holds one.
Clue = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\x00-\x1f\x7f]*$"),
    AfterValidator(_bounded),
]


class Theirs(BaseModel):
    """A part of a provider's payload: what we need of it; they add keys as they like."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


Understood = TypeVar("Understood")


def read(validate: Callable[[bytes], Understood], body: bytes) -> Understood:
    """What a model's `validate_json` makes of the body.

    Raises `MalformedEvent`, which names the first place that is wrong.
    """
    try:
        return validate(body)
    except ValidationError as invalid:
        first = invalid.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise MalformedEvent(f"{where}: {first['msg'].removeprefix('Value error, ')}") from None


_OBJECTS: TypeAdapter[list[dict[str, Any]]] = TypeAdapter(list[dict[str, Any]])


def each_of(body: bytes) -> tuple[bytes, ...]:
    """The objects of a JSON array, each as JSON by itself. Raises `MalformedEvent`."""
    return tuple(json.dumps(one).encode() for one in read(_OBJECTS.validate_json, body))
