"""What to do next for one enrollment: a pure function of plan, state and moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.cadence import Plan, PlanExit, PlanStep
from domain.enrollment import Enrollment, State
from domain.facts import EnrollmentEnded, Fact, Resumed, TaskEscalated, TouchSkipped
from domain.mailboxes import TURNS
from domain.reacting import NO_ANSWERS, ending_of, silence_ends_at, silence_of, turn_of
from domain.touch import Touch, Touched


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

# A touch that comes later than this is planned anew: after an outage nothing comes in a heap.
LATE = timedelta(minutes=15)


def next_action(plan: Plan, state: Enrollment, now: datetime, late: timedelta = LATE) -> Action:
    """The one thing to do now. Total: every state has a next action.

    `late` is in Drumbeat time; on a fast clock it has to be longer than the engine needs.
    """
    if state.is_ended:
        return Finish(state.state, state.reason or "")
    if follows := ending_of(plan, state, now) or _lapsed(state, now) or turn_of(plan, state, now):
        return Record(follows)
    if state.pauses:
        return _pause_hold(state)
    if follows := silence_of(plan, state, now):
        return Record(follows)
    step = _next_step(plan, state)
    if step is not None:
        return _until_silence(_toward(step, state, now, late), plan, state)
    if tasks := state.open_tasks():
        wait = AwaitTask(tuple(task.step for task in tasks), _first_until(state))
        return _until_silence(wait, plan, state)
    return _toward_exit(plan, state, now)


def _lapsed(state: Enrollment, now: datetime) -> Resumed | TaskEscalated | TouchSkipped | None:
    """What time alone has ended: a pause, or the patience with an open task."""
    for reason, until in state.pauses.items():
        if until is not None and until <= now:
            # Counted, so that a pause repeated with the same end lapses again.
            source = f"lapsed/{reason}/{len(state.sources)}"
            return Resumed(at=now, source_id=source, reason=reason)
    for task in state.open_tasks():
        if task.until is not None and task.until <= now:
            return TouchSkipped(at=now, step=task.step, reason="overdue")
        if task.escalates_at is not None and task.escalates_at <= now:
            return TaskEscalated(at=now, step=task.step)
    return None


def _pause_hold(state: Enrollment) -> Hold:
    """Held for the longest-standing reason, looking again when the first pause or task lapses."""
    lapses = [until for until in (*state.pauses.values(), _first_until(state)) if until is not None]
    return Hold(state.reason or "paused", min(lapses, default=None))


def _until_silence(action: Action, plan: Plan, state: Enrollment) -> Action:
    """A wait ends at the latest when a silence has become too long."""
    ends_at = silence_ends_at(plan, state)
    if ends_at is None or not isinstance(action, AwaitDue | AwaitTask | Hold):
        return action
    return replace(action, until=min(ends_at, action.until or ends_at))


def _toward_exit(plan: Plan, state: Enrollment, now: datetime) -> Action:
    """The end after the last touch, once an answer need no longer be awaited."""
    leaves = plan.exit or PlanExit()
    if (awaited_until := _last_touch(state)) is not None:
        awaited_until += leaves.after
        if now < awaited_until:
            hold = Hold("awaiting_answer", awaited_until)
            return _until_silence(hold, plan, state)
    return Record(
        EnrollmentEnded(
            at=now,
            state=State.FINISHED,
            reason=leaves.outcome,
            then=leaves.then,
            not_before=now + leaves.rest if leaves.then and leaves.rest else None,
            round=state.ends + 1,
        )
    )


def _last_touch(state: Enrollment) -> datetime | None:
    """When the last touch that reached the prospect, or may have, ended."""
    ends = [
        touch.settled_at
        for touch in state.touches.values()
        if touch.settled_at and touch.status is not Touched.SKIPPED
    ]
    return max(ends, default=None)


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
    """When the first open task is given up or escalated, or `other` where that comes before."""
    lapses = [until for task in state.open_tasks() for until in (task.until, task.escalates_at)]
    return min((instant for instant in (*lapses, other) if instant is not None), default=None)


def has_turn(state: Enrollment, step: str, now: datetime, late: timedelta = LATE) -> bool:
    """Whether the step's touch waited for its mailbox, within its window, until just now."""
    touch = state.touches.get(step)
    if touch is None or touch.status is not Touched.HELD or touch.reason not in TURNS:
        return False
    if touch.until is None or touch.not_after is None:
        return False
    return touch.until <= touch.not_after and now <= touch.until + late


def results_asked(step: PlanStep, state: Enrollment) -> Mapping[str, str]:
    """What the step's condition asks of earlier steps and of what came in, as it stands."""
    found: dict[str, str] = {}
    for asked in step.asks:
        kind, _, earlier = asked.partition(".")
        touch = state.touches.get(earlier) if kind == "results" else None
        if touch and (touch.is_settled or touch.is_open):
            found[earlier] = _result(touch)
    answers = {
        "replied": any(name.startswith("reply/") for name in state.heard.keys() - NO_ANSWERS),
        "clicked": any(name.startswith("click") for name in state.heard),
    }
    return {**found, **{name: "yes" for name in step.asks if answers.get(name)}}


def _result(touch: Touch) -> str:
    """How a touch went, as conditions name it: its disposition, else how far it came."""
    has_disposition = touch.status is Touched.PERFORMED and touch.reason
    return touch.reason or "" if has_disposition else touch.status.value
