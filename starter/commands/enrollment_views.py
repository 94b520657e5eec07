"""How enrollments read: the keys that programs rely on, and the tables that people see."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from domain.enrollment import ENDED
from domain.facts import ReplyReceived, TouchPlanned, fact_to_json
from ledger.records import EnrollmentRow, FactRow, TouchRow
from starter.output import moment, print_line, print_table

KEYS = (
    *("enrollment", "prospect", "cadence", "version", "state", "reason", "step", "next_at"),
    "is_cadence_paused",
)
COLUMNS = ("enrollment", "prospect", "cadence", "state", "step", "next")


def summary_of(row: EnrollmentRow) -> dict[str, object]:
    """One entry of `enrollment list --json`."""
    return {key: getattr(row, key) for key in KEYS}


def whole_of(
    row: EnrollmentRow, touches: Sequence[TouchRow], facts: Sequence[FactRow]
) -> dict[str, object]:
    """The document of `enrollment show --json`."""
    told = [{"seq": each.seq, "key": each.key, **_body(each)} for each in facts]
    return {**summary_of(row), "touches": [asdict(each) for each in touches], "facts": told}


def cells_of(row: EnrollmentRow) -> tuple[str | None, ...]:
    """One line of `enrollment list`, under `COLUMNS`."""
    next_at = moment(row.next_at, row.timezone)
    return row.enrollment, row.prospect, row.cadence, standing_of(row), row.step, next_at


def standing_of(row: EnrollmentRow) -> str:
    """The state and, where it says more, the reason; and whether its whole cadence stands still."""
    alone = f"{row.state} ({row.reason})" if row.reason not in (None, row.state) else row.state
    stands_still = row.is_cadence_paused and row.state not in ENDED
    return f"{alone}, paused with its cadence" if stands_still else alone


def print_whole(row: EnrollmentRow, touches: Sequence[TouchRow], facts: Sequence[FactRow]) -> None:
    """The page of `enrollment show`."""
    zone = row.timezone
    print_line(f"{row.enrollment}  {row.prospect}  {row.cadence} {row.version}")
    print_line(f"{standing_of(row)}{_what_comes_next(row)}\n")
    columns = ("step", "channel", "planned", "performed", "outcome", "why")
    print_table(columns, [_touch_cells(each, zone) for each in touches], "no touch is planned yet")
    print_line("")
    rows = [
        (str(each.seq), moment(each.fact.at, zone), each.fact.type, _rest(each)) for each in facts
    ]
    print_table(("fact", "at", "what", "with"), rows, "no facts")


def _what_comes_next(row: EnrollmentRow) -> str:
    if row.state in ENDED or row.step is None:
        return ""
    at = moment(row.next_at, row.timezone)
    return f"; next: {row.step}{f', {at}' if at else ''}"


def _touch_cells(touch: TouchRow, zone: str | None) -> tuple[str | None, ...]:
    outcome = f"{touch.outcome} ({touch.reason})" if touch.reason else touch.outcome
    planned, performed = moment(touch.planned_at, zone), moment(touch.performed_at, zone)
    return touch.step, touch.channel, planned, performed, outcome, touch.why


def _reply(reply: ReplyReceived) -> str:
    """Which reply it is, of which class, how sure that is and why."""
    sure = "" if reply.confidence is None else f" {reply.confidence} %"
    found = "" if reply.rule is None else f" by {reply.rule}"
    said = [f"{reply.source_id}: {reply.reply_class}{sure}{found}"]
    said += [f"to {reply.to_step}"] if reply.to_step else []
    said += [f"back {reply.until.isoformat()}"] if reply.until else []
    return ", ".join(said)


def _body(row: FactRow) -> dict[str, object]:
    body: dict[str, object] = json.loads(fact_to_json(row.fact))
    return body


def _rest(row: FactRow) -> str:
    """What a fact says besides its kind, its instant, and the why that stands with its touch."""
    if isinstance(row.fact, ReplyReceived):
        return _reply(row.fact)
    left_out = ("type", "at", "why") if isinstance(row.fact, TouchPlanned) else ("type", "at")
    told = {key: value for key, value in _body(row).items() if value is not None}
    return ", ".join(f"{key} {told[key]}" for key in told if key not in left_out)
