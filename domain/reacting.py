"""What an event does to an enrollment, as its plan says: the fact that follows, once for each.

An event is something that came in, how a rep says a task went, a step that its condition left out,
or silence after a touch. The step it belongs to goes before the cadence. Reactions that do not end
anything leave a fact with the source id `reaction/<event id>`, and so happen once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.cadence import Plan, PlanStep, Reaction
from domain.enrollment import Enrollment, State
from domain.facts import EnrollmentEnded, Jumped, Paused
from domain.jumping import jumped
from domain.mail.threads import AUTOMATIC
from domain.people.hearing import Heard
from domain.touch import Touch, Touched

Consequence = EnrollmentEnded | Paused | Jumped

# What ends an enrollment with a state of its own; all else ends it as finished.
ENDS: dict[str, tuple[State, str]] = {
    "opt_out": (State.OPTED_OUT, "opted_out"),
    "reply/unsubscribe": (State.OPTED_OUT, "opted_out"),
    "bounce": (State.BOUNCED, "bounced"),
    "meeting_booked": (State.FINISHED, "meeting_booked"),
    "click": (State.FINISHED, "clicked"),
}
# The weightier before the lighter, where several came in at once; all others after them.
WEIGHTS = tuple(ENDS)
# After these somebody has answered, so that there is no silence.
ANSWERS = ("reply/", "meeting_booked", "click")
NO_ANSWERS = frozenset(f"reply/{reply_class}" for reply_class in AUTOMATIC)
ENDING = frozenset({"finish", "switch", "refer"})
# What leads into another cadence, and the reason of the end that it is.
LEADING_ON = {"switch": "switched", "refer": "wrong_person"}


@dataclass(frozen=True)
class Event:
    """Something to react to: its name in the cadence, its own id, where it came from."""

    name: str
    event_id: str
    reaction: Reaction
    source_id: str
    until: datetime | None = None


def ending_of(plan: Plan, state: Enrollment, now: datetime) -> EnrollmentEnded | None:
    """The end that the weightiest event means, whatever else stands."""
    ends = [event for event in _events(plan, state) if event.reaction.do in ENDING]
    if not ends:
        return None
    return _ended(min(ends, key=_weight), state, now)


def turn_of(plan: Plan, state: Enrollment, now: datetime) -> Paused | Jumped | None:
    """The pause or jump that the first event means which has not been reacted to."""
    for event in _events(plan, state):
        if f"reaction/{event.event_id}" in state.sources:
            continue
        match event.reaction.do:
            case "pause":
                return _paused(event, now)
            case "jump":
                return _jumped(event, plan, state, now)
    return None


def silence_of(plan: Plan, state: Enrollment, now: datetime) -> Consequence | None:
    """What follows from the first touch after which nothing was heard for too long."""
    for step, ends_at in _silences(plan, state):
        if step.no_response is None or ends_at > now:
            continue
        silence = f"silence/{step.id}"
        event = Event("no_response", silence, step.no_response.then, silence)
        match event.reaction.do:
            case "pause":
                return _paused(event, now)
            case "jump":
                return _jumped(event, plan, state, now)
            case "finish" | "switch" | "refer":
                return _ended(event, state, now)
    return None


def silence_ends_at(plan: Plan, state: Enrollment) -> datetime | None:
    """When the next silence becomes too long, if any may."""
    return min((ends_at for _, ends_at in _silences(plan, state)), default=None)


def _silences(plan: Plan, state: Enrollment) -> Iterator[tuple[PlanStep, datetime]]:
    """The steps that wait for an answer and until when, unless something was heard since."""
    for step in plan.steps:
        touch = state.touches.get(step.id)
        if step.no_response is None or step.no_response.then.do == "continue":
            continue
        if touch is None or not _has_reached(touch) or touch.started_at is None:
            continue
        is_done = f"reaction/silence/{step.id}" in state.sources
        if not is_done and not _has_answered(state, touch.started_at):
            yield step, touch.started_at + step.no_response.after


def _has_reached(touch: Touch) -> bool:
    return touch.status in (Touched.PERFORMED, Touched.IN_DOUBT)


def _has_answered(state: Enrollment, since: datetime) -> bool:
    return any(
        heard.at >= since and name.startswith(ANSWERS) and name not in NO_ANSWERS
        for name, heard in state.heard.items()
    )


def _events(plan: Plan, state: Enrollment) -> Iterator[Event]:
    """All that happened and means something, in the order of the plan after what came in."""
    for name, heard in state.heard.items():
        yield from _of_heard(plan, name, heard)
    for step in plan.steps:
        if touch := state.touches.get(step.id):
            yield from _of_touch(plan, step, touch)


def _of_heard(plan: Plan, name: str, heard: Heard) -> Iterator[Event]:
    kind = name.removesuffix(f"/{heard.step}") if heard.step else name
    step = plan.by_id.get(heard.step or "")
    own = step.on if step else {}
    if reaction := own.get(kind) or plan.on.get(kind):
        yield Event(kind, heard.event_id, reaction, heard.source_id, heard.until)


def _of_touch(plan: Plan, step: PlanStep, touch: Touch) -> Iterator[Event]:
    if touch.status is Touched.PERFORMED and touch.reason:
        kind = f"disposition/{touch.reason}"
        if reaction := step.on.get(kind) or plan.on.get(kind):
            completed = f"completed/{step.id}"
            yield Event(kind, completed, reaction, completed)
    if touch.status is Touched.SKIPPED and touch.reason == "condition" and step.otherwise:
        skipped = f"skipped/{step.id}"
        yield Event("condition", skipped, step.otherwise, skipped)


def _weight(event: Event) -> int:
    return WEIGHTS.index(event.name) if event.name in WEIGHTS else len(WEIGHTS)


def _ended(event: Event, state: Enrollment, now: datetime) -> EnrollmentEnded:
    outcome, reason = ENDS.get(event.name, (State.FINISHED, _word(event.name)))
    reaction = event.reaction
    leads_on = reaction.do in LEADING_ON
    if leads_on:
        outcome, reason = State.FINISHED, LEADING_ON[reaction.do]
    elif outcome is State.FINISHED and reaction.to:
        reason = reaction.to
    return EnrollmentEnded(
        at=now,
        state=outcome,
        reason=reason,
        then=reaction.to if leads_on else None,
        not_before=now + reaction.span if reaction.span else None,
        referral=event.source_id if reaction.do == "refer" else None,
        cause=event.source_id,
        round=state.ends + 1,
    )


def _word(name: str) -> str:
    """An event's name as the reason of what it did."""
    return "replied" if name.startswith("reply/") else name.rpartition("/")[2]


def _paused(event: Event, now: datetime) -> Paused:
    """Until the date that the event names, else for the span, else until resumed."""
    span_ends = now + event.reaction.span if event.reaction.span else None
    return Paused(
        at=now,
        source_id=f"reaction/{event.event_id}",
        reason=event.name.rpartition("/")[2],
        until=event.until or span_ends,
    )


def _jumped(event: Event, plan: Plan, state: Enrollment, now: datetime) -> Jumped:
    source_id = f"reaction/{event.event_id}"
    return jumped(plan, state, event.reaction.to or "", source_id, now)
