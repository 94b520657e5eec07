"""The runs whose histories are kept: every release must be able to go on with them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from domain.clock import Clock
from domain.facts import Detail
from domain.mail.doubts import Resolution, Ruling
from domain.ports import Claim, ClaimRequest
from ledger.records import Attribution, Ticket
from tests.builders import ROBIN, a_cadence, a_prospect, a_step
from tests.workflows.stage import Handle, Stage
from workflows.contract import (
    CompleteTask,
    CorrectReply,
    Heard,
    JumpTo,
    PauseRequest,
    PostponeTask,
    ResumeRequest,
    SkipStep,
)
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.resolving import tell_resolution
from workflows.runs.waking import Waking

CADENCE = a_cadence(
    steps=[
        a_step(id="intro", channel="email", day=1),
        a_step(id="follow-up", channel="email", day=3),
        a_step(id="call", channel="call", day=3, after="2h"),
        a_step(id="last", channel="email", day=7),
    ]
)
BRANCHING = a_cadence(
    steps=[
        a_step(id="intro", on={"click": {"jump": "tell"}}),
        a_step(id="call", channel="call", day=2, blocking=True, on={"connected": {"pause": "2d"}}),
        a_step(id="abroad", day=3, when='country == "US"'),
        a_step(id="unheard", day=9, when='results.call != "connected"'),
        a_step(id="tell", day=15, on={"no_response": {"after": "1d", "pause": "3d"}}),
        a_step(id="ask", channel="task", day=20, overdue={"escalate": 1, "skip": 2}),
    ],
    exit={"after": "2d", "outcome": "unresponsive"},
)
LISTENING = a_cadence(
    steps=[a_step(id=f"mail-{day}", day=day) for day in (1, 3, 7, 12)],
    on={"colleague_replied": {"pause": "2d"}, "soft_bounce": {"pause": "1d"}},
)

TEXTING = a_cadence(
    steps=[a_step(id="text", channel="sms", review=False), a_step(id="mail", day=3)]
)
BY_HAND = a_cadence(
    steps=[
        a_step(id="call", channel="call", blocking=True, overdue={"escalate": 1, "skip": 2}),
        a_step(id="second", day=4),
        a_step(id="third", day=8),
        a_step(id="last", day=12),
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
        EnrollmentWorkflow.reply, Heard(ticket.enrollment_id, "webhook/1", await stage.now())
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


async def branched(stage: Stage) -> Handle:
    """Every kind of branch in one run: a click jumps, silence pauses, a task is escalated."""
    ticket, handle = await stage.enroll(a_prospect(country="DE"), BRANCHING)
    await stage.until_open(ticket, "call")
    await handle.execute_update(
        EnrollmentWorkflow.complete_task, CompleteTask("call", "connected", "robin")
    )
    away = Detail(reply_class="out_of_office", until=await stage.now() + timedelta(days=5))
    heard = Heard(ticket.enrollment_id, "webhook/1", await stage.now(), away)
    await handle.signal(EnrollmentWorkflow.reply, heard)
    await stage.days(6)
    click = Detail(kind="click", step="intro")
    heard = Heard(ticket.enrollment_id, "webhook/2", await stage.now(), click)
    await handle.signal(EnrollmentWorkflow.engagement, heard)
    await stage.outcome(handle)
    return handle


async def doubt_resolved(stage: Stage) -> Handle:
    """The first mail is in doubt, and a person finds that it was lost."""
    ticket, handle = await stage.enroll(a_prospect(phone=None), CADENCE)
    await left_in_doubt(stage, ticket, "intro")
    await stage.days(1.5)
    found = Resolution(ticket.enrollment_id, "intro", Ruling.LOST, "ana", await stage.now())
    fact = await stage.ledger.resolve(found)
    assert await tell_resolution(stage.env.client, ticket.workflow_id, ticket.enrollment_id, fact)
    await stage.outcome(handle)
    return handle


async def sent_again(stage: Stage) -> Handle:
    """The first mail is in doubt, and a person has it sent once more."""
    ticket, handle = await stage.enroll(a_prospect(phone=None), CADENCE)
    await left_in_doubt(stage, ticket, "intro")
    await stage.days(1.5)
    said = Resolution(ticket.enrollment_id, "intro", Ruling.SEND_AGAIN, "ana", await stage.now())
    fact = await stage.ledger.resolve(said)
    assert await tell_resolution(stage.env.client, ticket.workflow_id, ticket.enrollment_id, fact)
    await stage.outcome(handle)
    return handle


async def by_hand(stage: Stage) -> Handle:
    """A rep calls back later, leaves a step out and goes ahead; pressed twice."""
    ticket, handle = await stage.enroll(a_prospect(), BY_HAND)
    await stage.until_open(ticket, "call")
    back = await stage.now() + timedelta(days=2)
    later = CompleteTask("call", "call_back_later", "robin", "1", back)
    for _ in range(2):
        await handle.execute_update(EnrollmentWorkflow.complete_task, later)
    snoozed = PostponeTask("call", back + timedelta(hours=1), "snoozed", "robin", "2")
    await handle.execute_update(EnrollmentWorkflow.postpone_task, snoozed)
    await stage.days(2.5)
    done = CompleteTask("call", "connected", "robin", request_id="3")
    for _ in range(2):
        await handle.execute_update(EnrollmentWorkflow.complete_task, done)
    await handle.execute_update(EnrollmentWorkflow.skip_step, SkipStep("second", "robin", "4"))
    await handle.execute_update(EnrollmentWorkflow.jump_to, JumpTo("last", "robin", "5"))
    await stage.outcome(handle)
    return handle


async def left_in_doubt(stage: Stage, ticket: Ticket, step: str) -> None:
    """A worker was killed between the mark and the server's answer."""
    now = await stage.now()
    request = ClaimRequest(
        enrollment_id=ticket.enrollment_id,
        step=step,
        generation=1,
        token="killed",
        message_id=f"<{ticket.enrollment_id}.{step}@northwind.example>",
        mailbox=ROBIN,
        recipient="ada@example.com",
        message=b"From: robin@northwind.example\r\n\r\nHi",
        not_after=now + timedelta(days=1),
        at=now,
    )
    claim = await stage.ledger.reserve(request)
    assert isinstance(claim, Claim)
    assert await stage.ledger.mark_in_doubt(claim, now) is None


async def judged(stage: Stage) -> Handle:
    """A colleague answers, a mailbox is full, and what seemed automatic was a person's yes."""
    ticket, handle = await stage.enroll(a_prospect(phone=None), LISTENING)

    async def heard(source_id: str, detail: Detail | None = None) -> Heard:
        return Heard(ticket.enrollment_id, source_id, await stage.now(), detail)

    await stage.days(1.5)
    await handle.signal(EnrollmentWorkflow.colleague_replied, await heard("colleague/1"))
    await stage.days(2.5)
    refused = await heard("webhook/1", Detail(step="intro"))
    await handle.signal(EnrollmentWorkflow.soft_bounce, refused)
    await stage.days(1.5)
    away = Detail(reply_class="out_of_office", step="intro", confidence=90, rule="subject")
    await handle.signal(EnrollmentWorkflow.reply, await heard("imap/1", away))
    await stage.days(2)
    correction = CorrectReply("imap/1", "positive", "ana", "1")
    await handle.execute_update(EnrollmentWorkflow.correct_reply, correction)
    await stage.outcome(handle)
    return handle


async def cadence_paused(stage: Stage) -> Handle:
    """The whole cadence stands still for ten days, and then wakes whom it held."""
    ticket, handle = await stage.enroll(a_prospect(phone=None), CADENCE)
    await stage.days(1.5)
    by_ana = Attribution("ana", "a wrong price", await stage.now())
    await stage.ledger.pause_cadence(ticket.cadence, by_ana)
    await stage.days(10)
    await stage.ledger.resume_cadence(ticket.cadence, "ana", await stage.now())
    await Waking(stage.env.client, stage.ledger, Clock()).wake(await stage.now())
    await stage.outcome(handle)
    return handle


async def texted(stage: Stage) -> Handle:
    """A text that goes by itself, where nobody sends texts: a rep is asked to."""
    ticket, handle = await stage.enroll(a_prospect(), TEXTING)
    await stage.until_open(ticket, "text")
    done = CompleteTask("text", "connected", "robin", request_id="1")
    await handle.execute_update(EnrollmentWorkflow.complete_task, done)
    await stage.outcome(handle)
    return handle


SCENARIOS: dict[str, Callable[[Stage], Awaitable[Handle]]] = {
    "completed": completed,
    "replied": replied,
    "paused_and_resumed": paused_and_resumed,
    "branched": branched,
    "doubt_resolved": doubt_resolved,
    "sent_again": sent_again,
    "judged": judged,
    "by_hand": by_hand,
    "cadence_paused": cadence_paused,
    "texted": texted,
}
