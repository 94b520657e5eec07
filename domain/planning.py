"""The plan of one touch: whether it comes, which channel reaches the prospect, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.cadence import AnyStep
from domain.calendar import calendar_of
from domain.conditions import CONDITION, is_judged_when_due, leaves_out
from domain.experiments import variant_of
from domain.facts import TouchHeld, TouchPlanned, TouchSkipped
from domain.pausing import CADENCE_PAUSED
from domain.people.enrollee import Enrollee
from domain.people.prospects import Prospect, observances_of, zone_of
from domain.timing import Spread, Starts, Way, plan_slot


@dataclass(frozen=True)
class PlanRequest:
    """What the workflow asks: plan this generation of this step, as things stand now.

    `has_turn`: it has waited for its mailbox, and its turn is now.
    """

    enrollment_id: str
    step: str
    generation: int
    now: datetime
    starts: Starts
    has_turn: bool = False


@dataclass(frozen=True)
class Planned:
    """A plan as the workflow hears it: without what its request says, to keep histories small."""

    channel: str
    due_at: datetime
    not_after: datetime
    timezone: str
    why: str
    variant: str | None = None


@dataclass(frozen=True)
class NoTouch:
    """The step can never be a touch of this prospect."""

    reason: str


@dataclass(frozen=True)
class HeldBack:
    """The whole cadence stands still; look again then."""

    look_again_at: datetime


def told(fact: TouchPlanned | TouchSkipped | TouchHeld) -> Planned | NoTouch | HeldBack:
    """The fact, shortened; `fact_of` is its inverse."""
    if isinstance(fact, TouchHeld):
        return HeldBack(fact.until or fact.at)
    if isinstance(fact, TouchSkipped):
        return NoTouch(fact.reason)
    return Planned(fact.channel, fact.due_at, fact.not_after, fact.timezone, fact.why, fact.variant)


def fact_of(
    request: PlanRequest, answer: Planned | NoTouch | HeldBack
) -> TouchPlanned | TouchSkipped | TouchHeld:
    """The fact that answers a request."""
    if isinstance(answer, HeldBack):
        return held_back(request, answer.look_again_at)
    if isinstance(answer, NoTouch):
        return TouchSkipped(at=request.now, step=request.step, reason=answer.reason)
    return TouchPlanned(
        at=request.now, step=request.step, generation=request.generation, **vars(answer)
    )


def held_back(request: PlanRequest, look_again_at: datetime) -> TouchHeld:
    """The hold of a touch that nobody plans while its whole cadence stands still."""
    return TouchHeld(
        at=request.now,
        step=request.step,
        generation=request.generation,
        reason=CADENCE_PAUSED,
        until=look_again_at,
    )


def plan_touch(enrollee: Enrollee, request: PlanRequest) -> TouchPlanned | TouchSkipped:
    """The planned touch, or why the step can never be a touch of this prospect."""
    step = enrollee.cadence.by_id[request.step]
    if not is_judged_when_due(enrollee.cadence, step) and leaves_out(enrollee, step.id, {}):
        return TouchSkipped(at=request.now, step=step.id, reason=CONDITION)
    channel, why_channel = _channel_for(step, enrollee.prospect)
    if channel is None:
        return TouchSkipped(at=request.now, step=step.id, reason=why_channel)
    return _planned(enrollee, request, channel, why_channel)


def _planned(
    enrollee: Enrollee, request: PlanRequest, channel: str, why_channel: str
) -> TouchPlanned:
    cadence, prospect = enrollee.cadence, enrollee.prospect
    step = cadence.by_id[request.step]
    zone, why_zone = zone_of(prospect, cadence.rules.timezone)
    observances, why_observances = observances_of(prospect, cadence.rules.holidays)
    calendar = calendar_of(cadence, zone, observances)
    turn_on = calendar.day_of(request.now) if request.has_turn else None
    spread = Spread(request.enrollment_id, request.generation, turn_on)
    earliest = max(request.now, enrollee.not_before or request.now)
    slot = plan_slot(cadence, Way(step, channel), calendar, request.starts, spread, earliest)
    whose = f"; holidays of {observances}, {why_observances}" if slot.was_put_off else ""
    return TouchPlanned(
        at=request.now,
        step=step.id,
        generation=request.generation,
        channel=channel,
        due_at=slot.due_at,
        not_after=slot.not_after,
        timezone=zone,
        why=f"{slot.why} ({why_zone}{whose}){why_channel}",
        variant=variant_of(enrollee.published, enrollee.variants, step.id),
    )


def _channel_for(step: AnyStep, prospect: Prospect) -> tuple[str | None, str]:
    """The first channel of the step that reaches the prospect."""
    if prospect.can_be_reached_by(step):
        return step.channel, ""
    for content in step.alternatives:
        if prospect.can_be_reached_by(content):
            return content.channel, f"; {content.channel}, as there is no way by {step.channel}"
    return None, f"no_way_by_{step.channel}"
