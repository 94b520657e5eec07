"""What an address or a form asks for, as far as it can be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query

from domain.errors import InvalidProspect
from workflows.runs.asking import RunRefused

LONGEST_SEARCH = 200
LONGEST_PLACE = 1_000

Text = Annotated[str, Query(max_length=LONGEST_SEARCH)]
Place = Annotated[str, Query(max_length=LONGEST_PLACE)]


def given(text: str) -> str | None:
    """The words, or None for a field that was left empty. A NUL is in no word of the ledger."""
    return text.replace("\0", "").strip() or None


def day_end(text: str) -> datetime | None:
    """The end of this day (UTC); None where it is no date."""
    day = _date(text)
    return datetime.combine(day, time(), UTC) + timedelta(days=1) if day else None


def day_begin(text: str, zone: str | None) -> datetime | None:
    """The first moment of this day on the clock of this zone. Raises `RunRefused` for no date."""
    if not text:
        return None
    if (day := _date(text)) is None:
        raise RunRefused(f"{text!r} is no date; write it as 2026-03-31")
    return datetime.combine(day, time(), ZoneInfo(zone or "UTC")).astimezone(UTC)


def field(form: Mapping[str, str], name: str) -> str:
    """A field that has to be filled in. Raises `InvalidProspect`."""
    if (text := given(form.get(name, ""))) is None:
        raise InvalidProspect(f"{name} is empty; fill it in")
    return text


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
