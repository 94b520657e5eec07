"""Claims on texts beside those on mails, and what their provider reports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.facts import TextReported, TouchInDoubt, TouchPerformed
from domain.mail.doubts import Resolution, Ruling
from domain.ports import Claim, ClaimRequest, ClaimState, Ingested, Refusal, SenderRequest
from ledger.records import Attribution, SuppressionRow, UnknownMail
from tests.builders import ROBIN
from tests.contracts.scene import (
    DAY,
    HOUR,
    MONDAY,
    AnyLedger,
    a_plan,
    a_request,
    an_enrolled,
    ended,
)

PHONE = "+4930901820"
NOW = MONDAY + HOUR
SENDER = replace(ROBIN, address="+15005550006", sender="+15005550006")


def a_text(enrollment_id: str, token: str = "first") -> ClaimRequest:  # noqa: S107 -- no secret
    """A claim on the text of a step."""
    return a_request(
        enrollment_id,
        token,
        message_id=f"sms/{enrollment_id}.intro",
        mailbox=SENDER,
        recipient=PHONE,
        message=b"Shall I call at nine?",
        channel="sms",
    )


def reported(
    status: str = "delivered", code: int | None = None, generation: int | None = 1
) -> TextReported:
    return TextReported(
        at=NOW, step="intro", status=status, sid="SM1", code=code, generation=generation
    )


async def planned(ledger: AnyLedger) -> str:
    enrollment_id = await an_enrolled(ledger)
    await ledger.append(enrollment_id, [a_plan(channel="sms")])
    return enrollment_id


async def handed_over(ledger: AnyLedger) -> tuple[str, Claim]:
    """A text whose provider is being asked."""
    enrollment_id = await planned(ledger)
    claim = await ledger.reserve(a_text(enrollment_id))
    assert isinstance(claim, Claim)
    assert await ledger.mark_in_doubt(claim, NOW) is None
    return enrollment_id, claim


async def given_up(ledger: AnyLedger) -> str:
    """A text in doubt that a person has had sent again, and that is planned anew."""
    enrollment_id, claim = await handed_over(ledger)
    await ledger.settle(claim, ClaimState.IN_DOUBT, TouchInDoubt(at=NOW, step="intro"))
    await ledger.resolve(Resolution(enrollment_id, "intro", Ruling.SEND_AGAIN, "ana", NOW))
    await ledger.append(enrollment_id, [a_plan(generation=2, channel="sms")])
    return enrollment_id


async def sent_again(ledger: AnyLedger) -> tuple[str, Claim]:
    """The same, and its provider is being asked once more."""
    enrollment_id = await given_up(ledger)
    claim = await ledger.reserve(replace(a_text(enrollment_id, "second"), generation=2))
    assert isinstance(claim, Claim)
    assert await ledger.mark_in_doubt(claim, NOW) is None
    return enrollment_id, claim


async def state_of(ledger: AnyLedger, enrollment_id: str) -> ClaimState | None:
    """How far the claim has come that has begun."""
    begun = await ledger.begun(enrollment_id, "intro")
    return begun.state if begun else None


async def outcome_of(ledger: AnyLedger, enrollment_id: str) -> str:
    """What has become of the touch."""
    _, (touch, *_), _ = await ledger.enrollment(enrollment_id)
    return touch.outcome


async def silence(ledger: AnyLedger, channel: str) -> None:
    row = SuppressionRow(PHONE, channel, "somebody", MONDAY)
    await ledger.suppress([row], Attribution("ana", None, MONDAY))


@pytest.mark.parametrize(
    ("channel", "refusal"),
    [("sms", Refusal.SUPPRESSED), ("*", Refusal.SUPPRESSED), ("email", None)],
)
async def test_a_text_asks_the_list_for_texts(
    ledger: AnyLedger, channel: str, refusal: Refusal | None
) -> None:
    """Who wants no mail may be sent a text, and the reverse; asked at both transactions."""
    enrollment_id = await planned(ledger)
    claim = await ledger.reserve(a_text(enrollment_id))
    assert isinstance(claim, Claim)
    await silence(ledger, channel)

    assert await ledger.mark_in_doubt(claim, NOW) == refusal


async def test_a_text_is_no_mail(ledger: AnyLedger) -> None:
    """It is in no thread, and cannot be read as a mail."""
    enrollment_id, claim = await handed_over(ledger)
    await ledger.settle(claim, ClaimState.SENT, TouchPerformed(at=NOW, step="intro"))

    thread = await ledger.correspondence(enrollment_id)

    assert thread.mails == ()
    with pytest.raises(UnknownMail):
        await ledger.mail(enrollment_id, "intro")


async def test_a_text_leaves_the_thread_where_it_was(ledger: AnyLedger) -> None:
    """The mail after it goes by the mailbox of the mail before it, though another is free."""
    used = replace(ROBIN, address="zoe@northwind.example")
    enrollment_id = await an_enrolled(ledger)
    await ledger.append(enrollment_id, [a_plan(), a_plan("call", channel="sms")])
    mail = await ledger.reserve(a_request(enrollment_id, mailbox=used))
    text = await ledger.reserve(replace(a_text(enrollment_id), step="call"))
    for number, claim in enumerate((mail, text)):
        assert isinstance(claim, Claim)
        assert await ledger.mark_in_doubt(claim, NOW + number * HOUR) is None

    sender = await ledger.sender(
        SenderRequest(
            enrollment_id, "later", "ada@example.com", None, (ROBIN, used), NOW + DAY, NOW
        )
    )

    assert sender == used


async def test_a_text_in_doubt_is_listed_as_one(ledger: AnyLedger) -> None:
    """With its channel, so that whoever looks knows where to look."""
    enrollment_id, claim = await handed_over(ledger)
    doubt = TouchInDoubt(at=NOW, step="intro")
    await ledger.settle(claim, ClaimState.IN_DOUBT, doubt)

    (row,) = await ledger.doubts()

    assert (row.enrollment, row.channel, row.recipient) == (enrollment_id, "sms", PHONE)
    assert row.message == b"Shall I call at nine?"


async def test_a_report_is_kept_once(ledger: AnyLedger) -> None:
    """The same status again is a duplicate, another is a fact; a stranger's is said to be that."""
    enrollment_id, claim = await handed_over(ledger)
    await ledger.settle(claim, ClaimState.SENT, TouchPerformed(at=NOW, step="intro"))

    verdicts = [
        await ledger.report(enrollment_id, reported("sent")),
        await ledger.report(enrollment_id, reported("delivered")),
        await ledger.report(enrollment_id, reported("delivered")),
        await ledger.report("e-000000000000", reported()),
    ]

    assert verdicts == [
        Ingested.ACCEPTED,
        Ingested.ACCEPTED,
        Ingested.DUPLICATE,
        Ingested.UNMATCHED,
    ]
    _, _, rows = await ledger.enrollment(enrollment_id)
    told = [row.fact for row in rows if isinstance(row.fact, TextReported)]
    assert told == [reported("sent"), reported("delivered")]


async def test_what_is_reported_was_taken(ledger: AnyLedger) -> None:
    """An answer that still comes agrees; one that is lost for good changes nothing."""
    enrollment_id, claim = await handed_over(ledger)

    await ledger.report(enrollment_id, reported("sent"))

    begun = await ledger.begun(enrollment_id, "intro")
    assert begun is not None
    assert begun.state is ClaimState.SENT
    doubt = TouchInDoubt(at=NOW, step="intro")
    assert await ledger.settle(claim, ClaimState.IN_DOUBT, doubt) == ()
    performed = TouchPerformed(at=NOW, step="intro", receipt="SM1")
    assert await ledger.settle(claim, ClaimState.SENT, performed) == (performed,)


async def test_a_report_resolves_a_doubt_that_was_told(ledger: AnyLedger) -> None:
    """The touch has taken place, says the provider, and nobody has to look."""
    enrollment_id, claim = await handed_over(ledger)
    doubt = TouchInDoubt(at=NOW, step="intro")
    await ledger.settle(claim, ClaimState.IN_DOUBT, doubt)

    await ledger.report(enrollment_id, reported("delivered"))

    _, (touch, *_), rows = await ledger.enrollment(enrollment_id)
    assert touch.outcome == "performed"
    assert await ledger.doubts() == ()
    last = rows[-1].fact
    assert isinstance(last, TouchPerformed)
    assert (last.by, last.source_id) == ("the provider", "resolved/intro")


@pytest.mark.parametrize("generation", [1, None])
async def test_a_report_of_the_first_says_nothing_of_the_second(
    ledger: AnyLedger, generation: int | None
) -> None:
    """Also one that does not say of which it is: the second stays in doubt until it is told of."""
    enrollment_id, claim = await sent_again(ledger)

    late = await ledger.report(enrollment_id, reported(generation=generation))

    assert late is Ingested.ACCEPTED
    assert await state_of(ledger, enrollment_id) is ClaimState.IN_DOUBT
    doubt = TouchInDoubt(at=NOW, step="intro", generation=2)
    assert await ledger.settle(claim, ClaimState.IN_DOUBT, doubt) == (doubt,)
    assert len(await ledger.doubts()) == 1


async def test_each_sending_is_reported_of(ledger: AnyLedger) -> None:
    """What was told of the first in the same words does not hide what is told of the second."""
    enrollment_id, claim = await sent_again(ledger)
    await ledger.report(enrollment_id, reported())
    doubt = TouchInDoubt(at=NOW, step="intro", generation=2)
    await ledger.settle(claim, ClaimState.IN_DOUBT, doubt)

    verdict = await ledger.report(enrollment_id, reported(generation=2))

    assert verdict is Ingested.ACCEPTED
    assert await ledger.doubts() == ()
    assert await outcome_of(ledger, enrollment_id) == "performed"


async def test_what_turns_out_to_be_taken_is_not_sent_again(ledger: AnyLedger) -> None:
    """A person had it sent again because nobody knew; now it is known, before the second began."""
    enrollment_id = await given_up(ledger)

    await ledger.report(enrollment_id, reported("sent"))

    assert await outcome_of(ledger, enrollment_id) == "performed"
    assert await state_of(ledger, enrollment_id) is ClaimState.SENT
    second = await ledger.reserve(replace(a_text(enrollment_id, "second"), generation=2))
    assert isinstance(second, Claim)
    assert second.state is ClaimState.SENT


async def test_what_did_not_arrive_is_sent_again(ledger: AnyLedger) -> None:
    """The provider had it and got rid of it to nobody: the second still goes out."""
    enrollment_id = await given_up(ledger)

    await ledger.report(enrollment_id, reported("undelivered"))

    assert await outcome_of(ledger, enrollment_id) == "planned"
    second = await ledger.reserve(replace(a_text(enrollment_id, "second"), generation=2))
    assert isinstance(second, Claim)
    assert second.state is ClaimState.RESERVED


async def test_a_report_counts_after_the_end(ledger: AnyLedger) -> None:
    """Whoever asked the provider may have died with the run: nobody else says that it went out."""
    enrollment_id, _ = await handed_over(ledger)
    await ledger.append(enrollment_id, [ended(then=None)])

    await ledger.report(enrollment_id, reported())

    assert await ledger.doubts() == ()
    assert await outcome_of(ledger, enrollment_id) == "performed"


@pytest.mark.parametrize(
    ("code", "channels"),
    [
        (30006, {"sms"}),
        (21610, {"sms"}),
        (21211, {"call", "sms", "voicemail"}),
        (30003, set()),
        (None, set()),
    ],
)
async def test_a_number_that_takes_no_texts_is_silenced(
    ledger: AnyLedger, code: int | None, channels: set[str]
) -> None:
    """By the provider's error; a telephone that is off will be on again."""
    enrollment_id, _ = await handed_over(ledger)

    await ledger.report(enrollment_id, reported("undelivered", code))

    rows = await ledger.suppressions()
    assert {(row.address, row.channel) for row in rows} == {(PHONE, each) for each in channels}


async def test_who_wants_texts_again_gets_them(ledger: AnyLedger) -> None:
    """Only what keeps texts alone from the number is taken back, and that stands in the changes."""
    await silence(ledger, "sms")
    await silence(ledger, "call")

    answers = [await ledger.allow_texts(PHONE, "twilio/SM2", NOW) for _ in range(2)]

    assert answers == [True, False]
    assert [row.channel for row in await ledger.suppressions()] == ["call"]
    last = (await ledger.suppression_changes())[-1]
    assert (last.change, last.by) == ("removed", "twilio/SM2")


async def test_an_opt_out_is_not_taken_back_by_a_keyword(ledger: AnyLedger) -> None:
    """Who has asked to hear nothing at all is let in again by a person only."""
    await silence(ledger, "*")

    assert await ledger.allow_texts(PHONE, "twilio/SM2", NOW) is False
    assert len(await ledger.suppressions()) == 1
