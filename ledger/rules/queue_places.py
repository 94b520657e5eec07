"""The order of the queue as one comparable value, and as the text that a page goes on after."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from ledger.records.rep_work import InvalidPlace

_BETWEEN = "~"
_PLACE = re.compile(r"(\d)~(\d)~([0-9T:.-]+\+00:00)~([\w-]*)~([\w-]+)")


class Place(NamedTuple):
    """Where a piece of work stands: group, priority, when it is due, and which it is."""

    group: int
    priority: int
    due_at: datetime
    enrollment: str
    step: str


def text_of(place: Place) -> str:
    """The place as one text without blanks."""
    group, priority, due_at, enrollment, step = place
    return _BETWEEN.join((str(group), str(priority), due_at.isoformat(), enrollment, step))


def place_in(text: str) -> Place:
    """The place that `text_of` wrote. Raises `InvalidPlace`, as the text comes from outside."""
    found = _PLACE.fullmatch(text)
    if found is None:
        raise InvalidPlace
    group, priority, due_at, enrollment, step = found.groups()
    try:
        return Place(int(group), int(priority), datetime.fromisoformat(due_at), enrollment, step)
    except ValueError as error:
        raise InvalidPlace from error
