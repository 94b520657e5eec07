"""The state of one enrollment as the fold of its facts.

`evolve` accepts any fact in any order and any number of times: what has started never becomes
unstarted, an older generation never replaces a newer one, and nothing follows an end but what a
mail in doubt turns out to have been, and a person's word that the reply which ended it was of
another class: that takes the end back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.facts import (
    Deal,
    Enrolled,
    EnrollmentEnded,
    Fact,
    Inbound,
    InboundFact,
    Jumped,
    NoteAdded,
    Paused,
    ReplyCorrected,
    Resumed,
    TaskAssigned,
    TaskCompleted,
    TaskEscalated,
    TelephonyFact,
    TouchFact,
    TouchPerformed,
    TouchReopened,
    TouchSkipped,
    source_of,
)
from domain.people.hearing import Heard, Hearing, Reply
from domain.touch import SEND_AGAIN, Touch, moved
from domain.touches import aims, escalated, jumped, let_go, spaced_anew, with_tasks_closed


class State(StrEnum):
    """Where an enrollment stands, in the field's own words."""

    PENDING = "pending"
    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"
    BOUNCED = "bounced"
    OPTED_OUT = "opted_out"
    FAILED = "failed"


ENDED = frozenset({State.FINISHED, State.BOUNCED, State.OPTED_OUT, State.FAILED})


@dataclass(frozen=True)
class Enrollment:
    """Everything that decisions depend on, in one serialisable value.

    `ends` counts how often it has ended, `ended_by` is the event that did so last.
    """

    state: State = State.PENDING
    reason: str | None = None
    touches: Mapping[str, Touch] = field(default_factory=dict)
    pauses: Mapping[str, datetime | None] = field(default_factory=dict)
    heard: Mapping[str, Heard] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()
    # The steps that jumps went ahead to, before these had begun.
    jumps: tuple[str, ...] = ()
    replies: Mapping[str, Reply] = field(default_factory=dict)
    soft_bounces: int = 0
    ends: int = 0
    ended_by: str | None = None

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED

    def has_taken(self, fact: Fact) -> bool:
        """Whether this fact of an outside source has been folded in before."""
        return source_of(fact) in self.sources

    def open_tasks(self) -> tuple[Touch, ...]:
        """The touches that wait for a rep."""
        return tuple(touch for touch in self.touches.values() if touch.is_open)


def evolve(state: Enrollment, fact: Fact) -> Enrollment:
    """The state after one more fact."""
    if state.has_taken(fact) or (state.is_ended and not takes_back(state, fact)):
        return _resolved_late(state, fact)
    match fact:
        case Enrolled() | NoteAdded() | TaskAssigned() | Deal():
            return state
        case _ if isinstance(fact, TelephonyFact):
            return state
        case EnrollmentEnded():
            return _ended(state, fact)
        case Paused() | Resumed() | Inbound() | Jumped() | ReplyCorrected():
            return _standing(_with_source(_turned(state, fact), fact.source_id))
        case TaskEscalated():
            return replace(state, touches=escalated(state.touches, fact.step))
        case _:
            return _standing(_touched(state, fact))


def fold(facts: Iterable[Fact], start: Enrollment | None = None) -> Enrollment:
    """The state after all these facts."""
    state = start or Enrollment()
    for fact in facts:
        state = evolve(state, fact)
    return state


def takes_back(state: Enrollment, fact: Fact) -> bool:
    """Whether the fact corrects the very reply that ended the enrollment."""
    if not isinstance(fact, ReplyCorrected) or fact.reply != state.ended_by:
        return False
    return fact.reply in state.replies


def _ended(state: Enrollment, fact: EnrollmentEnded) -> Enrollment:
    """An ended enrollment leaves no task open."""
    return replace(
        state,
        state=State(fact.state),
        reason=fact.reason,
        touches=with_tasks_closed(state.touches, fact.reason, fact.at),
        ends=state.ends + 1,
        ended_by=fact.cause,
    )


def _resolved_late(state: Enrollment, fact: Fact) -> Enrollment:
    """After the end a mail in doubt can still turn out to have arrived or to be lost, once.

    What comes in is heard, in case that the end is taken back.
    """
    if state.has_taken(fact):
        return state
    match fact:
        case TouchPerformed() | TouchSkipped() if fact.source_id:
            return _touched(state, fact)
        case Inbound():
            return _with_source(_turned(state, fact), fact.source_id)
        case _:
            return state


def _touched(state: Enrollment, fact: TouchFact | TaskCompleted) -> Enrollment:
    touch, source = moved(state.touches.get(fact.step), fact), source_of(fact)
    touches = {**state.touches, fact.step: touch}
    if isinstance(fact, TouchReopened) and touch.is_held_by(SEND_AGAIN):
        touches = spaced_anew(touches, fact.at)
    after = replace(state, touches=touches)
    return _with_source(after, source) if source else after


def _turned(
    state: Enrollment, fact: Paused | Resumed | InboundFact | Jumped | ReplyCorrected
) -> Enrollment:
    """After what has a source of its own, and so happens once."""
    match fact:
        case Paused() | Resumed():
            return _with_pause(state, fact)
        case Jumped():
            touches, jumps = jumped(state.touches, fact), aims(state.touches, state.jumps, fact)
            return replace(state, touches=touches, jumps=jumps)
        case ReplyCorrected():
            return _corrected(state, fact)
        case _:
            return _with_hearing(state, _hearing(state).with_event(fact))


def _with_pause(state: Enrollment, fact: Paused | Resumed) -> Enrollment:
    if isinstance(fact, Paused):
        return replace(state, pauses={**state.pauses, fact.reason: fact.until})
    kept = (
        {} if fact.reason is None else {r: u for r, u in state.pauses.items() if r != fact.reason}
    )
    return replace(state, pauses=kept, touches=let_go(state.touches, fact.reason, fact.at))


def _corrected(state: Enrollment, fact: ReplyCorrected) -> Enrollment:
    """The reply counts as of its new class; the end or the pause that it had brought is over."""
    after = _with_hearing(state, _hearing(state).with_correction(fact))
    was = state.replies.get(fact.reply)
    if was and f"reaction/{was.correction or fact.reply}" in state.sources:
        pauses = {r: until for r, until in state.pauses.items() if r != was.reply_class}
        after = replace(after, pauses=pauses)
    return replace(after, ended_by=None)


def _hearing(state: Enrollment) -> Hearing:
    return Hearing(state.heard, state.replies, state.soft_bounces)


def _with_hearing(state: Enrollment, hearing: Hearing) -> Enrollment:
    return replace(state, **vars(hearing))


def _with_source(state: Enrollment, source_id: str) -> Enrollment:
    return replace(state, sources=state.sources | {source_id})


def _standing(state: Enrollment) -> Enrollment:
    """Active, or paused for the reason that has stood longest."""
    if state.pauses:
        return replace(state, state=State.PAUSED, reason=next(iter(state.pauses)))
    return replace(state, state=State.ACTIVE, reason=None)
