"""The state of one enrollment as the fold of its facts.

`evolve` accepts any fact in any order and any number of times: what has started never becomes
unstarted, an older generation never replaces a newer one, and nothing follows an end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.facts import (
    Enrolled,
    EnrollmentEnded,
    Fact,
    Inbound,
    Paused,
    Resumed,
    TaskCompleted,
    TaskOpened,
    TouchFact,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchPlanned,
    TouchSkipped,
)


class State(StrEnum):
    """Where an enrollment stands, in the field's own words."""

    PENDING = "pending"
    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"
    BOUNCED = "bounced"
    OPTED_OUT = "opted_out"
    FAILED = "failed"


class Touched(StrEnum):
    """How far a touch has come."""

    PLANNED = "planned"
    HELD = "held"
    OPEN = "open"
    IN_DOUBT = "in_doubt"
    PERFORMED = "performed"
    SKIPPED = "skipped"


ENDED = frozenset({State.FINISHED, State.BOUNCED, State.OPTED_OUT, State.FAILED})
SETTLED = frozenset({Touched.IN_DOUBT, Touched.PERFORMED, Touched.SKIPPED})

# From where a fact may move a touch to where. What is not listed folds to no change: a touch is
# planned and held any number of times, starts once, and settles once (a doubt may be resolved).
_UNSTARTED = frozenset({None, Touched.PLANNED, Touched.HELD})
TRANSITIONS: dict[type[TouchFact | TaskCompleted], tuple[frozenset[Touched | None], Touched]] = {
    TouchPlanned: (_UNSTARTED, Touched.PLANNED),
    TouchHeld: (_UNSTARTED, Touched.HELD),
    TaskOpened: (_UNSTARTED, Touched.OPEN),
    TouchInDoubt: (_UNSTARTED, Touched.IN_DOUBT),
    TouchPerformed: (_UNSTARTED | {Touched.IN_DOUBT}, Touched.PERFORMED),
    TaskCompleted: (_UNSTARTED | {Touched.OPEN}, Touched.PERFORMED),
    TouchSkipped: (_UNSTARTED | {Touched.OPEN, Touched.IN_DOUBT}, Touched.SKIPPED),
}


@dataclass(frozen=True)
class Touch:
    """One step of one enrollment; `until` ends a hold or gives up an open task."""

    step: str
    status: Touched
    generation: int = 0
    channel: str | None = None
    due_at: datetime | None = None
    not_after: datetime | None = None
    started_at: datetime | None = None
    settled_at: datetime | None = None
    until: datetime | None = None
    reason: str | None = None

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED

    @property
    def is_open(self) -> bool:
        return self.status is Touched.OPEN


@dataclass(frozen=True)
class Enrollment:
    """Everything that decisions depend on, in one serialisable value."""

    state: State = State.PENDING
    reason: str | None = None
    touches: Mapping[str, Touch] = field(default_factory=dict)
    pauses: Mapping[str, datetime | None] = field(default_factory=dict)
    heard: Mapping[str, datetime] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED

    def has_taken(self, fact: Fact) -> bool:
        """Whether this fact of an outside source has been folded in before."""
        return getattr(fact, "source_id", None) in self.sources

    def open_tasks(self) -> tuple[Touch, ...]:
        """The touches that wait for a rep."""
        return tuple(touch for touch in self.touches.values() if touch.is_open)


def evolve(state: Enrollment, fact: Fact) -> Enrollment:
    """The state after one more fact."""
    if state.is_ended or state.has_taken(fact):
        return state
    match fact:
        case Enrolled():
            return state
        case EnrollmentEnded():
            return _close_tasks(
                replace(state, state=State(fact.state), reason=fact.reason), fact.at
            )
        case Paused() | Resumed():
            return _standing(_with_source(_with_pause(state, fact), fact.source_id))
        case Inbound():
            heard = {fact.type: fact.at, **state.heard}
            return _standing(_with_source(replace(state, heard=heard), fact.source_id))
        case _:
            touch = _moved(state.touches.get(fact.step), fact)
            return _standing(replace(state, touches={**state.touches, fact.step: touch}))


def fold(facts: Iterable[Fact], start: Enrollment | None = None) -> Enrollment:
    """The state after all these facts."""
    state = start or Enrollment()
    for fact in facts:
        state = evolve(state, fact)
    return state


def _moved(touch: Touch | None, fact: TouchFact | TaskCompleted) -> Touch:
    """The touch after its fact, by the transition table."""
    allowed, status = TRANSITIONS[type(fact)]
    before = touch or Touch(step=fact.step, status=Touched.PLANNED)
    if (touch.status if touch else None) not in allowed or _is_stale(touch, fact):
        return before
    moved = replace(before, status=status, until=None, reason=None)
    match fact:
        case TouchPlanned():
            return replace(
                moved,
                generation=fact.generation,
                channel=fact.channel,
                due_at=fact.due_at,
                not_after=fact.not_after,
            )
        case TouchHeld():
            return replace(moved, generation=fact.generation, until=fact.until, reason=fact.reason)
        case TaskOpened():
            return replace(moved, started_at=fact.at, until=fact.until, reason=fact.kind)
        case TouchSkipped():
            return replace(moved, settled_at=fact.at, reason=fact.reason)
        case TaskCompleted():
            started = before.started_at or fact.at
            return replace(moved, started_at=started, settled_at=fact.at, reason=fact.disposition)
        case _:
            return replace(moved, started_at=before.started_at or fact.at, settled_at=fact.at)


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


def _with_pause(state: Enrollment, fact: Paused | Resumed) -> Enrollment:
    if isinstance(fact, Paused):
        return replace(state, pauses={**state.pauses, fact.reason: fact.until})
    kept = (
        {} if fact.reason is None else {r: u for r, u in state.pauses.items() if r != fact.reason}
    )
    return replace(state, pauses=kept)


def _with_source(state: Enrollment, source_id: str) -> Enrollment:
    return replace(state, sources=state.sources | {source_id})


def _standing(state: Enrollment) -> Enrollment:
    """Active, or paused for the reason that has stood longest."""
    if state.pauses:
        return replace(state, state=State.PAUSED, reason=next(iter(state.pauses)))
    return replace(state, state=State.ACTIVE, reason=None)


def _close_tasks(state: Enrollment, at: datetime) -> Enrollment:
    """An ended enrollment leaves no task open."""
    closed = {
        step: replace(touch, status=Touched.SKIPPED, settled_at=at, reason=state.reason, until=None)
        for step, touch in state.touches.items()
        if touch.is_open
    }
    return replace(state, touches={**state.touches, **closed})
