"""A task as an entry of the rep's own calendar (RFC 5545): when, whom, and the way back to it."""

from __future__ import annotations

from datetime import UTC, datetime

from console.views import words
from domain.rep_work.work_queue import MINUTES, OTHERWISE_MINUTES
from ledger.records.rep_work import TaskCard

TYPE = "text/calendar; charset=utf-8"
# In octets, without the line break (section 3.1).
LONGEST_LINE = 75


def appointment_of(card: TaskCard, due_at: datetime, page: str, now: datetime) -> str:
    """The entry; asked for again it is the same one, moved. `page` is where the task is done."""
    row = card.task
    minutes = MINUTES.get(row.kind, OTHERWISE_MINUTES)
    number = card.variables.get("phone")
    entry = {
        "UID": f"{row.task}@drumbeat",
        "DTSTAMP": _instant(now),
        "DTSTART": _instant(due_at),
        "DURATION": f"PT{minutes}M",
        "SUMMARY": _text(f"{words.work(row.kind)}: {card.name or row.prospect}"),
        "DESCRIPTION": _text("\n".join(filter(None, (number, page)))),
        "URL": page,
    }
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Drumbeat//Console//EN", "BEGIN:VEVENT"),
        *(f"{name}:{value}" for name, value in entry.items()),
        *("END:VEVENT", "END:VCALENDAR"),
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _instant(at: datetime) -> str:
    """Form 2 of section 3.3.5, in UTC."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Escaped as section 3.3.11 asks, so that a name can begin no line of its own."""
    for special in ("\\", ";", ","):
        value = value.replace(special, f"\\{special}")
    return "\\n".join(value.splitlines())


def _folded(line: str) -> str:
    """In lines of 75 octets, no character torn apart."""
    rows, width = [""], LONGEST_LINE
    for letter in line:
        if len(f"{rows[-1]}{letter}".encode()) > width:
            rows.append("")
            width = LONGEST_LINE - 1  # a continued line begins with a blank
        rows[-1] += letter
    return "\r\n ".join(rows)
