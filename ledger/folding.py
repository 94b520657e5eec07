"""From facts to the rows that people read: pure, and the same for append, rebuild and memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from domain.enrollment import Enrollment, Touch, Touched, evolve
from domain.facts import Fact, TaskCompleted, TouchPlanned
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
        if steps and isinstance(fact, TouchPlanned):
            self.fold = replace(self.fold, timezone=fact.timezone)

    def _touch(self, step: str, touch: Touch, fact: Fact, seq: int) -> None:
        known = self.touches.get(step, {"first_seq": seq, "why": None})
        why = fact.why if isinstance(fact, TouchPlanned) else known["why"]
        row = {**vars(touch), "status": touch.status.value}
        self.touches[step] = {**row, "first_seq": known["first_seq"], "why": why}

    def _task(self, step: str, before: Touch | None, touch: Touch, fact: Fact) -> None:
        if touch.is_open:
            self.tasks[step] = _opened(touch)
        elif before is not None and before.is_open:
            by = fact.by if isinstance(fact, TaskCompleted) else None
            ending = {"closed_at": touch.settled_at, "disposition": touch.reason}
            opened = self.tasks.get(step, _opened(before))
            self.tasks[step] = {**opened, **ending, "completed_by": by}


def projection_of(facts: Iterable[Fact]) -> Projection:
    """All the rows of one enrollment from all its facts."""
    projection = Projection(Fold())
    for fact in facts:
        projection.take(fact)
    return projection


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
    return touch.due_at if touch.status is Touched.PLANNED else touch.until


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
    )
