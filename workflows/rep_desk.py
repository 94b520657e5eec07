"""What reps say and decide of a run's touches: done, later, not at all, ahead.

Each request happens once and its sender hears what became of it: the same request again is answered
as before, another one that comes too late is refused with who was first.
"""

from __future__ import annotations

from dataclasses import replace

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from domain.by_hand import BY_HAND, CALL_BACK, refusal_of, unfit_words
    from domain.enrollment import Enrollment, fold
    from domain.facts import (
        Fact,
        Jumped,
        TaskCompleted,
        TaskPostponed,
        TouchSkipped,
        source_of,
    )
    from domain.jumping import jumped
    from workflows.contract import CompleteTask, JumpTo, PostponeTask, SkipStep
    from workflows.door import Door

Request = CompleteTask | PostponeTask | SkipStep | JumpTo


class RepDesk(Door):
    """The updates by which reps move a run."""

    @workflow.update
    async def complete_task(self, done: CompleteTask) -> str:
        """A rep has done the touch, or is to call back; answers with the enrollment's state."""
        return await self._obeyed(self._done(done))

    @complete_task.validator
    def _can_complete(self, done: CompleteTask) -> None:
        self._refuse_unfit(done, self._done(done))
        if done.call_back_at is not None and done.disposition != CALL_BACK:
            raise ValueError(f"a time to call goes with the disposition {CALL_BACK} alone")

    @workflow.update
    async def postpone_task(self, later: PostponeTask) -> str:
        """The open task is due at another time; answers with the enrollment's state."""
        return await self._obeyed(self._later(later))

    @postpone_task.validator
    def _can_postpone(self, later: PostponeTask) -> None:
        self._refuse_unfit(later, self._later(later))

    @workflow.update
    async def skip_step(self, left_out: SkipStep) -> str:
        """The step, or its open task, is left out; answers with the enrollment's state."""
        return await self._obeyed(self._skipped(left_out))

    @skip_step.validator
    def _can_skip(self, left_out: SkipStep) -> None:
        self._refuse_unfit(left_out, self._skipped(left_out))

    @workflow.update
    async def jump_to(self, ahead: JumpTo) -> str:
        """Go ahead to a step; answers with the enrollment's state."""
        return await self._obeyed(self._jump(ahead))

    @jump_to.validator
    def _can_jump(self, ahead: JumpTo) -> None:
        self._refuse_unfit(ahead, self._jump(ahead))

    # The facts that requests ask for

    def _done(self, done: CompleteTask) -> TaskCompleted | TaskPostponed:
        if done.call_back_at is not None:
            return TaskPostponed(
                at=self._now(),
                step=done.step,
                due_at=done.call_back_at,
                reason=CALL_BACK,
                by=done.by,
                source_id=f"request/{done.request_id}",
            )
        return TaskCompleted(
            at=self._now(),
            step=done.step,
            disposition=done.disposition,
            by=done.by,
            request_id=done.request_id,
        )

    def _later(self, later: PostponeTask) -> TaskPostponed:
        return TaskPostponed(
            at=self._now(),
            step=later.step,
            due_at=later.due_at,
            reason=later.reason,
            by=later.by,
            source_id=f"request/{later.request_id}",
        )

    def _skipped(self, left_out: SkipStep) -> TouchSkipped:
        return TouchSkipped(
            at=self._now(),
            step=left_out.step,
            reason=BY_HAND,
            by=left_out.by,
            request_id=left_out.request_id,
        )

    def _jump(self, ahead: JumpTo) -> Jumped:
        source_id = f"request/{ahead.request_id}"
        fact = jumped(self._given.plan, self._state, ahead.step, source_id, self._now())
        return replace(fact, by=ahead.by)

    # Refusing and obeying

    def _refuse_unfit(self, request: Request, fact: Fact) -> None:
        """Judged by what the run will know once it has taken what lies in its tray."""
        if request.enrollment_id not in (None, self._given.enrollment_id):
            raise ValueError("the enrollment has ended; its prospect is in another one by now")
        refusal = unfit_words(request.by) or self._refusal(fact)
        if refusal is not None:
            raise ValueError(refusal)

    def _refusal(self, fact: Fact) -> str | None:
        return refusal_of(self._given.plan, self._soon(), fact)

    def _soon(self) -> Enrollment:
        """The state once the loop has taken what lies in the tray."""
        return fold(self._tray, self._state)

    async def _obeyed(self, fact: Fact) -> str:
        """The fact is taken, now or before; raises where something else came first after all."""
        if self._soon().has_taken(fact):
            await workflow.wait_condition(lambda: not self._tray)
            return self._state.state
        answer = await self._taken(fact)
        if source_of(fact) is None or self._state.has_taken(fact):
            return answer
        raise ApplicationError(
            self._refusal(fact) or "too late", type="TooLate", non_retryable=True
        )
