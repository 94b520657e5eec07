"""One enrollment on a virtual clock, by the decisions and plans of the real run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

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
    has_turn,
    next_action,
    results_asked,
)
from domain.enrollment import Enrollment, evolve
from domain.errors import DrumbeatError, InvalidTemplate
from domain.facts import (
    EnrollmentEnded,
    Fact,
    Paused,
    TaskOpened,
    TouchHeld,
    TouchPerformed,
    TouchPlanned,
    TouchSkipped,
)
from domain.mailboxes import Mailbox, NoSlot
from domain.people.enrollee import Enrollee
from domain.planning import PlanRequest, plan_touch
from domain.rep_work.tasks import task_times
from domain.simulation.coming import Coming
from domain.simulation.course import Course
from domain.simulation.journal import Journal
from domain.simulation.post import Post
from domain.simulation.script import Injected, Script
from domain.simulation.words import is_sent_by_itself, missing_in, with_findings
from domain.timing import starts_of
from domain.touch import Touched

# Many times what the longest way through a step, an event or an outage takes.
DECISIONS_EACH = 40


class EndlessSimulation(DrumbeatError):
    """The simulation goes round in a circle; this is a fault in Drumbeat."""


class Run:
    """What `EnrollmentWorkflow` is in production: an interpreter of decisions."""

    def __init__(
        self, enrollee: Enrollee, start: datetime, script: Script, post: Post | None
    ) -> None:
        self._enrollee = enrollee
        self._plan: Plan = enrollee.cadence.plan
        self._script = script
        self._post = post
        self._now = script.running_at(start)
        self._state = Enrollment()
        self._coming = Coming()
        self._heard: set[Injected] = set()
        self._journal = Journal(enrollee.prospect.address)

    def moments(self) -> Iterator[datetime]:
        """Decide and do until it has ended, or stands still for ever; each moment it waits for."""
        decisions = 0
        while decisions < self._most_decisions():
            decisions += 1
            match next_action(self._plan, self._state, self._now):
                case Record(fact):
                    self._conclude(fact)
                case PlanTouch() as action:
                    self._plan_touch(action)
                case PerformTouch() as action:
                    self._perform(action)
                case (AwaitDue() | AwaitTask() | Hold()) as wait:
                    self._tell_the_post()
                    until = self._end_of(wait)
                    if until is None:
                        return
                    yield until
                    self._go_to(until)
                case Finish():
                    self._tell_the_post()
                    return
        raise EndlessSimulation

    def _most_decisions(self) -> int:
        """Every wait for a mailbox is one of its own: with a small cap there are many."""
        parts = len(self._plan.steps) + len(self._script.events) + len(self._script.outages)
        return DECISIONS_EACH * (parts + self._journal.waits + 1)

    def _tell_the_post(self) -> None:
        if self._post is not None:
            self._post.note(self._enrollee.enrollment_id, self._state)

    # What the loop does

    def _conclude(self, fact: Fact) -> None:
        if isinstance(fact, EnrollmentEnded):
            self._journal.ended(fact)
        self._state = evolve(self._state, fact)

    def _plan_touch(self, action: PlanTouch) -> None:
        request = PlanRequest(
            self._enrollee.enrollment_id,
            action.step,
            action.generation,
            self._now,
            starts_of(self._plan, self._state),
            has_turn(self._state, action.step, self._now),
        )
        try:
            planned = plan_touch(self._enrollee, request)
        except (ValueError, DrumbeatError) as error:
            # No room within a year, or a condition that this prospect's values break.
            self._hold_for_a_person(action.step, error)
            return
        if isinstance(planned, TouchPlanned):
            self._journal.planned(planned)
        self._state = evolve(self._state, planned)

    def _perform(self, action: PerformTouch) -> None:
        """It goes out by itself; where words are missing, or a rep is to, a rep does the touch."""
        try:
            if self._is_left_out(action.step):
                skipped = TouchSkipped(at=self._now, step=action.step, reason=CONDITION)
                self._state = evolve(self._state, skipped)
                return
            missing = missing_in(self._enrollee, action.step, action.channel)
        except InvalidTemplate as error:
            self._hold_for_a_person(action.step, error)
            return
        if missing is None and is_sent_by_itself(self._enrollee, action.step, action.channel):
            self._send(action)
        else:
            self._journal.touched(action.step, missing)
            self._open_task(action)

    def _send(self, action: PerformTouch) -> None:
        """It goes out; a mail may have to wait for its mailbox."""
        slot = self._slot(action)
        if isinstance(slot, NoSlot):
            self._hold(action, slot)
            return
        self._journal.touched(action.step, None, slot)
        self._state = evolve(self._state, TouchPerformed(at=self._now, step=action.step))
        self._expect_answers(action.step)

    def _slot(self, action: PerformTouch) -> Mailbox | NoSlot | None:
        if self._post is None or action.channel != "email":
            return None
        return self._post.ask(self._enrollee, action.step, self._now, action.not_after)

    def _hold(self, action: PerformTouch, slot: NoSlot) -> None:
        self._journal.waited(action.step, self._now, slot)
        held = TouchHeld(
            at=self._now,
            step=action.step,
            generation=action.generation,
            reason=slot.reason.value,
            until=slot.until,
            why=slot.why,
        )
        self._state = evolve(self._state, held)

    def _is_left_out(self, step: str) -> bool:
        results = results_asked(self._plan.by_id[step], self._state)
        return leaves_out(self._enrollee, step, results)

    def _end_of(self, wait: Wait) -> datetime | None:
        """When the wait ends or something comes in before; None where there is neither."""
        ends = [at for at in (wait.until, self._coming.next_at) if at is not None]
        return self._script.running_at(max(self._now, min(ends))) if ends else None

    def _go_to(self, moment: datetime) -> None:
        """Let time pass, and hear what has come in."""
        self._now = moment
        for at, event in self._coming.until(moment):
            self._hear(at, event)

    # What comes in

    def _expect(self, event: Injected) -> None:
        self._coming.expect(self._now + event.after, event)

    def _expect_answers(self, step: str) -> None:
        for event in self._script.answers_to(step):
            self._expect(event)

    def _hear(self, at: datetime, event: Injected) -> None:
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
        self._journal.trouble = f"step {step!r}: {error}"
        source = f"needs_attention/{step}"
        paused = Paused(at=self._now, source_id=source, reason="needs_attention")
        self._state = evolve(self._state, paused)

    def course(self) -> Course:
        """The way so far."""
        unheard = [event for event in self._script.events if event not in self._heard]
        return self._journal.course(self._state, unheard)
