"""From facts to the rows that people read: pure, and the same for append, rebuild and memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from domain.enrollment import Enrollment, evolve
from domain.facts import Enrolled, Fact, TaskCompleted, TaskEscalated, TaskOpened, TouchPlanned
from domain.touch import Touch, Touched
from ledger.records import TouchRow

Row = dict[str, Any]


@dataclass(frozen=True)
class Fold:
    """What the ledger keeps of an enrollment between two facts.

    `seq` numbers the last fact, `changed` lists the steps, the last changed last, and `timezone`
    is the one of the last plan.
    """

    state: Enrollment = field(default_factory=Enrollment)
    seq: int = 0
    changed: tuple[str, ...] = ()
    timezone: str | None = None


@dataclass
class Projection:
    """The rows that facts gave, by step: of a whole enrollment, or of what an append changed."""

    fold: Fold
    origin: Row = field(default_factory=dict)
    touches: dict[str, Row] = field(default_factory=dict)
    tasks: dict[str, Row] = field(default_factory=dict)

    def take(self, fact: Fact) -> None:
        """Fold one more fact in."""
        before = self.fold.state.touches
        state = evolve(self.fold.state, fact)
        steps = [step for step, touch in state.touches.items() if touch != before.get(step)]
        seq = self.fold.seq + 1
        for step in steps:
            self._touch(step, state.touches[step], fact, seq)
            self._task(step, before.get(step), state.touches[step], fact)
        changed = (*(step for step in self.fold.changed if step not in steps), *steps)
        self.fold = replace(self.fold, state=state, seq=seq, changed=changed)
        if isinstance(fact, Enrolled):
            self.origin = origin_columns(fact)
        if steps and isinstance(fact, TouchPlanned):
            self.fold = replace(self.fold, timezone=fact.timezone)

    def _touch(self, step: str, touch: Touch, fact: Fact, seq: int) -> None:
        known = self.touches.get(step, {"first_seq": seq, "why": None, "variant": None})
        planned = vars(fact) if isinstance(fact, TouchPlanned) else known
        row = {name: value for name, value in vars(touch).items() if name != "escalates_at"}
        self.touches[step] = {
            **row,
            "status": touch.status.value,
            "first_seq": known["first_seq"],
            "why": planned["why"],
            "variant": planned["variant"],
        }

    def _task(self, step: str, before: Touch | None, touch: Touch, fact: Fact) -> None:
        was_open = before is not None and before.is_open
        if touch.is_open:
            known = self.tasks.get(step, {})
            self.tasks[step] = {**_opened(touch), **_times(known, fact)}
        elif before is not None and was_open:
            by = fact.by if isinstance(fact, TaskCompleted) else None
            ending = {"closed_at": touch.settled_at, "disposition": touch.reason}
            opened = self.tasks.get(step, {**_opened(before), **_times({}, fact)})
            self.tasks[step] = {**opened, **ending, "completed_by": by}


def projection_of(facts: Iterable[Fact]) -> Projection:
    """All the rows of one enrollment from all its facts."""
    projection = Projection(Fold())
    for fact in facts:
        projection.take(fact)
    return projection


def origin_columns(fact: Enrolled) -> Row:
    """The columns of `enrollments` that its first fact says."""
    return {
        "cadence": fact.cadence,
        "version": fact.version,
        "enrolled_at": fact.at,
        "variants": json.dumps(dict(fact.variants), sort_keys=True),
        "not_before": fact.not_before,
        "predecessor": fact.predecessor,
    }


def enrollment_columns(fold: Fold) -> Row:
    """The projected columns of `enrollments`."""
    state = fold.state
    step = _current_step(fold)
    return {
        "state": state.state.value,
        "reason": state.reason,
        "is_open": not state.is_ended,
        "step": step,
        "next_at": None if state.is_ended else _next_at(state, step),
        "timezone": fold.timezone,
        "seq": fold.seq,
        "fold": fold_to_json(fold),
    }


def _current_step(fold: Fold) -> str | None:
    """The touch last changed that has not settled, else the last that has."""
    for step in reversed(fold.changed):
        if not fold.state.touches[step].is_settled:
            return step
    return fold.changed[-1] if fold.changed else None


def _next_at(state: Enrollment, step: str | None) -> datetime | None:
    """When something happens by itself: a pause or hold ends, a touch is due, a task lapses."""
    if state.pauses:
        return min((until for until in state.pauses.values() if until is not None), default=None)
    touch = state.touches.get(step) if step else None
    if touch is None or touch.is_settled:
        return None
    if touch.status is Touched.PLANNED:
        return touch.due_at
    lapses = (instant for instant in (touch.until, touch.escalates_at) if instant is not None)
    return min(lapses, default=None)


def _opened(touch: Touch) -> Row:
    return {
        "step": touch.step,
        "kind": touch.reason,
        "channel": touch.channel,
        "opened_at": touch.started_at,
        "until": touch.until,
        "closed_at": None,
        "disposition": None,
        "completed_by": None,
    }


def _times(known: Row, fact: Fact) -> Row:
    """By when a task is due and when somebody was told of it; what is not known stays as it is."""
    times = {name: known.get(name) for name in ("due_at", "escalates_at", "escalated_at")}
    match fact:
        case TaskOpened(due_at=due_at, escalates_at=escalates_at):
            return {**times, "due_at": due_at, "escalates_at": escalates_at}
        case TaskEscalated(at=at):
            return {**times, "escalated_at": at}
        case _:
            return times


_FOLD: TypeAdapter[Fold] = TypeAdapter(Fold)


def fold_to_json(fold: Fold) -> str:
    """The same text for the same fold, whatever the order of its set."""
    body: Mapping[str, Any] = _FOLD.dump_python(fold, mode="json")
    body["state"]["sources"].sort()
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)


def fold_from_json(text: str) -> Fold:
    """The fold that `fold_to_json` wrote."""
    return _FOLD.validate_json(text)


def touch_row(row: Row, message_id: str | None) -> TouchRow:
    """A row of `touches` as people read it."""
    is_performed = row["status"] == Touched.PERFORMED
    return TouchRow(
        step=row["step"],
        channel=row["channel"],
        planned_at=row["due_at"],
        not_after=row["not_after"],
        performed_at=row["settled_at"] if is_performed else None,
        outcome=row["status"],
        reason=row["reason"],
        message_id=message_id,
        why=row["why"],
        variant=row["variant"],
    )
