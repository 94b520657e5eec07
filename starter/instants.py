"""Instants as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from domain.cadence import span_of
from starter.errors import BadInput

EXAMPLE = "2026-11-23T09:00:00-05:00"
WALL_EXAMPLE = "2026-12-01 15:00"


def instant(text: str, option: str) -> datetime:
    """The aware instant of an RFC 3339 text. Raises `BadInput`, naming the option."""
    try:
        given = datetime.fromisoformat(text.strip().upper())
    except ValueError:
        raise BadInput(f"{option}: {text!r} is no instant; write it as {EXAMPLE}") from None
    if given.tzinfo is None:
        raise BadInput(f"{option}: {text!r} has no offset; write it as {EXAMPLE} or with a Z")
    return given


def aware(given: datetime | None) -> datetime | None:
    """The instant, in UTC where no offset was given."""
    return given.replace(tzinfo=UTC) if given and given.tzinfo is None else given


def wall_time(text: str, option: str) -> datetime:
    """A time on somebody's wall clock, without a zone. Raises `BadInput`, naming the option."""
    try:
        given = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(f"{option}: {text!r} is no time; write it as {WALL_EXAMPLE!r}") from None
    if given.tzinfo is not None or len(text.strip()) <= len("2026-12-01"):
        raise BadInput(
            f"{option}: {text!r} is no time of the prospect's day; write it as {WALL_EXAMPLE!r}, "
            "without an offset"
        )
    return given


def day(text: str, option: str) -> date:
    """A day. Raises `BadInput`, naming the option."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(f"{option}: {text!r} is no day; write it as 2026-12-01") from None


def span(text: str, option: str) -> timedelta:
    """A span such as 30m, 2h or 3d. Raises `BadInput`, naming the option."""
    try:
        return span_of(text.strip())
    except ValueError as error:
        raise BadInput(f"{option}: {error}") from None
