"""From facts to the rows that people read: pure, and the same for append, rebuild and memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from domain.analytics.outcomes import Outcomes, outcomes_of
from domain.analytics.tally import Tally
from domain.enrollment import Enrollment, evolve
from domain.facts import (
    Enrolled,
    Fact,
    TaskAssigned,
    TaskCompleted,
    TaskEscalated,
    TaskOpened,
    TaskPostponed,
    TouchPlanned,
    TouchSkipped,
)
from domain.people.prospects import address_key
from domain.touch import Touch, Touched
from ledger.records import TouchRow

Row = dict[str, Any]

# What a touch says of its task alone.
_OF_TASKS = frozenset({"escalates_at", "task_due_at", "postponed", "by"})


@dataclass(frozen=True)
class Fold:
    """What the ledger keeps of an enrollment between two facts.

    `seq` numbers the last fact, `changed` lists the steps, the last changed last, and `timezone`
    is the one of the last plan; `tally` is for the counters alone.
    """

    state: Enrollment = field(default_factory=Enrollment)
    seq: int = 0
    changed: tuple[str, ...] = ()
    timezone: str | None = None
    tally: Tally = field(default_factory=Tally)

    @property
    def outcomes(self) -> Outcomes:
        """What is counted of it."""
        return outcomes_of(self.state, self.tally)


@dataclass
class Projection:
    """The rows that facts gave, by step: of a whole enrollment, or of what an append changed.

    `before` is the fold that it began with.
    """

    fold: Fold
    before: Fold = field(init=False)
    origin: Row = field(default_factory=dict)
    touches: dict[str, Row] = field(default_factory=dict)
    tasks: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.before = self.fold

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
        tally = self.fold.tally.with_fact(fact, state)
        self.fold = replace(self.fold, state=state, seq=seq, changed=changed, tally=tally)
        if isinstance(fact, TaskAssigned):
            self._assign(fact)
        if isinstance(fact, Enrolled):
            self.origin = origin_columns(fact)
        if steps and isinstance(fact, TouchPlanned):
            self.fold = replace(self.fold, timezone=fact.timezone)

    def _touch(self, step: str, touch: Touch, fact: Fact, seq: int) -> None:
        known = self.touches.get(step, {"first_seq": seq, "why": None, "variant": None})
        planned = vars(fact) if isinstance(fact, TouchPlanned) else known
        row = {name: value for name, value in vars(touch).items() if name not in _OF_TASKS}
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
            self._put(touch, fact)
        elif before is not None and was_open:
            by = _name(fact.by) if isinstance(fact, TaskCompleted | TouchSkipped) else None
            ending = {"closed_at": touch.settled_at, "disposition": touch.reason}
            opened = self.tasks.get(step, {**_opened(before), **_known({}, before, fact)})
            self.tasks[step] = {**opened, **ending, "completed_by": by}

    def _assign(self, fact: TaskAssigned) -> None:
        """No state has whose task it is; one that is over stays whose it was."""
        touch = self.fold.state.touches.get(fact.step)
        if touch is not None and touch.is_open:
            self._put(touch, fact)

    def _put(self, touch: Touch, fact: Fact) -> None:
        known = self.tasks.get(touch.step, {})
        self.tasks[touch.step] = {**_opened(touch), **_known(known, touch, fact)}


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
        "due_at": touch.task_due_at,
        "postponed": touch.postponed,
        "closed_at": None,
        "disposition": None,
        "completed_by": None,
    }


def _known(known: Row, touch: Touch, fact: Fact) -> Row:
    """Whose a task is, and when somebody is and was told of it; what is not said stays as it is."""
    names = ("owner", "escalates_at", "escalated_at")
    stays = {name: known.get(name) for name in names}
    match fact:
        case TaskOpened(owner=owner, escalates_at=escalates_at):
            return {**stays, "owner": _name(owner), "escalates_at": escalates_at}
        case TaskAssigned(owner=owner):
            return {**stays, "owner": _name(owner)}
        case TaskEscalated(at=at):
            return {**stays, "escalated_at": at}
        case TaskPostponed() if touch.escalates_at is not None:
            return {**stays, "escalates_at": touch.escalates_at}
        case _:
            return stays


def _name(person: str | None) -> str | None:
    """Somebody who works here, as a task is looked for by them: however their name is written."""
    return None if person is None else address_key(person)


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
