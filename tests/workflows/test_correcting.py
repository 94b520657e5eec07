"""A person says what a reply means: the run decides anew, and so does what it had ended."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain.clock import Clock
from domain.facts import Detail, EnrollmentEnded, Paused, ReplyCorrected
from ledger.records import Ticket
from tests.builders import a_cadence, a_prospect, a_step
from tests.workflows.stage import QUEUE, Handle, Stage, a_stage
from workflows.contract import CorrectReply, Heard
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.reconciling import Mended, Reconciler

MAILS = [a_step(id=f"mail-{day}", day=day) for day in (1, 3, 10)]
CADENCE = a_cadence(steps=MAILS)
PATIENT = a_cadence(steps=MAILS, on={"reply": "continue"})


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with a_stage() as stage:
        yield stage


async def answers(stage: Stage, ticket: Ticket, reply_class: str, source: str = "imap/1") -> None:
    told = Heard(ticket.enrollment_id, source, await stage.now(), Detail(reply_class=reply_class))
    await stage.handle(ticket).signal(EnrollmentWorkflow.reply, told)


async def correct(handle: Handle, reply_class: str, request: str = "1") -> str:
    correction = CorrectReply("imap/1", reply_class, "ana", request)
    return await handle.execute_update(EnrollmentWorkflow.correct_reply, correction)


async def test_a_pause_ends_as_the_yes_that_it_was(stage: Stage) -> None:
    """What was taken for an automatic answer ends the cadence once a person has read it."""
    ticket, handle = await stage.enroll(a_prospect(), CADENCE)
    await stage.days(1.5)
    await answers(stage, ticket, "out_of_office")
    await stage.days(1)

    await correct(handle, "positive")

    outcome = await stage.outcome(handle)
    assert outcome.reason == "replied"
    *_, said, end = await stage.facts(ticket)
    assert isinstance(said, ReplyCorrected)
    assert isinstance(end, EnrollmentEnded)
    assert (said.by, end.cause) == ("ana", "imap/1")


async def test_a_reply_turns_out_to_be_automatic(stage: Stage) -> None:
    """It pauses from now on, once for a request that is made twice."""
    ticket, handle = await stage.enroll(a_prospect(), PATIENT)
    await stage.days(1.5)
    await answers(stage, ticket, "neutral")
    await stage.days(0.1)

    for _ in range(2):
        assert await correct(handle, "out_of_office") == "paused"

    facts = await stage.facts(ticket)
    assert sum(isinstance(fact, ReplyCorrected) for fact in facts) == 1
    assert sum(isinstance(fact, Paused) for fact in facts) == 1
    assert (await stage.outcome(handle)).reason == "completed"


@pytest.mark.parametrize(
    ("correction", "said"),
    [
        (CorrectReply("imap/1", "polite", "ana", "1"), "no class of a reply"),
        (CorrectReply("imap/9", "positive", "ana", "1"), "no reply 'imap/9'"),
        (CorrectReply("imap/1", "neutral", "ana", "1"), "is neutral already"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    stage: Stage, correction: CorrectReply, said: str
) -> None:
    """One clear line, and no trace in the history."""
    ticket, handle = await stage.enroll(a_prospect(), PATIENT)
    await answers(stage, ticket, "neutral")
    await stage.days(0.1)

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await handle.execute_update(EnrollmentWorkflow.correct_reply, correction)

    assert said in str(refused.value.cause)
    await handle.terminate()


async def test_what_the_reply_had_ended_goes_on(stage: Stage) -> None:
    """The run is closed: the ledger opens it, the reconciler starts it, and the rest goes out."""
    ticket, handle = await stage.enroll(a_prospect(), CADENCE)
    await stage.days(1.9)
    await answers(stage, ticket, "positive")
    await stage.outcome(handle)
    sent = len(stage.mailbox.mails)
    said = CorrectReply("imap/1", "wrong_person", "ana", "1").fact(await stage.now())

    ended = await stage.ledger.correct_reply(ticket.enrollment_id, said)
    assert [fact.type for fact in ended] == ["reply_corrected", "ended"]

    away = CorrectReply("imap/1", "out_of_office", "ana", "2").fact(await stage.now())
    assert await stage.ledger.correct_reply(ticket.enrollment_id, away) == (away,)

    reconciler = Reconciler(stage.env.client, stage.ledger, Clock(), QUEUE)
    found = await reconciler.reconcile(await stage.now())

    assert found.mended[Mended.RESTARTED] == 1
    outcome = await stage.outcome(stage.handle(ticket))
    assert outcome.reason == "completed"
    assert 1 <= sent < 3
    assert len({str(mail["Message-ID"]) for mail in stage.mailbox.mails}) == 3
    assert len(stage.mailbox.mails) == 3


async def test_three_soft_bounces_end_it(stage: Stage) -> None:
    """The first two stop nothing; the third is a bounce, and nobody writes there again."""
    ticket, handle = await stage.enroll(a_prospect(), CADENCE)
    await stage.days(1.5)
    for number in range(3):
        told = Heard(ticket.enrollment_id, f"webhook/{number}", await stage.now())
        await handle.signal(EnrollmentWorkflow.soft_bounce, told)

    outcome = await stage.outcome(handle)

    assert (outcome.state, outcome.reason) == ("bounced", "bounced")
    (row,) = await stage.ledger.suppressions()
    assert (row.address, row.channel) == ("ada@example.com", "email")
