"""A mail from claim to outcome, on a real SMTP server and the shipped ledger: one at most."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from temporalio.exceptions import ApplicationError

from activities.rep_work import RepWorkActivities
from domain.facts import (
    Bounced,
    Fact,
    TaskOpened,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchSkipped,
)
from domain.mailboxes import NoSlot
from domain.ports import Claim, ClaimRequest, ClaimState, Refusal
from ledger.memory import MemoryLedger
from tests.activities.desk import CLOSES, NOW, Desk, Watch, a_desk
from tests.activities.fault_desk import touch_of
from tests.builders import ROBIN, a_prospect
from tests.smtp_server import DIES, Answer, Script

# What a mail is


async def test_a_mail_goes_out_and_is_recorded() -> None:
    """The words of the step, the compliance footer, the id by which replies are matched."""
    async with a_desk() as desk:
        started = await desk.send()

        assert started == TouchPerformed(at=NOW, step="intro", mailbox=ROBIN.address)
        assert desk.claim_state() is ClaimState.SENT
        (mail,) = [message_from_bytes(one, policy=policy.default) for one in desk.server.delivered]
        assert mail["To"] == "ada@example.com"
        assert mail["From"] == ROBIN.sender
        assert mail["Message-ID"] == f"<{desk.enrollment_id}.intro@northwind.example>"
        assert mail["Date"].datetime == NOW
        body = mail.get_content().replace("\r\n", "\n")
        assert body.startswith(
            "Hi Ada, one question.\n\n-- \nReply 'no'.\n1 Harbour Street, Bergen"
        )
        _, (touch,), _ = await desk.ledger.enrollment(desk.enrollment_id)
        assert touch.message_id == mail["Message-ID"]


async def test_a_touch_is_performed_when_its_body_goes_out() -> None:
    """Spacing counts from the go-ahead: neither from the claim before it nor the late answer."""
    slow = {"data": Answer("354 go", after=0.05), "body": Answer("250 kept", after=0.05)}
    watch = Watch()
    async with a_desk(slow, now=watch.now) as desk:
        sending = asyncio.create_task(desk.send())
        await desk.server.reached["data"].wait()
        watch.moves(timedelta(minutes=5))
        await desk.server.reached["in_body"].wait()
        watch.moves(timedelta(hours=1))

        started = await sending

        assert started == TouchPerformed(
            at=NOW + timedelta(minutes=5), step="intro", mailbox=ROBIN.address
        )


# At most one mail, whatever the server does


@pytest.mark.parametrize(
    ("script", "fact", "state", "delivered"),
    [
        ({}, TouchPerformed, ClaimState.SENT, 1),
        ({"greeting": DIES}, TouchHeld, ClaimState.NOT_SENT, 0),
        ({"ehlo": DIES}, TouchHeld, ClaimState.NOT_SENT, 0),
        ({"mail": DIES}, TouchHeld, ClaimState.NOT_SENT, 0),
        ({"rcpt": DIES}, TouchHeld, ClaimState.NOT_SENT, 0),
        ({"data": DIES}, TouchHeld, ClaimState.NOT_SENT, 0),
        ({"rcpt": Answer("450 4.2.1 later")}, TouchHeld, ClaimState.NOT_SENT, 0),
        ({"rcpt": Answer("550 5.1.1 nobody")}, Bounced, ClaimState.NOT_SENT, 0),
        ({"mail": Answer("550 5.1.0 who are you")}, TouchHeld, ClaimState.NOT_SENT, 0),
        ({"body": Answer("554 5.7.1 spam")}, TouchHeld, ClaimState.NOT_SENT, 0),
        ({"in_body": DIES}, TouchInDoubt, ClaimState.IN_DOUBT, 0),
        ({"body": DIES}, TouchInDoubt, ClaimState.IN_DOUBT, 0),
        ({"body": Answer(None, True, keeps=True)}, TouchInDoubt, ClaimState.IN_DOUBT, 1),
        ({"body": Answer("250 ok", after=0.4)}, TouchInDoubt, ClaimState.IN_DOUBT, 1),
        ({"body": Answer("junk", keeps=True)}, TouchInDoubt, ClaimState.IN_DOUBT, 1),
    ],
)
async def test_fact_and_claim_say_what_happened(
    script: Script, fact: type[Fact], state: ClaimState, delivered: int
) -> None:
    """Phase by phase: what is recorded is what the server did, or an honest doubt."""
    async with a_desk(script) as desk:
        started = await desk.send()

        assert type(started) is fact
        assert desk.claim_state() is state
        assert len(desk.server.delivered) == delivered


@pytest.mark.parametrize(
    "script",
    [{}, {"in_body": DIES}, {"body": DIES}, {"body": Answer(None, drops=True, keeps=True)}],
)
async def test_running_again_sends_nothing_again(script: Script) -> None:
    """A worker that died after the send finds what stands, and hands over no second body."""
    async with a_desk(script) as desk:
        first = await desk.send(attempt=1)

        second = await desk.send(attempt=2)

        assert second == first
        assert desk.server.bodies_begun == 1


async def test_a_bounce_that_was_not_reported_is_not_lost() -> None:
    """A worker that died after recording it: the next run says bounced, never merely skipped."""
    watch = Watch()
    async with a_desk({"rcpt": Answer("550 5.1.1 nobody")}, now=watch.now) as desk:
        first = await desk.send(attempt=1)
        watch.moves(timedelta(minutes=1))

        second = await desk.send(attempt=2)

        assert isinstance(first, Bounced)
        assert second == first
        assert await desk.facts() == [first]
        assert desk.server.connections == 1


async def test_a_skip_that_was_not_reported_is_not_lost() -> None:
    """Else the run would hold what the ledger has settled, plan it anew, and ask for ever."""
    watch = Watch()
    async with a_desk({"rcpt": Answer("553 5.6.7 no such letters")}, now=watch.now) as desk:
        first = await desk.send(attempt=1)
        watch.moves(timedelta(minutes=1))

        again = [await desk.send(attempt=2), await desk.send(generation=2)]

        assert isinstance(first, TouchSkipped)
        assert again == [first, first]
        assert await desk.facts() == [first]


async def test_a_task_that_was_not_reported_is_not_lost() -> None:
    """The missing word was found out meanwhile: the rep who was asked still does the touch."""
    async with a_desk(prospect=a_prospect(variables={})) as desk:
        opened = await desk.send(attempt=1)
        await desk.ledger.fill(desk.enrollment_id, {"first_name": "Ada"})

        again = await desk.send(attempt=2)

        assert isinstance(opened, TaskOpened)
        assert again == opened
        assert desk.server.connections == 0


@pytest.mark.parametrize(
    "stands",
    [TouchSkipped(at=NOW, step="intro", reason="expired"), TouchPerformed(at=NOW, step="intro")],
    ids=["skipped", "performed"],
)
async def test_no_task_is_opened_for_a_touch_that_is_over(stands: Fact) -> None:
    """Who asks for one hears what became of the touch."""
    async with a_desk() as desk:
        await desk.ledger.append(desk.enrollment_id, [stands])
        work = RepWorkActivities(desk.ledger, lambda: NOW)

        started = await work.open_task(touch_of(desk.enrollment_id))

        assert started == stands


async def test_what_was_not_sent_may_be_sent_later() -> None:
    """A busy server costs time, not the touch: the next generation goes out."""
    async with a_desk({"rcpt": Answer("450 later")}) as desk:
        held = await desk.send(generation=1)
        desk.server.first = {}

        started = await desk.send(generation=2)

        assert isinstance(held, TouchHeld)
        assert held.until is not None
        assert held.until >= NOW + timedelta(minutes=30)
        assert isinstance(started, TouchPerformed)
        assert len(desk.server.delivered) == 1


async def test_a_claim_left_behind_by_a_dead_worker_is_taken_over() -> None:
    """Reserved is not started: the next attempt sends, and the dead one can no longer start."""
    async with a_desk() as desk:
        left_behind = await desk.ledger.reserve(_a_request(desk, "dead"))

        started = await desk.send(attempt=2)

        assert isinstance(started, TouchPerformed)
        assert isinstance(left_behind, Claim)
        assert await desk.ledger.mark_in_doubt(left_behind, NOW) is Refusal.ALREADY_STARTED


async def test_a_body_that_was_about_to_go_is_a_doubt() -> None:
    """Killed between the mark and the answer: nobody knows, so nothing is sent."""
    async with a_desk() as desk:
        claim = await desk.ledger.reserve(_a_request(desk, "dead"))
        assert isinstance(claim, Claim)
        await desk.ledger.mark_in_doubt(claim, NOW)

        started = await desk.send(attempt=2)

        assert started == TouchInDoubt(at=NOW, step="intro", mailbox=ROBIN.address)
        assert desk.server.connections == 0


class AnsweredMeanwhile(MemoryLedger):
    """The first attempt hears 451 between the other's look at the claim and its doubt."""

    async def reserve(self, request: ClaimRequest) -> Claim | Refusal | NoSlot:
        answer = await super().reserve(request)
        if isinstance(answer, Claim) and answer.state is ClaimState.IN_DOUBT:
            held = TouchHeld(at=NOW, step="intro", generation=1, reason="busy", until=NOW)
            await self.settle(answer, ClaimState.NOT_SENT, held)
        return answer


async def test_no_doubt_is_told_of_what_was_answered_meanwhile() -> None:
    """Else the claim would say not sent and the touch in doubt, and nobody were shown it."""
    async with a_desk(ledger=AnsweredMeanwhile()) as desk:
        claim = await desk.ledger.reserve(_a_request(desk, "first"))
        assert isinstance(claim, Claim)
        await desk.ledger.mark_in_doubt(claim, NOW)

        with pytest.raises(ApplicationError, match="another attempt"):
            await desk.send(attempt=2)

        assert isinstance(await desk.send(attempt=3), TouchPerformed)
        assert desk.server.accepted.total() == 1


async def test_two_attempts_at_once_send_one_mail() -> None:
    """An attempt that Temporal gave up may still run beside its successor."""
    async with a_desk({"data": Answer("354 go", after=0.05)}) as desk:
        outcomes = await asyncio.gather(
            *(desk.send(attempt=n) for n in (1, 2, 3)), return_exceptions=True
        )

        assert len(desk.server.delivered) == 1
        assert [type(one) for one in outcomes].count(TouchPerformed) == 1
        lost = [one for one in outcomes if not isinstance(one, TouchPerformed)]
        assert all(isinstance(one, ApplicationError) and one.type == "TouchTaken" for one in lost)


def _a_request(desk: Desk, token: str) -> ClaimRequest:
    return ClaimRequest(
        enrollment_id=desk.enrollment_id,
        step="intro",
        generation=1,
        token=token,
        message_id="<a@b.example>",
        mailbox=ROBIN,
        recipient="ada@example.com",
        message=b"",
        not_after=CLOSES,
        at=NOW,
    )  # fmt: skip -- only the token matters
