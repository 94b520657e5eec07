"""Instants as people type them."""

from __future__ import annotations

from datetime import UTC, datetime

from starter.errors import BadInput

EXAMPLE = "2026-11-23T09:00:00-05:00"


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
