"""What is kept of mails: their threads, their bytes, the files they carry, on every ledger."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from domain.errors import InvalidCadence, UnknownCadence, UnknownEnrollment, UnknownFile
from domain.facts import (
    Fact,
    ReplyCorrected,
    ReplyReceived,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
)
from domain.mail.threads import Correspondence, SentMail
from domain.ports import Claim, ClaimState
from ledger.records import MailRow, UnknownMail
from tests.builders import a_cadence, a_step
from tests.contracts.scene import (
    DAY,
    HOUR,
    INTRODUCTION,
    MONDAY,
    AnyLedger,
    a_claim,
    a_request,
    an_enrolled,
)

SHEET = b"%PDF-1.7 one page"
DIGEST = hashlib.sha256(SHEET).hexdigest()
CARRYING = a_cadence(steps=[a_step(files=["one-page.pdf"])], digests={"one-page.pdf": DIGEST})


async def a_mail(
    ledger: AnyLedger, enrolled: str, step: str, state: ClaimState, hours: int = 1
) -> SentMail:
    """A mail that has come to this state, under the subject `About <step>`."""
    at = MONDAY + hours * HOUR
    request = a_request(enrolled, step, step=step, subject=f"About {step}")
    claim = await ledger.reserve(request)
    assert isinstance(claim, Claim)
    if state is not ClaimState.RESERVED:
        assert await ledger.mark_in_doubt(claim, at) is None
        until = at + HOUR
        outcomes: dict[ClaimState, Fact] = {
            ClaimState.SENT: TouchPerformed(at=at, step=step),
            ClaimState.IN_DOUBT: TouchInDoubt(at=at, step=step),
            ClaimState.NOT_SENT: TouchHeld(
                at=at, step=step, generation=1, reason="busy", until=until
            ),
        }
        await ledger.settle(claim, state, outcomes[state])
    return SentMail(step, claim.message_id, f"About {step}", at)


async def test_the_thread_is_what_went_out_or_may_have(ledger: AnyLedger) -> None:
    """In the order in which they went out; what was only reserved or refused is none of it."""
    enrolled = await an_enrolled(ledger)
    later = await a_mail(ledger, enrolled, "b", ClaimState.SENT, hours=3)
    first = await a_mail(ledger, enrolled, "c", ClaimState.IN_DOUBT, hours=2)
    await a_mail(ledger, enrolled, "d", ClaimState.NOT_SENT)
    await a_mail(ledger, enrolled, "a", ClaimState.RESERVED)

    assert await ledger.correspondence(enrolled) == Correspondence((first, later), None)


async def test_the_last_human_reply_counts(ledger: AnyLedger) -> None:
    """An automatic answer is none."""
    enrolled = await an_enrolled(ledger)
    replies = [
        ReplyReceived(at=MONDAY + DAY, source_id="1", reply_class="neutral"),
        ReplyReceived(at=MONDAY + 2 * DAY, source_id="2", reply_class="negative"),
        ReplyReceived(at=MONDAY + 3 * DAY, source_id="3", reply_class="out_of_office"),
    ]

    await ledger.append(enrolled, replies)

    assert await ledger.correspondence(enrolled) == Correspondence((), MONDAY + 2 * DAY)


async def test_a_corrected_reply_counts_as_what_it_is(ledger: AnyLedger) -> None:
    """A machine's that was taken for a person's is none, and the other way round."""
    enrolled = await an_enrolled(ledger)
    replies: list[Fact] = [
        ReplyReceived(at=MONDAY + DAY, source_id="1", reply_class="out_of_office"),
        ReplyReceived(at=MONDAY + 2 * DAY, source_id="2", reply_class="neutral"),
    ]
    said = ReplyCorrected(
        at=MONDAY + 3 * DAY, source_id="c/1", reply="1", reply_class="neutral", by="ana"
    )
    away = replace(said, source_id="c/2", reply="2", reply_class="out_of_office")

    await ledger.append(enrolled, [*replies, said, away])

    assert await ledger.correspondence(enrolled) == Correspondence((), MONDAY + DAY)


async def test_nobody_has_written_to_a_new_enrollment(ledger: AnyLedger) -> None:
    """No mail, no reply; an unknown enrollment is an error."""
    assert await ledger.correspondence(await an_enrolled(ledger)) == Correspondence()
    with pytest.raises(UnknownEnrollment):
        await ledger.correspondence("e-nobody")


async def test_what_was_written_can_be_shown(ledger: AnyLedger) -> None:
    """The bytes as they were frozen last, and how far the mail came."""
    enrolled = await an_enrolled(ledger)
    await a_claim(ledger, enrolled, "first")
    request = a_request(enrolled, "second", message=b"Subject: \xc3\xbc\r\n\r\n\x00")
    claim = await ledger.reserve(request)
    assert isinstance(claim, Claim)

    kept = await ledger.mail(enrolled, "intro")

    assert kept == MailRow(
        enrolled, "intro", "reserved", claim.message_id, "ada@example.com", request.message
    )
    await ledger.mark_in_doubt(claim, MONDAY + HOUR)
    assert (await ledger.mail(enrolled, "intro")).state == "in_doubt"


async def test_a_mail_that_nobody_wrote_cannot_be_shown(ledger: AnyLedger) -> None:
    """One line says which."""
    enrolled = await an_enrolled(ledger)

    with pytest.raises(UnknownMail) as refused:
        await ledger.mail(enrolled, "ring")
    assert str(refused.value) == f"no mail has been written for 'ring' of '{enrolled}'"
    with pytest.raises(UnknownEnrollment):
        await ledger.mail("e-nobody", "intro")


async def test_a_version_keeps_its_files(ledger: AnyLedger) -> None:
    """What was published is there for every mail; publishing again needs no file any more."""
    await ledger.publish(CARRYING, MONDAY, {DIGEST: SHEET})
    await ledger.publish(CARRYING, MONDAY + DAY)

    assert await ledger.file(DIGEST) == SHEET
    assert (await ledger.cadence(CARRYING.name)).digests == {"one-page.pdf": DIGEST}


@pytest.mark.parametrize("contents", [{}, {DIGEST: b"something else"}, {"0" * 64: SHEET}])
async def test_a_cadence_comes_with_its_files(
    ledger: AnyLedger, contents: dict[str, bytes]
) -> None:
    """Without the very bytes of its digests it is not published, nor is any of them kept."""
    with pytest.raises(InvalidCadence, match=r"one-page\.pdf. has to come with"):
        await ledger.publish(CARRYING, MONDAY, contents)

    with pytest.raises(UnknownCadence):
        await ledger.cadence(CARRYING.name)
    with pytest.raises(UnknownFile):
        await ledger.file(DIGEST)


async def test_a_file_without_a_digest_is_refused(ledger: AnyLedger) -> None:
    """A cadence that was made without reading its files cannot be published."""
    unread = a_cadence(steps=[a_step(files=["one-page.pdf"])])

    with pytest.raises(InvalidCadence, match="publish its file"):
        await ledger.publish(unread, MONDAY, {DIGEST: SHEET})


async def test_files_that_nobody_carries_are_not_kept(ledger: AnyLedger) -> None:
    """Only what the cadence's mails name."""
    await ledger.publish(INTRODUCTION, MONDAY, {DIGEST: SHEET})

    with pytest.raises(UnknownFile):
        await ledger.file(DIGEST)
