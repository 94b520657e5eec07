"""What mailboxes do to a touch: it waits with its reason, and a mailbox at fault stands still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes

import pytest
from temporalio.exceptions import ApplicationError

from activities.deliveries import BackOff, Pause, mailbox_fault_of
from activities.email import EmailActivities
from domain.facts import TouchHeld, TouchPerformed
from domain.mailboxes import Limits, Mailbox, NoSlot
from domain.ports import (
    Accepted,
    Claim,
    ClaimState,
    Delivery,
    Phase,
    Refusal,
    Rejected,
    Unanswered,
)
from ledger.memory import MemoryLedger
from tests.activities.desk import NOW, Desk, Watch, a_desk, an_enrollment_of
from tests.builders import ROBIN, a_cadence, a_prospect
from tests.smtp_server import Answer

SAM = Mailbox("sam@southwind.example", "Sam <sam@southwind.example>")


def at_mailboxes(desk: Desk, *mailboxes: Mailbox, watch: Watch | None = None) -> Desk:
    """The desk with these mailboxes."""
    now = (watch or Watch()).now
    desk.activities = EmailActivities(desk.ledger, desk.activities._transport, mailboxes, now)
    return desk


async def two_enrollments(desk: Desk) -> Sequence[str]:
    other = a_prospect(id="p-bo", email="bo@example.com", phone=None, linkedin_url=None)
    return desk.enrollment_id, await an_enrollment_of(desk.ledger, a_cadence(), other)


async def send_both(desk: Desk) -> list[object]:
    answers: list[object] = []
    for enrollment_id in await two_enrollments(desk):
        desk.enrollment_id = enrollment_id
        answers.append(await desk.send())
    return answers


async def test_a_full_mailbox_holds_the_touch_and_says_why() -> None:
    """The hold has the reason for programs, the words for people, and its next attempt."""
    async with a_desk() as desk:
        at_mailboxes(desk, replace(ROBIN, limits=Limits(day=1)))

        sent, held = await send_both(desk)

        assert isinstance(sent, TouchPerformed)
        assert isinstance(held, TouchHeld)
        assert (held.reason, held.why) == (
            "mailbox_full",
            "robin@northwind.example has sent 1 of 1 today",
        )
        assert held.until is not None
        assert held.until > NOW
        assert desk.claim_state() is None
        assert len(desk.server.delivered) == 1


async def test_another_mailbox_begins_the_thread() -> None:
    """Where one has no slot; the mail is from the other, in header, id and envelope."""
    async with a_desk() as desk:
        at_mailboxes(desk, *(replace(one, limits=Limits(day=1)) for one in (ROBIN, SAM)))

        await send_both(desk)

        mails = [message_from_bytes(one) for one in desk.server.delivered]
        assert {str(mail["From"]) for mail in mails} == {ROBIN.sender, SAM.sender}
        for mail in mails:
            domain = mail["From"].rpartition("@")[2].rstrip(">")
            assert mail["Message-ID"].endswith(f"@{domain}>")


async def test_a_mailbox_that_is_not_let_in_is_paused_not_the_person() -> None:
    """A password that no longer works holds everybody's mail, and nobody is suppressed."""
    async with a_desk({"mail": Answer("550 5.7.1 you are blocked")}) as desk:
        watch = Watch()
        at_mailboxes(desk, ROBIN, watch=watch)

        first, second = await send_both(desk)

        assert isinstance(first, TouchHeld)
        assert isinstance(second, TouchHeld)
        assert (first.reason, second.reason) == ("mailbox_fault", "mailbox_paused")
        assert second.why is not None
        assert "you are blocked" in second.why
        assert desk.server.connections == 1
        watch.moves(timedelta(days=3))
        (row,) = await desk.ledger.mailboxes([ROBIN], watch.now())
        assert row.paused is not None
        await desk.ledger.resume_mailbox(ROBIN.address)
        watch.moves(timedelta(days=-3))
        desk.server.first = {}
        assert isinstance(await desk.send(generation=2), TouchPerformed)


async def test_a_mailbox_in_a_hurry_backs_off_for_an_hour() -> None:
    """And goes on by itself."""
    async with a_desk({"mail": Answer("421 4.7.0 slow down")}) as desk:
        watch = Watch()
        at_mailboxes(desk, ROBIN, watch=watch)

        _, held = await send_both(desk)
        watch.moves(timedelta(hours=1))
        desk.server.first = {}

        assert isinstance(held, TouchHeld)
        assert held.reason == "mailbox_paused"
        assert isinstance(await desk.send(generation=2), TouchPerformed)


class PausedMeanwhile(MemoryLedger):
    """Somebody pauses the mailbox while the server is spoken to."""

    async def mark_in_doubt(self, claim: Claim, at: datetime) -> Refusal | NoSlot | None:
        await self.pause_mailbox(ROBIN.address, "by hand", None, at)
        return await super().mark_in_doubt(claim, at)


async def test_a_pause_between_claim_and_body_withholds_the_mail() -> None:
    """The server has said 354; the mailbox was paused a moment before."""
    async with a_desk(ledger=PausedMeanwhile()) as desk:
        held = await desk.send()

        assert isinstance(held, TouchHeld)
        assert held.reason == "mailbox_paused"
        assert (desk.server.bodies_begun, desk.claim_state()) == (0, ClaimState.NOT_SENT)


async def test_an_owner_without_mailbox_needs_a_person() -> None:
    """Nobody else's mailbox is taken."""
    async with a_desk() as desk:
        at_mailboxes(desk, replace(ROBIN, owner="kim"))

        with pytest.raises(ApplicationError, match="no mailbox without owner") as error:
            await desk.send()

        assert error.value.non_retryable


@pytest.mark.parametrize(
    ("delivery", "fault"),
    [
        (Accepted("250 ok"), None),
        (Unanswered("gone"), None),
        (Rejected(535, "5.7.8", "535 5.7.8 no", Phase.CONNECT), Pause("535 5.7.8 no")),
        (Rejected(535, "", "535 no", Phase.CONNECT), Pause("535 no")),
        (Rejected(550, "5.7.1", "550 5.7.1 spam", Phase.BODY), Pause("550 5.7.1 spam")),
        (Rejected(553, "5.1.8", "553 5.1.8 who", Phase.RCPT), Pause("553 5.1.8 who")),
        (Rejected(550, "", "550 no sender", Phase.MAIL), Pause("550 no sender")),
        (Rejected(554, "", "554 no", Phase.RCPT), None),
        (Rejected(550, "5.1.1", "550 5.1.1 nobody", Phase.RCPT), None),
        (Rejected(421, "4.7.0", "421 4.7.0 slow", Phase.MAIL), BackOff("421 4.7.0 slow")),
        (Rejected(451, "4.3.0", "451 4.3.0 later", Phase.BODY), None),
        (Rejected(0, "", "lost", Phase.CONNECT), None),
    ],
)
def test_what_a_delivery_says_of_the_mailbox(
    delivery: Delivery, fault: BackOff | Pause | None
) -> None:
    """Only what the next mail would meet as well."""
    assert mailbox_fault_of(delivery) == fault
