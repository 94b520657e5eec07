"""Pages of a long list: each begins after the last row of the one before it.

A page costs the same wherever it is in the list, and a row that comes or goes meanwhile moves no
other out of sight.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from domain.errors import DrumbeatError

T = TypeVar("T")
R = TypeVar("R")

ROWS = 50


class InvalidPlace(DrumbeatError):
    """There is no such place in this list; begin with its first page."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list; `after` is where the next page begins, None on the last."""

    rows: tuple[T, ...]
    after: str | None = None


def page_of(
    found: Sequence[R], make: Callable[[R], T], key: Callable[[R], Sequence[Any]]
) -> Page[T]:
    """The page of rows of which one more than `ROWS` was asked for."""
    shown = found[:ROWS]
    after = place_of(*key(shown[-1])) if len(found) > ROWS else None
    return Page(tuple(map(make, shown)), after)


def place_of(*key: str | int | datetime | None) -> str:
    """A place in a list as it stands in an address."""
    plain = [each.isoformat() if isinstance(each, datetime) else each for each in key]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def key_of(place: str, *kinds: type) -> tuple[Any, ...]:
    """The key of a place, of these kinds. Raises `InvalidPlace`."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(place + "=" * (-len(place) % 4)))
        return tuple(_made(kind, each) for kind, each in zip(kinds, plain, strict=True))
    except (ValueError, TypeError, OverflowError) as error:
        raise InvalidPlace from error


def _made(kind: type, plain: object) -> object:
    if kind is datetime and isinstance(plain, str):
        at = datetime.fromisoformat(plain)
        if at.tzinfo is not None:
            return at
    elif type(plain) is kind:
        return plain
    raise ValueError(plain)
