"""What to do next for one enrollment: a pure function of plan, state and moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.cadence import Plan, PlanStep
from domain.enrollment import Enrollment, State, Touched
from domain.facts import EnrollmentEnded, Fact, Resumed, TouchSkipped


@dataclass(frozen=True)
class PlanTouch:
    """Give the step an instant and a channel."""

    step: str
    generation: int


@dataclass(frozen=True)
class PerformTouch:
    """Start the touch now, and not after the end of its window."""

    step: str
    generation: int
    channel: str
    not_after: datetime


@dataclass(frozen=True)
class AwaitDue:
    """Wait until the touch is due, or until a task is given up before, or for a new fact."""

    step: str
    due_at: datetime
    until: datetime


@dataclass(frozen=True)
class AwaitTask:
    """Wait for reps to complete these tasks; `until` one of them is given up, if ever."""

    steps: tuple[str, ...]
    until: datetime | None


@dataclass(frozen=True)
class Hold:
    """Stand still for a named reason, until an instant or for a new fact alone."""

    reason: str
    until: datetime | None


@dataclass(frozen=True)
class Record:
    """A fact that follows from the state with no act in the world."""

    fact: Fact


@dataclass(frozen=True)
class Finish:
    """The enrollment has its outcome."""

    state: State
    reason: str


Wait = AwaitDue | AwaitTask | Hold
Action = PlanTouch | PerformTouch | Wait | Record | Finish

# What ends an enrollment when the cadence says `finish` on it, the weightier before the lighter.
EXITS: dict[str, tuple[State, str]] = {
    "opt_out": (State.OPTED_OUT, "opted_out"),
    "bounce": (State.BOUNCED, "bounced"),
    "meeting_booked": (State.FINISHED, "meeting_booked"),
    "reply": (State.FINISHED, "replied"),
}


# A touch that comes later than this is planned anew: after an outage nothing comes in a heap.
LATE = timedelta(minutes=15)


def next_action(plan: Plan, state: Enrollment, now: datetime, late: timedelta = LATE) -> Action:
    """The one thing to do now. Total: every state has a next action.

    `late` is in Drumbeat time; on a fast clock it has to be longer than the engine needs.
    """
    if state.is_ended:
        return Finish(state.state, state.reason or "")
    if ending := _exit(plan, state, now):
        return Record(ending)
    if lapsed := _lapsed(state, now):
        return Record(lapsed)
    if state.pauses:
        return _pause_hold(state)
    step = _next_step(plan, state)
    if step is not None:
        return _toward(step, state, now, late)
    if tasks := state.open_tasks():
        return AwaitTask(tuple(task.step for task in tasks), _first_until(state))
    return Record(EnrollmentEnded(at=now, state=State.FINISHED, reason="completed"))


def _exit(plan: Plan, state: Enrollment, now: datetime) -> EnrollmentEnded | None:
    for heard, (ended, reason) in EXITS.items():
        if heard in state.heard and heard in plan.finish_on:
            return EnrollmentEnded(at=now, state=ended, reason=reason)
    return None


def _lapsed(state: Enrollment, now: datetime) -> Resumed | TouchSkipped | None:
    """What time alone has ended: a pause, or the patience with an open task."""
    for reason, until in state.pauses.items():
        if until is not None and until <= now:
            # Counted, so that a pause repeated with the same end lapses again.
            source = f"lapsed/{reason}/{len(state.sources)}"
            return Resumed(at=now, source_id=source, reason=reason)
    for task in state.open_tasks():
        if task.until is not None and task.until <= now:
            return TouchSkipped(at=now, step=task.step, reason="overdue")
    return None


def _pause_hold(state: Enrollment) -> Hold:
    """Held for the longest-standing reason, looking again when the first pause or task lapses."""
    lapses = [until for until in (*state.pauses.values(), _first_until(state)) if until is not None]
    return Hold(state.reason or "paused", min(lapses, default=None))


def _next_step(plan: Plan, state: Enrollment) -> PlanStep | None:
    """The first step that has not settled, leaving aside open tasks that do not block."""
    for step in plan.steps:
        touch = state.touches.get(step.id)
        if touch is None or not (touch.is_settled or (touch.is_open and not step.blocking)):
            return step
    return None


def _toward(step: PlanStep, state: Enrollment, now: datetime, late: timedelta) -> Action:
    """What brings this step nearer to its start or, where it blocks, to its end."""
    touch = state.touches.get(step.id)
    if touch is None:
        return PlanTouch(step.id, 1)
    match touch.status:
        case Touched.OPEN:
            return AwaitTask((step.id,), _first_until(state))
        case Touched.HELD if touch.until is None or now < touch.until:
            return Hold(touch.reason or "held", _first_until(state, touch.until))
        case Touched.PLANNED if touch.due_at and touch.not_after and touch.channel:
            if now < touch.due_at:
                until = _first_until(state, touch.due_at) or touch.due_at
                return AwaitDue(touch.step, touch.due_at, until)
            if now <= min(touch.due_at + late, touch.not_after):
                return PerformTouch(touch.step, touch.generation, touch.channel, touch.not_after)
            return PlanTouch(touch.step, touch.generation + 1)
        case _:
            return PlanTouch(step.id, touch.generation + 1)


def _first_until(state: Enrollment, other: datetime | None = None) -> datetime | None:
    """When the first open task is given up, or `other` where that comes before."""
    instants = [task.until for task in state.open_tasks()] + [other]
    return min((instant for instant in instants if instant is not None), default=None)
