"""One enrollment of one prospect, from its first plan to its outcome.

An interpreter: `domain.decide` says what to do, activities do it, every result is a fact that
evolves the state. Only the main loop acts; handlers put facts into its in-tray.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import FailureError

with workflow.unsafe.imports_passed_through():
    from activities.planning import PlanningActivities
    from activities.recording import RecordFacts, RecordingActivities
    from domain.clock import Clock
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
    )
    from domain.enrollment import Enrollment, evolve
    from domain.facts import (
        INBOUND,
        EnrollmentEnded,
        Fact,
        Paused,
        Resumed,
        TaskCompleted,
        TouchPlanned,
    )
    from domain.planning import PlanRequest, fact_of
    from domain.timing import starts_of
    from workflows import policies, telling
    from workflows.channels import perform
    from workflows.contract import (
        CompleteTask,
        EnrollmentInput,
        FinishRequest,
        Outcome,
        PauseRequest,
        ResumeRequest,
        Standing,
    )
    from workflows.failures import ACTIVITY_FAILED, is_ledger_away, reason_of


@workflow.defn
class EnrollmentWorkflow:
    """Sleeps between touches, performs them through activities, obeys what comes in."""

    @workflow.init
    def __init__(self, given: EnrollmentInput) -> None:
        self._given = given
        self._clock = given.clock or Clock()
        self._state = given.state or Enrollment()
        self._incoming: deque[Fact] = deque()
        self._unrecorded: list[Fact] = []
        self._plans: dict[str, TouchPlanned] = {}
        self._waits: Wait | None = None
        self._told = telling.Told(str(self._state.state), None)
        self._ledger_wait = policies.LEDGER_AWAY_FIRST

    @workflow.run
    async def run(self, given: EnrollmentInput) -> Outcome:
        """The story of one enrollment."""
        while True:
            self._take_in()
            action = next_action(self._given.plan, self._state, self._now())
            match action:
                case Record(fact):
                    self._note(fact)
                case _ if self._unrecorded:
                    await self._record()
                case Finish() if not workflow.all_handlers_finished():
                    await self._something_in_or_handlers_finished()
                case Finish():
                    return self._close(action)
                case PlanTouch():
                    await self._plan(action)
                case PerformTouch():
                    await self._perform(action)
                case AwaitDue() | AwaitTask() | Hold():
                    await self._wait(action)

    # What the loop does

    def _take_in(self) -> None:
        """Fold in what the handlers have put into the tray, each source event once."""
        while self._incoming:
            fact = self._incoming.popleft()
            if not self._state.has_taken(fact):
                self._note(fact)

    def _note(self, fact: Fact) -> None:
        """Fold the fact in and keep it for the ledger."""
        self._state = evolve(self._state, fact)
        self._unrecorded.append(fact)

    async def _record(self) -> None:
        """Append what the ledger does not have yet; while it is away, hold."""
        facts = tuple(self._unrecorded)
        try:
            await workflow.execute_local_activity_method(
                RecordingActivities.record_facts,
                RecordFacts(self._given.enrollment_id, facts),
                schedule_to_close_timeout=policies.LEDGER_TRY,
                retry_policy=policies.LEDGER_ONCE,
            )
        except ACTIVITY_FAILED as error:
            await self._without_ledger(error)
            return
        del self._unrecorded[: len(facts)]
        self._ledger_wait = policies.LEDGER_AWAY_FIRST

    async def _plan(self, action: PlanTouch) -> None:
        """Give the step its instant; the ledger keeps the first answer."""
        request = PlanRequest(
            self._given.enrollment_id,
            action.step,
            action.generation,
            self._now(),
            starts_of(self._given.plan, self._state),
        )
        try:
            answer = await workflow.execute_local_activity_method(
                PlanningActivities.plan_touch,
                request,
                schedule_to_close_timeout=policies.LEDGER_TRY,
                retry_policy=policies.LEDGER_ONCE,
            )
        except ACTIVITY_FAILED as error:
            await self._held_by(error)
            return
        planned = fact_of(request, answer)
        if isinstance(planned, TouchPlanned):
            self._plans[planned.step] = planned
        self._state = evolve(self._state, planned)

    async def _perform(self, action: PerformTouch) -> None:
        """Start the touch through its channel; the activity has recorded what came of it."""
        self._tell(None)
        try:
            outcome = await perform(self._given.enrollment_id, action)
        except ACTIVITY_FAILED as error:
            await self._held_by(error)
            return
        self._state = evolve(self._state, outcome)

    async def _wait(self, wait: Wait) -> None:
        """Sleep until the instant of the wait or until something comes in."""
        self._tell(wait)
        await self._carry_on_in_a_new_run()
        timeout = None
        if wait.until is not None:
            timeout = self._clock.host_wait(self._now(), wait.until) + policies.TIMER_GRAIN
        await self._something_in(timeout, telling.summary_of(wait))

    def _close(self, finish: Finish) -> Outcome:
        """Everything is heard and recorded; say how it ended."""
        self._tell(None)
        return Outcome(finish.state, finish.reason)

    # When something cannot be done

    async def _held_by(self, error: FailureError) -> None:
        """A ledger that is away is waited for; anything else needs a person."""
        if is_ledger_away(error):
            await self._without_ledger(error)
            return
        workflow.logger.error("enrollment needs attention: %s", reason_of(error))
        info = workflow.info()
        source = f"needs_attention/{info.run_id}/{info.get_current_history_length()}"
        self._note(Paused(at=self._now(), source_id=source, reason="needs_attention"))

    async def _without_ledger(self, error: FailureError) -> None:
        """Hold until the next try; facts stay in order, and nothing is done without them."""
        workflow.logger.warning("ledger unavailable: %s", reason_of(error))
        until = self._now() + self._ledger_wait * self._clock.speed
        self._tell(Hold("ledger_unavailable", until))
        await workflow.sleep(self._ledger_wait, summary="hold: ledger_unavailable")
        self._ledger_wait = min(self._ledger_wait * 2, policies.LEDGER_AWAY_LONGEST)

    # Waiting and telling

    def _now(self) -> datetime:
        return self._clock.at(workflow.now())

    async def _something_in(self, timeout: timedelta | None, summary: str) -> None:
        try:
            await workflow.wait_condition(
                lambda: bool(self._incoming), timeout=timeout, timeout_summary=summary
            )
        except TimeoutError:
            return

    def _tell(self, wait: Wait | None) -> None:
        """Keep what Temporal UI shows true."""
        self._waits = wait
        self._told = telling.tell(self._told, self._state, wait, self._plans)

    async def _carry_on_in_a_new_run(self) -> None:
        """Before the history grows too long, hand the state to a new run."""
        if not workflow.info().is_continue_as_new_suggested():
            return
        await self._something_in_or_handlers_finished()
        if not self._incoming:
            workflow.continue_as_new(replace(self._given, state=self._state))

    async def _something_in_or_handlers_finished(self) -> None:
        """A handler may be waiting for the loop to take its fact: both must be able to go on."""
        await workflow.wait_condition(
            lambda: bool(self._incoming) or workflow.all_handlers_finished()
        )

    async def _taken(self, fact: Fact) -> str:
        """Put a fact into the tray and wait until the loop has taken it."""
        self._incoming.append(fact)
        await workflow.wait_condition(lambda: fact not in self._incoming)
        return self._state.state

    # What comes in

    def _hear(self, kind: str, enrollment_id: str, source_id: str, at: datetime) -> None:
        """A signal for another enrollment of this prospect is not ours to obey."""
        if enrollment_id != self._given.enrollment_id:
            workflow.logger.warning("signal %s was meant for %s", kind, enrollment_id)
            return
        self._incoming.append(INBOUND[kind](at=at, source_id=source_id))

    @workflow.signal
    def reply(self, enrollment_id: str, source_id: str, at: datetime) -> None:
        """The prospect answered."""
        self._hear("reply", enrollment_id, source_id, at)

    @workflow.signal
    def meeting_booked(self, enrollment_id: str, source_id: str, at: datetime) -> None:
        """A meeting was booked."""
        self._hear("meeting_booked", enrollment_id, source_id, at)

    @workflow.signal
    def meeting_canceled(self, enrollment_id: str, source_id: str, at: datetime) -> None:
        """A booked meeting was canceled."""
        self._hear("meeting_canceled", enrollment_id, source_id, at)

    @workflow.signal
    def bounce(self, enrollment_id: str, source_id: str, at: datetime) -> None:
        """The address was refused for good."""
        self._hear("bounce", enrollment_id, source_id, at)

    @workflow.signal
    def opt_out(self, enrollment_id: str, source_id: str, at: datetime) -> None:
        """The prospect asked not to be contacted."""
        self._hear("opt_out", enrollment_id, source_id, at)

    @workflow.signal
    def engagement(self, enrollment_id: str, source_id: str, at: datetime) -> None:
        """The prospect opened or clicked."""
        self._hear("engagement", enrollment_id, source_id, at)

    @workflow.signal
    def colleague_replied(self, enrollment_id: str, source_id: str, at: datetime) -> None:
        """Somebody else of the account answered."""
        self._hear("colleague_replied", enrollment_id, source_id, at)

    @workflow.update
    async def complete_task(self, done: CompleteTask) -> str:
        """A rep has done the touch; answers with the enrollment's state."""
        return await self._taken(
            TaskCompleted(at=self._now(), step=done.step, disposition=done.disposition, by=done.by)
        )

    @complete_task.validator
    def _task_is_open(self, done: CompleteTask) -> None:
        touch = self._state.touches.get(done.step)
        if touch is None or not touch.is_open:
            raise ValueError(f"there is no open task for step {done.step!r}")

    @workflow.update
    async def pause(self, request: PauseRequest) -> str:
        """Stand still until resumed or until the given instant."""
        return await self._taken(
            Paused(
                at=self._now(),
                source_id=f"pause/{request.request_id}",
                reason=request.reason,
                until=request.until,
            )
        )

    @pause.validator
    def _is_not_ended(self, request: PauseRequest) -> None:
        self._refuse_when_ended()

    @workflow.update
    async def resume(self, request: ResumeRequest) -> str:
        """End every pause."""
        return await self._taken(Resumed(at=self._now(), source_id=f"resume/{request.request_id}"))

    @resume.validator
    def _is_paused(self, request: ResumeRequest) -> None:
        self._refuse_when_ended()
        if not self._state.pauses:
            raise ValueError("the enrollment is not paused")

    @workflow.update
    async def finish(self, request: FinishRequest) -> str:
        """End the enrollment by hand."""
        return await self._taken(
            EnrollmentEnded(at=self._now(), state="finished", reason=request.reason)
        )

    @finish.validator
    def _can_finish(self, request: FinishRequest) -> None:
        self._refuse_when_ended()

    def _refuse_when_ended(self) -> None:
        if self._state.is_ended:
            raise ValueError(
                f"the enrollment has ended: {self._state.state} ({self._state.reason})"
            )

    # What can be asked

    @workflow.query
    def state(self) -> Standing:
        """Where the run stands and what it waits for."""
        return telling.standing(self._given.enrollment_id, self._state, self._waits)

    @workflow.query
    def timeline(self) -> list[str]:
        """The touches so far, a readable line each."""
        return telling.timeline(self._state)
