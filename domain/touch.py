"""How far one touch has come, and from where each of its facts may move it.

What is not listed in `TRANSITIONS` folds to no change: a touch is planned and held any number of
times, starts once, and settles once. A doubt may be resolved, and only a person's word that its
mail is to be sent again makes of what has started what has not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.facts import (
    TaskCompleted,
    TaskOpened,
    TaskPostponed,
    TouchFact,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchPlanned,
    TouchReopened,
    TouchSkipped,
)


class Touched(StrEnum):
    """How far a touch has come."""

    PLANNED = "planned"
    HELD = "held"
    OPEN = "open"
    IN_DOUBT = "in_doubt"
    PERFORMED = "performed"
    SKIPPED = "skipped"


SEND_AGAIN = "send_again"
SETTLED = frozenset({Touched.IN_DOUBT, Touched.PERFORMED, Touched.SKIPPED})

# From where a fact may move a touch, to where.
_UNSTARTED = frozenset({None, Touched.PLANNED, Touched.HELD})
TRANSITIONS: dict[type[TouchFact | TaskCompleted], tuple[frozenset[Touched | None], Touched]] = {
    TouchPlanned: (_UNSTARTED, Touched.PLANNED),
    TouchHeld: (_UNSTARTED, Touched.HELD),
    TaskOpened: (_UNSTARTED, Touched.OPEN),
    TouchInDoubt: (_UNSTARTED, Touched.IN_DOUBT),
    TouchReopened: (frozenset({Touched.IN_DOUBT}), Touched.HELD),
    TouchPerformed: (_UNSTARTED | {Touched.IN_DOUBT}, Touched.PERFORMED),
    TaskPostponed: (frozenset({Touched.OPEN}), Touched.OPEN),
    TaskCompleted: (_UNSTARTED | {Touched.OPEN}, Touched.PERFORMED),
    TouchSkipped: (_UNSTARTED | {Touched.OPEN, Touched.IN_DOUBT}, Touched.SKIPPED),
}


@dataclass(frozen=True)
class Touch:
    """One step of one enrollment; `until` ends a hold or gives up an open task.

    `reason` is why it is held or was skipped, what kind of task is open, or how a task went; `by`
    is who settled it by hand. `postponed` is why its task is due later, at `task_due_at`, than it
    was when it was opened.
    """

    step: str
    status: Touched
    generation: int = 0
    channel: str | None = None
    due_at: datetime | None = None
    not_after: datetime | None = None
    started_at: datetime | None = None
    settled_at: datetime | None = None
    until: datetime | None = None
    escalates_at: datetime | None = None
    reason: str | None = None
    task_due_at: datetime | None = None
    postponed: str | None = None
    by: str | None = None

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED

    @property
    def is_open(self) -> bool:
        return self.status is Touched.OPEN

    @property
    def mail_comes_at(self) -> datetime | None:
        """When a mail is due, or is planned anew; None for what is no mail or is under way."""
        if self.channel != "email":
            return None
        return {Touched.PLANNED: self.due_at, Touched.HELD: self.until}.get(self.status)

    def is_held_by(self, reason: str) -> bool:
        """Whether it stands still for this reason."""
        return self.status is Touched.HELD and self.reason == reason


def moved(touch: Touch | None, fact: TouchFact | TaskCompleted) -> Touch:
    """The touch after its fact, by the transition table."""
    allowed, status = TRANSITIONS[type(fact)]
    before = touch or Touch(step=fact.step, status=Touched.PLANNED)
    if (touch.status if touch else None) not in allowed or _is_stale(touch, fact):
        return before
    after = replace(before, status=status, until=None, escalates_at=None, reason=None)
    match fact:
        case TaskPostponed():
            return _postponed(before, fact)
        case TouchPlanned():
            return _planned(after, fact)
        case TouchHeld():
            return replace(after, generation=fact.generation, until=fact.until, reason=fact.reason)
        case TouchReopened():
            unstarted = replace(after, started_at=None, settled_at=None)
            return to_be_planned_anew(unstarted, SEND_AGAIN, fact.at)
        case TaskOpened():
            return _opened(after, fact)
        case TouchSkipped() | TaskCompleted():
            return _settled(before, after, fact)
        case _:
            # A mail that was in doubt went out then, and not when that was found.
            settled_at = before.settled_at or fact.at
            return replace(after, started_at=before.started_at or fact.at, settled_at=settled_at)


def _planned(after: Touch, fact: TouchPlanned) -> Touch:
    return replace(
        after,
        generation=fact.generation,
        channel=fact.channel,
        due_at=fact.due_at,
        not_after=fact.not_after,
    )


def _opened(after: Touch, fact: TaskOpened) -> Touch:
    return replace(
        after,
        started_at=fact.at,
        until=fact.until,
        escalates_at=fact.escalates_at,
        reason=fact.kind,
        task_due_at=fact.due_at,
    )


def _settled(before: Touch, after: Touch, fact: TouchSkipped | TaskCompleted) -> Touch:
    """It is over: left out, or done with this disposition."""
    if isinstance(fact, TouchSkipped):
        return replace(after, settled_at=fact.at, reason=fact.reason, by=fact.by)
    return replace(
        after,
        started_at=before.started_at or fact.at,
        settled_at=fact.at,
        reason=fact.disposition,
        by=fact.by,
    )


def to_be_planned_anew(touch: Touch, reason: str, at: datetime) -> Touch:
    """Its plan stands no longer: the next one is made at once."""
    return replace(touch, status=Touched.HELD, until=at, reason=reason)


def has_begun(touch: Touch | None) -> bool:
    """Whether it has started or is settled, so that nothing can be planned for it any more."""
    return touch is not None and (touch.is_settled or touch.is_open)


def _postponed(task: Touch, fact: TaskPostponed) -> Touch:
    """Its escalation and its end move on by as much as it does, never back nor before it is due."""
    was_due = task.task_due_at or task.started_at or fact.at
    later = max(fact.due_at - was_due, timedelta(0))

    def moved_on(instant: datetime | None) -> datetime | None:
        return None if instant is None else max(instant + later, fact.due_at)

    return replace(
        task,
        until=moved_on(task.until),
        escalates_at=moved_on(task.escalates_at),
        task_due_at=fact.due_at,
        postponed=fact.reason,
    )


def _is_stale(touch: Touch | None, fact: TouchFact | TaskCompleted) -> bool:
    """A plan must be newer than what stands there; a hold may end the plan of its generation."""
    if touch is None:
        return False
    match fact:
        case TouchPlanned():
            return fact.generation <= touch.generation
        case TouchHeld():
            return fact.generation < touch.generation
        case _:
            return False
