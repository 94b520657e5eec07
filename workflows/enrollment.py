"""One enrollment of one prospect, from its first plan to its outcome.

An interpreter: `domain.decide` says what to do, activities do it, every result is a fact that
evolves the state. Only the main loop acts; what comes in waits in the tray of `door`.

It decides by one moment, which goes on where the history dates it: at timers, events, activities.
Not after a local activity: when a query falls into its task, the first run finds itself in the
next task, a replay still in that one, and what is due in between would be decided otherwise.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import FailureError

with workflow.unsafe.imports_passed_through():
    from activities.planning import PlanningActivities
    from activities.recording import RecordFacts, RecordingActivities
    from domain.decide import (
        LATE,
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
    from domain.enrollment import evolve
    from domain.facts import Paused, TouchHeld, TouchPlanned
    from domain.planning import PlanRequest, fact_of
    from domain.timing import starts_of
    from workflows import policies, telling
    from workflows.channels import perform
    from workflows.contract import EnrollmentInput, Outcome
    from workflows.failures import ACTIVITY_FAILED, is_ledger_away, reason_of
    from workflows.patches import as_this_run_knows
    from workflows.rep_desk import RepDesk


@workflow.defn
class EnrollmentWorkflow(RepDesk):
    """Sleeps between touches, performs them through activities, obeys what comes in."""

    @workflow.init
    def __init__(self, given: EnrollmentInput) -> None:
        super().__init__(given)
        self._whys: dict[str, str | None] = {}
        self._told = telling.Told(str(self._state.state), None)
        self._ledger_wait = policies.LEDGER_AWAY_FIRST
        self._late = max(LATE, policies.ENGINE_DELAY * self._clock.speed)
        self._moment = self._now()

    @workflow.run
    async def run(self, given: EnrollmentInput) -> Outcome:
        """The story of one enrollment."""
        while True:
            self._take_in()
            action = next_action(self._given.plan, self._state, self._moment, self._late)
            match action:
                case Record(fact):
                    self._note(as_this_run_knows(fact))
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
            self._moment,
            starts_of(self._given.plan, self._state),
            has_turn(self._state, action.step, self._moment, self._late),
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
        self._ledger_wait = policies.LEDGER_AWAY_FIRST
        planned = fact_of(request, answer)
        if isinstance(planned, TouchPlanned):
            self._whys[planned.step] = planned.why
        self._state = evolve(self._state, planned)

    async def _perform(self, action: PerformTouch) -> None:
        """Start the touch through its channel; the activity has recorded what came of it."""
        self._tell(None)
        try:
            step = self._given.plan.by_id[action.step]
            results = results_asked(step, self._state)
            due_at = self._state.touches[action.step].due_at
            outcome = await perform(self._given.enrollment_id, step, action, due_at, results)
        except ACTIVITY_FAILED as error:
            self._moment = self._now()
            await self._held_by(error)
            return
        self._moment = self._now()
        if isinstance(outcome, TouchHeld):
            self._whys[outcome.step] = outcome.why
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
        """Hold until the next try, or until something comes in; nothing is done meanwhile."""
        workflow.logger.warning("ledger unavailable: %s", reason_of(error))
        until = self._now() + self._ledger_wait * self._clock.speed
        self._tell(Hold("ledger_unavailable", until))
        await self._something_in(self._ledger_wait, "hold: ledger_unavailable")
        self._ledger_wait = min(self._ledger_wait * 2, policies.LEDGER_AWAY_LONGEST)

    # Waiting and telling

    async def _something_in(self, timeout: timedelta | None, summary: str) -> None:
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: bool(self._tray), timeout=timeout, timeout_summary=summary
            )
        self._moment = self._now()

    def _tell(self, wait: Wait | None) -> None:
        """Keep what Temporal UI shows true."""
        self._waits = wait
        self._told = telling.tell(self._told, self._state, wait, self._whys)

    async def _carry_on_in_a_new_run(self) -> None:
        """Before the history grows too long, hand the state to a new run."""
        if not workflow.info().is_continue_as_new_suggested():
            return
        await self._something_in_or_handlers_finished()
        if not self._tray:
            workflow.continue_as_new(replace(self._given, state=self._state))

    async def _something_in_or_handlers_finished(self) -> None:
        """A handler may be waiting for the loop to take its fact: both must be able to go on."""
        await workflow.wait_condition(lambda: bool(self._tray) or workflow.all_handlers_finished())
