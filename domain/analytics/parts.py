"""What reports are parted by, in words and back."""

from __future__ import annotations

from datetime import date

from domain.analytics.questions import Value

NONE = "none"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONGEST = 200


def said(name: str, value: Value) -> str:
    """A value as people read it and as an address has it; `value_of` is its inverse."""
    if value is None:
        return NONE
    if name == "weekday" and isinstance(value, int):
        return WEEKDAYS[value]
    return value.isoformat() if isinstance(value, date) else str(value)


def value_of(name: str, text: str) -> Value:
    """The value that `said` gave. Raises `ValueError` for what it never says."""
    if text == NONE:
        return None
    match name:
        case "weekday":
            return WEEKDAYS.index(text.title()[:3])
        case "hour" | "touches" | "days":
            return int(text)
        case "week":
            return date.fromisoformat(text)
        case _:
            return text[:LONGEST]
