"""How events of the inbox are printed."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta

from ledger.records import EventRow, StoredEvent
from starter.output import moment, print_line, print_table, visible
from starter.payloads import Payload, payload_of


def print_events(rows: tuple[EventRow, ...], now: datetime, empty: str) -> None:
    """A table, the oldest first."""
    print_table(
        ("event", "verdict", "age", "fact", "from", "enrollment", "why", "provider"),
        [
            (
                str(row.id),
                row.verdict,
                age(now - row.received_at),
                row.fact,
                row.email or row.phone or row.message_id,
                row.enrollment_id,
                why(row),
                row.provider,
            )
            for row in rows
        ],
        empty,
    )


def print_event(stored: StoredEvent, now: datetime) -> None:
    """Everything that is known of one, and how it came."""
    row = stored.row
    shown = {
        "event": f"{row.id} ({row.provider}/{row.event_id})",
        "came in": f"{moment(row.received_at)}, {age(now - row.received_at)} ago",
        "fact": row.fact,
        "verdict": row.verdict,
        "why": why(row),
        "enrollment": row.enrollment_id,
        "stop": "no touch of its enrollment starts" if stored.has_stop else "none",
        "tries in vain": str(row.tries),
        "answers": row.message_id,
        "address": row.email,
        "telephone": row.phone,
        "detail": stored.detail,
        "referral": stored.referral,
        "closed": moment(row.closed_at),
    }
    for name, value in shown.items():
        print_line(f"{name:<14} {visible(value or '–')}")
    print_line("")
    _print_payload(payload_of(stored.raw))


def document_of(stored: StoredEvent) -> dict[str, object]:
    """The same for machines."""
    payload = payload_of(stored.raw)
    return {
        **asdict(stored.row),
        "why": why(stored.row),
        "has_stop": stored.has_stop,
        "detail": _parsed(stored.detail),
        "referral": _parsed(stored.referral),
        "payload": asdict(payload),
    }


def why(row: EventRow) -> str | None:
    """Why it has its verdict."""
    match row.verdict:
        case "unmatched":
            return "no clue leads to an enrollment"
        case "weak":
            return "only the domain of its sender is that of the enrollment's prospect"
        case "too_late":
            return "the enrollment had ended"
        case _:
            return row.reason


def age(passed: timedelta) -> str:
    """In the two largest units."""
    minutes = max(int(passed.total_seconds() // 60), 0)
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {left} min" if hours else f"{left} min"


def _print_payload(payload: Payload) -> None:
    content = payload.content
    match payload.kind:
        case "mail":
            print_line(visible("\n".join([*content["headers"], "", content["text"]])))
            for name in content["attachments"]:
                print_line(visible(f"[attached: {name}]"))
        case "text":
            print_line(visible(content))
        case _:
            print_line(visible(json.dumps(content, indent=2, ensure_ascii=False)))


def _parsed(text: str | None) -> object:
    """What the inbox keeps as JSON; as it stands where it is none."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
