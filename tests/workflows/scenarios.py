"""The runs whose histories are kept: every release must be able to go on with them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.builders import a_cadence, a_prospect, a_step
from tests.workflows.stage import Handle, Stage
from workflows.contract import CompleteTask, PauseRequest, ResumeRequest
from workflows.enrollment import EnrollmentWorkflow

CADENCE = a_cadence(
    steps=[
        a_step(id="intro", channel="email", day=1),
        a_step(id="follow-up", channel="email", day=3),
        a_step(id="call", channel="call", day=3, after="2h"),
        a_step(id="last", channel="email", day=7),
    ]
)


async def completed(stage: Stage) -> Handle:
    """Nobody answers; the rep calls."""
    ticket, handle = await stage.enroll(a_prospect(), CADENCE)
    await stage.until_open(ticket, "call")
    done = CompleteTask("call", "left_voicemail", "robin")
    await handle.execute_update(EnrollmentWorkflow.complete_task, done)
    await stage.outcome(handle)
    return handle


async def replied(stage: Stage) -> Handle:
    """A reply comes between two touches."""
    ticket, handle = await stage.enroll(a_prospect(), CADENCE)
    await stage.days(1.5)
    await handle.signal(
        EnrollmentWorkflow.reply, args=[ticket.enrollment_id, "webhook/1", await stage.now()]
    )
    await stage.outcome(handle)
    return handle


async def paused_and_resumed(stage: Stage) -> Handle:
    """A rep pauses after the first mail and resumes ten days later."""
    _, handle = await stage.enroll(a_prospect(phone=None), CADENCE)
    await stage.days(1.5)
    await handle.execute_update(EnrollmentWorkflow.pause, PauseRequest("manual", "robin", "1"))
    await stage.days(10)
    await handle.execute_update(EnrollmentWorkflow.resume, ResumeRequest("robin", "2"))
    await stage.outcome(handle)
    return handle


SCENARIOS: dict[str, Callable[[Stage], Awaitable[Handle]]] = {
    "completed": completed,
    "replied": replied,
    "paused_and_resumed": paused_and_resumed,
}
