"""What comes into a run and what can be asked of it: signals, updates, queries.

Handlers only put facts into the tray; the main loop of `EnrollmentWorkflow` takes them out.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.by_hand import comes_too_late
    from domain.clock import Clock
    from domain.correcting import CannotCorrect, refuse_unfit
    from domain.decide import Wait
    from domain.enrollment import Enrollment, evolve
    from domain.facts import (
        EnrollmentEnded,
        Fact,
        Paused,
        Resumed,
        inbound_fact,
    )
    from workflows import telling
    from workflows.contract import (
        CadenceResumed,
        CorrectReply,
        DoubtResolved,
        EnrollmentInput,
        FinishRequest,
        Heard,
        PauseRequest,
        ResumeRequest,
        Standing,
    )


LONGEST_REASON = 100


class Door:
    """The state of a run, the tray of facts that came in, and the handlers that fill it."""

    def __init__(self, given: EnrollmentInput) -> None:
        self._given = given
        self._clock = given.clock or Clock()
        self._state = given.state or Enrollment()
        self._tray: deque[Fact] = deque()
        self._unrecorded: list[Fact] = []
        self._waits: Wait | None = None

    def _now(self) -> datetime:
        return self._clock.at(workflow.now())

    def _take_in(self) -> None:
        """Fold in what lies in the tray: each source once, and no word that comes too late."""
        while self._tray:
            fact = self._tray.popleft()
            is_late = comes_too_late(self._given.plan, self._state, fact)
            if not is_late and not self._state.has_taken(fact):
                self._note(fact)

    def _note(self, fact: Fact) -> None:
        """Fold the fact in and keep it for the ledger."""
        self._state = evolve(self._state, fact)
        self._unrecorded.append(fact)

    # Signals, one named after each fact

    @workflow.signal
    def reply(self, heard: Heard) -> None:
        """The prospect answered."""
        self._hear("reply", heard)

    @workflow.signal
    def meeting_booked(self, heard: Heard) -> None:
        """A meeting was booked."""
        self._hear("meeting_booked", heard)

    @workflow.signal
    def meeting_canceled(self, heard: Heard) -> None:
        """A booked meeting was canceled."""
        self._hear("meeting_canceled", heard)

    @workflow.signal
    def bounce(self, heard: Heard) -> None:
        """The address was refused for good."""
        self._hear("bounce", heard)

    @workflow.signal
    def soft_bounce(self, heard: Heard) -> None:
        """A mail could not be delivered for now."""
        self._hear("soft_bounce", heard)

    @workflow.signal
    def opt_out(self, heard: Heard) -> None:
        """The prospect asked not to be contacted."""
        self._hear("opt_out", heard)

    @workflow.signal
    def engagement(self, heard: Heard) -> None:
        """The prospect opened or clicked."""
        self._hear("engagement", heard)

    @workflow.signal
    def colleague_replied(self, heard: Heard) -> None:
        """Somebody else of the account answered."""
        self._hear("colleague_replied", heard)

    @workflow.signal
    def doubt_resolved(self, resolved: DoubtResolved) -> None:
        """A mail in doubt has arrived, or was lost."""
        if self._is_ours("doubt_resolved", resolved.enrollment_id):
            self._tray.append(resolved.fact)

    @workflow.signal
    def cadence_resumed(self, resumed: CadenceResumed) -> None:
        """The whole cadence goes on, after a pause that held this one."""
        if self._is_ours("cadence_resumed", resumed.enrollment_id):
            self._tray.append(resumed.fact)

    def _hear(self, kind: str, heard: Heard) -> None:
        if self._is_ours(kind, heard.enrollment_id):
            self._tray.append(inbound_fact(kind, heard.at, heard.source_id, heard.detail))

    def _is_ours(self, kind: str, enrollment_id: str) -> bool:
        """A signal for another enrollment of this prospect is not ours to obey."""
        if enrollment_id == self._given.enrollment_id:
            return True
        workflow.logger.warning("signal %s was meant for %s", kind, enrollment_id)
        return False

    # Updates, each checked before it leaves a trace

    @workflow.update
    async def pause(self, request: PauseRequest) -> str:
        """Stand still until resumed or until the given instant."""
        return await self._taken(
            Paused(
                at=self._now(),
                source_id=f"pause/{request.request_id}",
                reason=request.reason,
                until=request.until,
                by=request.by,
            )
        )

    @pause.validator
    def _can_pause(self, request: PauseRequest) -> None:
        self._refuse_when_ended()
        _refuse_unfit_reason(request.reason)
        if request.until is not None and request.until.tzinfo is None:
            raise ValueError(f"until needs its zone, {request.until} has none")

    @workflow.update
    async def resume(self, request: ResumeRequest) -> str:
        """End every pause."""
        return await self._taken(
            Resumed(at=self._now(), source_id=f"resume/{request.request_id}", by=request.by)
        )

    @resume.validator
    def _can_resume(self, request: ResumeRequest) -> None:
        self._refuse_when_ended()
        if not self._state.pauses:
            raise ValueError("the enrollment is not paused")

    @workflow.update
    async def finish(self, request: FinishRequest) -> str:
        """End the enrollment by hand."""
        return await self._taken(
            EnrollmentEnded(
                at=self._now(),
                state="finished",
                reason=request.reason,
                round=self._state.ends + 1,
                by=request.by,
            )
        )

    @finish.validator
    def _can_finish(self, request: FinishRequest) -> None:
        self._refuse_when_ended()
        _refuse_unfit_reason(request.reason)

    @workflow.update
    async def correct_reply(self, request: CorrectReply) -> str:
        """A person says of which class a reply is; it counts as such from now on."""
        return await self._taken(request.fact(self._now()))

    @correct_reply.validator
    def _can_correct(self, request: CorrectReply) -> None:
        self._refuse_when_ended()
        try:
            refuse_unfit(self._state, request.fact(self._now()))
        except CannotCorrect as error:
            raise ValueError(str(error)) from error

    def _refuse_when_ended(self) -> None:
        if self._state.is_ended:
            how = f"{self._state.state} ({self._state.reason})"
            raise ValueError(f"the enrollment has ended: {how}")

    async def _taken(self, fact: Fact) -> str:
        """Put a fact into the tray and wait until the loop has taken it."""
        self._tray.append(fact)
        await workflow.wait_condition(lambda: fact not in self._tray)
        return self._state.state

    # Queries

    @workflow.query
    def state(self) -> Standing:
        """Where the run stands and what it waits for."""
        return telling.standing(self._given.enrollment_id, self._state, self._waits)

    @workflow.query
    def timeline(self) -> list[str]:
        """The touches so far, a readable line each."""
        return telling.timeline(self._state)


def _refuse_unfit_reason(reason: str) -> None:
    """Reasons are search attributes, which Temporal limits to 2 KB and shows in one line."""
    if not reason or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise ValueError(f"a reason is one line of 1 to {LONGEST_REASON} characters")
