"""What people do to a run by hand, and in one clear line why they cannot.

The run asks twice, by the same rule: before it takes a request, so that a refused one leaves no
trace, and when the fact's turn comes, as what came before it may have settled the touch.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.cadence import DISPOSITIONS, Plan
from domain.enrollment import Enrollment
from domain.facts import Fact, Jumped, TaskCompleted, TaskPostponed, TouchSkipped
from domain.touch import Touch, Touched, has_begun

# Why a touch is skipped, or its task due later, that somebody decided.
BY_HAND = "by_hand"
CALL_BACK = "call_back_later"
LONGEST_WAIT = timedelta(days=366)
LONGEST_NOTE = 2_000
LONGEST_NAME = 100


def refusal_of(plan: Plan, state: Enrollment, fact: Fact) -> str | None:
    """Why a person's word cannot be taken as things stand; None where it can, or has been."""
    if state.has_taken(fact):
        return None
    if state.is_ended:
        return f"the enrollment has ended: {state.state} ({state.reason})"
    match fact:
        case TaskCompleted():
            return _not_open(state, fact.step) or _unfit_disposition(fact.disposition)
        case TaskPostponed():
            return _not_open(state, fact.step) or _unfit_instant(fact)
        case TouchSkipped():
            return _unknown(plan, fact.step) or _settled(state.touches.get(fact.step))
        case Jumped():
            return _unknown(plan, fact.to) or _no_way_ahead(plan, state, fact.to)
        case _:
            return None


def comes_too_late(plan: Plan, state: Enrollment, fact: Fact) -> bool:
    """Whether a person's word would change nothing any more; they are told so instead."""
    return _is_by_hand(fact) and refusal_of(plan, state, fact) is not None


def unfit_words(by: str, note: str | None = None) -> str | None:
    """What is wrong with a name or a note, if anything is."""
    if not by.strip() or len(by) > LONGEST_NAME or not by.isprintable():
        return f"`by` is who does it: one line of 1 to {LONGEST_NAME} characters"
    if note is not None and not 0 < len(note.strip()) <= LONGEST_NOTE:
        return f"a note has 1 to {LONGEST_NOTE} characters"
    return None


def how_it_ended(touch: Touch) -> str:
    """What became of a settled touch, by whom and when, in a few words."""
    what = touch.reason or touch.status.value
    said = f"{touch.status.value} ({what})" if touch.status is Touched.SKIPPED else what
    by = f" by {touch.by}" if touch.by else ""
    return f"{said.replace('_', ' ')}{by}{_on(touch.settled_at)}"


def _is_by_hand(fact: Fact) -> bool:
    """A word whose sender waits for an answer; no reaction, nor what a mail turned out to be."""
    match fact:
        case TaskCompleted() | TouchSkipped():
            return fact.request_id is not None
        case Jumped():
            return fact.by is not None
        case _:
            return isinstance(fact, TaskPostponed)


def _not_open(state: Enrollment, step: str) -> str | None:
    touch = state.touches.get(step)
    if touch is not None and touch.is_open:
        return None
    if touch is not None and touch.is_settled:
        return f"the task of step {step!r} is over: {how_it_ended(touch)}"
    return f"there is no open task for step {step!r}"


def _unfit_disposition(disposition: str) -> str | None:
    if disposition in DISPOSITIONS:
        return None
    return f"a disposition is one of {', '.join(DISPOSITIONS)}"


def _unfit_instant(fact: TaskPostponed) -> str | None:
    if fact.due_at.tzinfo is None:
        return f"the new time needs its zone, {fact.due_at} has none"
    if not fact.at < fact.due_at <= fact.at + LONGEST_WAIT:
        return f"{fact.due_at:%d %b %Y %H:%M %Z} is not within the next {LONGEST_WAIT.days} days"
    return None


def _unknown(plan: Plan, step: str) -> str | None:
    if step in plan.by_id:
        return None
    return f"the cadence has no step {step!r}; its steps are {', '.join(plan.by_id)}"


def _settled(touch: Touch | None) -> str | None:
    if touch is None or not touch.is_settled:
        return None
    return f"step {touch.step!r} is over: {how_it_ended(touch)}"


def _no_way_ahead(plan: Plan, state: Enrollment, aim: str) -> str | None:
    """A jump goes to what has not begun, and past no task that everything waits for."""
    if has_begun(touch := state.touches.get(aim)):
        has_started = _settled(touch) or f"the task of step {aim!r} is open"
        return f"a jump goes ahead, and {has_started}"
    for step in plan.steps:
        if step.id == aim:
            return None
        task = state.touches.get(step.id)
        if step.blocking and task is not None and task.is_open:
            return f"the task of step {step.id!r} blocks; complete or skip it first"
    return None


def _on(at: datetime | None) -> str:
    return f" on {at:%a %d %b %H:%M}Z" if at else ""
