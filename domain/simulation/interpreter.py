"""Runs one enrollment on a virtual clock, by the decisions and plans of the real run."""

from __future__ import annotations

from datetime import datetime
from heapq import heappop, heappush
from itertools import count

from domain.cadence import Plan
from domain.conditions import CONDITION, leaves_out
from domain.decide import (
    AwaitDue,
    AwaitTask,
    Finish,
    Hold,
    PerformTouch,
    PlanTouch,
    Record,
    Wait,
    next_action,
    results_asked,
)
from domain.enrollee import Enrollee
from domain.enrollment import Enrollment, evolve
from domain.errors import DrumbeatError, InvalidTemplate
from domain.facts import (
    EnrollmentEnded,
    Fact,
    Paused,
    TaskOpened,
    TouchPerformed,
    TouchPlanned,
    TouchSkipped,
)
from domain.planning import PlanRequest, plan_touch
from domain.simulation.course import Course, SimulatedEnd, SimulatedTouch
from domain.simulation.script import SILENCE, Injected, Script
from domain.simulation.words import is_sent_by_itself, missing_in, with_findings
from domain.tasks import task_times
from domain.timing import starts_of
from domain.touch import Touched

# Many times what the longest way through a step, an event or an outage takes.
DECISIONS_EACH = 40


class EndlessSimulation(DrumbeatError):
    """The simulation goes round in a circle; this is a fault in Drumbeat."""


def simulate(enrollee: Enrollee, start: datetime, script: Script = SILENCE) -> Course:
    """The way of one prospect who is enrolled at `start`.

    Every touch is performed when it is due, a rep closes every task at once as `done`, research
    finds what it asks for, and nobody answers, except as the script says.
    """
    return _Run(enrollee, start, script).to_the_end()


class _Run:
    """What `EnrollmentWorkflow` is in production: an interpreter of decisions."""

    def __init__(self, enrollee: Enrollee, start: datetime, script: Script) -> None:
        self._enrollee = enrollee
        self._plan: Plan = enrollee.cadence.plan
        self._script = script
        self._now = script.running_at(start)
        self._state = Enrollment()
        self._plans: dict[str, TouchPlanned] = {}
        self._coming: list[tuple[datetime, int, Injected]] = []
        self._order = count()
        self._heard: set[Injected] = set()
        self._touches: list[SimulatedTouch] = []
        self._ended: EnrollmentEnded | None = None
        self._trouble: str | None = None

    def to_the_end(self) -> Course:
        """Decide and do until it has ended, or stands still for ever."""
        parts = len(self._plan.steps) + len(self._script.events) + len(self._script.outages)
        for _ in range(DECISIONS_EACH * (parts + 1)):
            match next_action(self._plan, self._state, self._now):
                case Record(fact):
                    self._conclude(fact)
                case PlanTouch() as action:
                    self._plan_touch(action)
                case PerformTouch() as action:
                    self._perform(action)
                case (AwaitDue() | AwaitTask() | Hold()) as wait:
                    if not self._wait(wait):
                        return self._course()
                case Finish():
                    return self._course()
        raise EndlessSimulation

    # What the loop does

    def _conclude(self, fact: Fact) -> None:
        if isinstance(fact, EnrollmentEnded):
            self._ended = fact
        self._state = evolve(self._state, fact)

    def _plan_touch(self, action: PlanTouch) -> None:
        request = PlanRequest(
            self._enrollee.enrollment_id,
            action.step,
            action.generation,
            self._now,
            starts_of(self._plan, self._state),
        )
        try:
            planned = plan_touch(self._enrollee, request)
        except (ValueError, DrumbeatError) as error:
            # No room within a year, or a condition that this prospect's values break.
            self._hold_for_a_person(action.step, error)
            return
        if isinstance(planned, TouchPlanned):
            self._plans[planned.step] = planned
        self._state = evolve(self._state, planned)

    def _perform(self, action: PerformTouch) -> None:
        """A mail goes out; where words are missing, and on other channels, a rep does the touch."""
        try:
            if self._is_left_out(action.step):
                skipped = TouchSkipped(at=self._now, step=action.step, reason=CONDITION)
                self._state = evolve(self._state, skipped)
                return
            missing = missing_in(self._enrollee, action.step, action.channel)
        except InvalidTemplate as error:
            self._hold_for_a_person(action.step, error)
            return
        self._touches.append(self._touch(action, missing))
        if missing is None and is_sent_by_itself(self._enrollee, action.step, action.channel):
            self._state = evolve(self._state, TouchPerformed(at=self._now, step=action.step))
            self._expect_answers(action.step)
        else:
            self._open_task(action)

    def _is_left_out(self, step: str) -> bool:
        results = results_asked(self._plan.by_id[step], self._state)
        return leaves_out(self._enrollee, step, results)

    def _wait(self, wait: Wait) -> bool:
        """Go to the end of the wait or to what comes in before; False where there is neither."""
        ends = [at for at in (wait.until, self._next_event()) if at is not None]
        if not ends:
            return False
        self._now = self._script.running_at(max(self._now, min(ends)))
        while (at := self._next_event()) is not None and at <= self._now:
            self._hear(*heappop(self._coming))
        return True

    # What comes in

    def _next_event(self) -> datetime | None:
        return self._coming[0][0] if self._coming else None

    def _expect(self, event: Injected) -> None:
        heappush(self._coming, (self._now + event.after, next(self._order), event))

    def _expect_answers(self, step: str) -> None:
        for event in self._script.answers_to(step):
            self._expect(event)

    def _hear(self, at: datetime, _: int, event: Injected) -> None:
        if event.kind == "disposition":
            self._complete(event)
            return
        self._heard.add(event)
        self._state = evolve(self._state, event.fact(at))

    # Rep work

    def _open_task(self, action: PerformTouch) -> None:
        times = task_times(self._enrollee, action.step, action.channel, self._now)
        opened = TaskOpened(
            at=self._now,
            step=action.step,
            kind=action.channel,
            until=times.until,
            due_at=times.due_at,
            escalates_at=times.escalates_at,
        )
        self._state = evolve(self._state, opened)
        self._expect(self._script.disposition_of(action.step))

    def _complete(self, event: Injected) -> None:
        """A rep says how it went, unless the task has been given up before."""
        touch = self._state.touches[event.step]
        if touch.status is not Touched.OPEN:
            return
        self._heard.add(event)
        self._enrollee = with_findings(self._enrollee, event.step, touch.channel)
        # Production asks the worker's clock, so what comes in an outage is done at its end.
        self._state = evolve(self._state, event.fact(self._now))
        self._expect_answers(event.step)

    def _hold_for_a_person(self, step: str, error: Exception) -> None:
        self._trouble = f"step {step!r}: {error}"
        source = f"needs_attention/{step}"
        paused = Paused(at=self._now, source_id=source, reason="needs_attention")
        self._state = evolve(self._state, paused)

    # Telling

    def _touch(self, action: PerformTouch, missing: str | None) -> SimulatedTouch:
        planned = self._plans[action.step]
        return SimulatedTouch(
            prospect=self._enrollee.prospect.address,
            step=planned.step,
            channel=planned.channel,
            due_at=planned.due_at,
            timezone=planned.timezone,
            variant=planned.variant,
            why=f"{planned.why}, needs {missing} from a rep" if missing else planned.why,
            missing=missing,
        )

    def _course(self) -> Course:
        skipped = {
            touch.step: touch.reason or ""
            for touch in self._state.touches.values()
            if touch.status is Touched.SKIPPED
        }
        end = SimulatedEnd(
            prospect=self._enrollee.prospect.address,
            state=self._state.state.value,
            reason=self._state.reason,
            ended_at=self._ended.at if self._ended else None,
            then=self._ended.then if self._ended else None,
            skipped=skipped,
            trouble=self._trouble,
        )
        unheard = tuple(event for event in self._script.events if event not in self._heard)
        return Course(tuple(self._touches), end, unheard)
