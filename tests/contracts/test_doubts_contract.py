"""Mails in doubt: which they are, what is known, that each is resolved once, on every ledger."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from domain.errors import UnknownEnrollment
from domain.facts import (
    Bounced,
    EnrollmentEnded,
    Fact,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchReopened,
    TouchSkipped,
)
from domain.mail.doubts import (
    CannotSendAgain,
    Doubt,
    Evidence,
    Resolution,
    Ruling,
    UnknownDoubt,
)
from domain.ports import Claim, ClaimState, Refusal
from ledger.sql import SqlLedger
from tests.builders import a_prospect
from tests.contracts.scene import (
    HOUR,
    MONDAY,
    AnyLedger,
    a_claim,
    a_plan,
    a_request,
    an_enrolled,
    an_event,
)

AT = MONDAY + HOUR
LATER = MONDAY + 5 * HOUR
MAIL = b"From: Robin Vale <robin@n\xc3\xb6rd.example>\r\nSubject: Hello\r\n\r\nHi Ada"
ENDED = EnrollmentEnded(at=AT, state="opted_out", reason="opted_out")
IN_DOUBT = TouchInDoubt(at=AT, step="intro")
SAID_KEYS = ("source/resolved/intro", "source/again/intro/1")


async def about_to_go(ledger: AnyLedger) -> tuple[str, Claim]:
    """An enrollment whose mail's body is under way."""
    enrolled = await an_enrolled(ledger)
    await ledger.append(enrolled, [a_plan()])
    claim = await ledger.reserve(a_request(enrolled, message=MAIL))
    assert isinstance(claim, Claim)
    assert await ledger.mark_in_doubt(claim, AT) is None
    return enrolled, claim


async def a_doubt(ledger: AnyLedger) -> tuple[str, Claim]:
    """An enrollment whose mail was never answered for."""
    enrolled, claim = await about_to_go(ledger)
    await ledger.settle(claim, ClaimState.IN_DOUBT, IN_DOUBT)
    return enrolled, claim


def said(enrolled: str, ruling: Ruling = Ruling.ARRIVED, by: str = "ana") -> Resolution:
    return Resolution(enrolled, "intro", ruling, by, LATER)


async def outcome(ledger: AnyLedger, enrolled: str) -> tuple[str, str | None]:
    _, (touch,), _ = await ledger.enrollment(enrolled)
    return touch.outcome, touch.reason


async def test_a_doubt_is_listed_with_its_mail(ledger: AnyLedger) -> None:
    """Whom it was for, since when, from which mailbox, and the very bytes."""
    enrolled, claim = await a_doubt(ledger)

    (row,) = await ledger.doubts()

    assert row == await ledger.doubt(enrolled, "intro")
    assert (row.enrollment, row.step, row.since) == (enrolled, "intro", AT)
    assert (row.recipient, row.message_id, row.message) == (
        "ada@example.com",
        claim.message_id,
        MAIL,
    )
    assert (row.mailbox, row.is_open, row.evidence) == ("robin@northwind.example", True, ())
    assert row.workflow_id == (await ledger.ticket(enrolled)).workflow_id


async def test_a_send_under_way_is_no_doubt(ledger: AnyLedger) -> None:
    """Nobody resolves what may be answered in this minute, and what was answered is certain."""
    enrolled, claim = await about_to_go(ledger)

    assert await ledger.doubts() == ()
    with pytest.raises(UnknownDoubt):
        await ledger.resolve(said(enrolled))

    await ledger.settle(claim, ClaimState.SENT, TouchPerformed(at=AT, step="intro"))
    assert await ledger.doubts() == ()


async def test_what_nobody_will_tell_after_the_end_is_a_doubt(ledger: AnyLedger) -> None:
    """The run ended between the body and its outcome: a person has to say."""
    enrolled, _ = await about_to_go(ledger)
    await ledger.append(enrolled, [ENDED])

    (row,) = await ledger.doubts()
    await ledger.resolve(said(enrolled))

    assert (row.enrollment, row.is_open) == (enrolled, False)
    assert await outcome(ledger, enrolled) == ("performed", None)


async def test_a_mail_that_has_arrived_was_sent_then(ledger: AnyLedger) -> None:
    """Claim and touch move on; the touch counts from when its body went out."""
    enrolled, claim = await a_doubt(ledger)

    fact = await ledger.resolve(said(enrolled))

    assert fact == TouchPerformed(at=LATER, step="intro", source_id="resolved/intro", by="ana")
    _, (touch,), facts = await ledger.enrollment(enrolled)
    assert (touch.outcome, touch.performed_at) == ("performed", AT)
    assert facts[-1].fact == fact
    found = await ledger.reserve(a_request(enrolled, "late"))
    assert isinstance(found, Claim)
    assert (found.token, found.state) == (claim.token, ClaimState.SENT)
    assert (await ledger.ticket(enrolled)).state.sources == {"resolved/intro"}


async def test_a_mail_that_was_lost_is_not_sent_again(ledger: AnyLedger) -> None:
    """The touch is over: neither this plan nor a newer one takes the claim."""
    enrolled, _ = await a_doubt(ledger)

    fact = await ledger.resolve(said(enrolled, Ruling.LOST))

    assert isinstance(fact, TouchSkipped)
    assert (fact.reason, fact.by) == ("lost", "ana")
    assert await outcome(ledger, enrolled) == ("skipped", "lost")
    for generation in (1, 2):
        again = await ledger.reserve(a_request(enrolled, "late", generation=generation))
        assert again is Refusal.ALREADY_STARTED


@pytest.mark.parametrize("ruling", [Ruling.ARRIVED, Ruling.LOST])
async def test_a_doubt_is_resolved_after_the_end(ledger: AnyLedger, ruling: Ruling) -> None:
    """The enrollment stays ended as it was; its touch says what became of it."""
    enrolled, _ = await a_doubt(ledger)
    await ledger.append(enrolled, [ENDED])

    await ledger.resolve(said(enrolled, ruling))

    row, (touch,), _ = await ledger.enrollment(enrolled)
    assert (row.state, row.reason) == ("opted_out", "opted_out")
    assert touch.outcome == ("performed" if ruling is Ruling.ARRIVED else "skipped")
    assert await ledger.doubts() == ()


async def test_of_many_who_resolve_one_is_heard(ledger: AnyLedger) -> None:
    """A person and a search at once: one fact, and the others are told that nothing is in doubt."""
    enrolled, _ = await a_doubt(ledger)

    answers = await asyncio.gather(
        *(
            ledger.resolve(said(enrolled, ruling, f"p{number}"))
            for number, ruling in enumerate([*Ruling, *Ruling])
        ),
        return_exceptions=True,
    )

    (fact,) = [answer for answer in answers if not isinstance(answer, BaseException)]
    assert sum(isinstance(answer, UnknownDoubt) for answer in answers) == 5
    _, _, facts = await ledger.enrollment(enrolled)
    found = [row.fact for row in facts if row.key in SAID_KEYS]
    assert found == [fact]


async def test_the_run_that_records_it_again_changes_nothing(ledger: AnyLedger) -> None:
    """The workflow writes down what it was told; the ledger has it already."""
    enrolled, _ = await a_doubt(ledger)
    fact = await ledger.resolve(said(enrolled))
    before = await ledger.enrollment(enrolled)

    assert await ledger.append(enrolled, [fact]) == (fact,)

    assert await ledger.enrollment(enrolled) == before


async def test_an_attempt_that_comes_back_cannot_undo_it(ledger: AnyLedger) -> None:
    """A zombie with the server's late answer: what a person has said stands."""
    enrolled, claim = await a_doubt(ledger)
    await ledger.resolve(said(enrolled, Ruling.LOST))

    late: list[tuple[ClaimState, Fact]] = [
        (ClaimState.SENT, TouchPerformed(at=LATER, step="intro")),
        (ClaimState.IN_DOUBT, IN_DOUBT),
    ]
    for state, fact in late:
        assert await ledger.settle(claim, state, fact) == ()

    assert await outcome(ledger, enrolled) == ("skipped", "lost")


async def test_a_mail_is_sent_again_because_a_person_said_so(ledger: AnyLedger) -> None:
    """The touch is planned anew; a newer claim takes its place, the old one has no more say."""
    enrolled, first = await a_doubt(ledger)
    await ledger.append(enrolled, [a_plan(step="next")])

    fact = await ledger.resolve(said(enrolled, Ruling.SEND_AGAIN))
    touches = (await ledger.ticket(enrolled)).state.touches
    await ledger.append(enrolled, [a_plan(generation=2)])
    late = await ledger.settle(first, ClaimState.SENT, TouchPerformed(at=LATER, step="intro"))
    second = await ledger.reserve(a_request(enrolled, "again", generation=2))
    assert isinstance(second, Claim)
    started = await ledger.mark_in_doubt(second, LATER)

    assert fact == TouchReopened(at=LATER, step="intro", source_id="again/intro/1", by="ana")
    assert {step: (touch.status, touch.until) for step, touch in touches.items()} == {
        "intro": ("held", LATER),
        "next": ("held", LATER),
    }
    assert (late, started, second.generation) == ((), None, 2)
    assert await ledger.doubts() == ()


async def test_a_mail_that_was_sent_again_can_be_in_doubt_again(ledger: AnyLedger) -> None:
    """That is another doubt, with a fact of its own, and is resolved by itself."""
    enrolled, _ = await a_doubt(ledger)
    await ledger.resolve(said(enrolled, Ruling.SEND_AGAIN))
    await ledger.append(enrolled, [a_plan(generation=2)])
    claim = await ledger.reserve(a_request(enrolled, "again", generation=2))
    assert isinstance(claim, Claim)
    await ledger.mark_in_doubt(claim, LATER)
    again = TouchInDoubt(at=LATER, step="intro", generation=2)
    told = await ledger.settle(claim, ClaimState.IN_DOUBT, again)

    (row,) = await ledger.doubts()
    await ledger.resolve(said(enrolled, Ruling.ARRIVED))

    assert told == (again,)
    assert (row.since, row.generation) == (LATER, 2)
    assert await outcome(ledger, enrolled) == ("performed", None)


@pytest.mark.parametrize("ruling", [Ruling.SEND_AGAIN, Ruling.LOST])
async def test_what_is_said_of_the_first_doubt_is_not_said_of_the_second(
    ledger: AnyLedger, ruling: Ruling
) -> None:
    """Whoever looks at a page of before does not have it sent a third time."""
    enrolled, _ = await a_doubt(ledger)
    await ledger.resolve(said(enrolled, Ruling.SEND_AGAIN))
    await ledger.append(enrolled, [a_plan(generation=2)])
    claim = await ledger.reserve(a_request(enrolled, "again", generation=2))
    assert isinstance(claim, Claim)
    await ledger.mark_in_doubt(claim, LATER)
    again = TouchInDoubt(at=LATER, step="intro", generation=2)
    await ledger.settle(claim, ClaimState.IN_DOUBT, again)

    with pytest.raises(UnknownDoubt):
        await ledger.resolve(replace(said(enrolled, ruling, "bo"), generation=1))
    assert len(await ledger.doubts()) == 1
    await ledger.resolve(replace(said(enrolled, ruling, "bo"), generation=2))
    assert await ledger.doubts() == ()


async def test_nothing_is_sent_again_after_the_end(ledger: AnyLedger) -> None:
    """It is refused in words, and the doubt stands for who knows more."""
    enrolled, _ = await a_doubt(ledger)
    await ledger.append(enrolled, [ENDED])

    with pytest.raises(CannotSendAgain):
        await ledger.resolve(said(enrolled, Ruling.SEND_AGAIN))

    assert len(await ledger.doubts()) == 1


SAID, SERVER = "resolved/intro", "the server"
ARRIVED = TouchPerformed(at=LATER, step="intro", source_id=SAID, by=SERVER)
LOST = TouchSkipped(at=LATER, step="intro", reason="lost", source_id=SAID, by=SERVER)
BOUNCED = Bounced(at=LATER, source_id="smtp/e.intro")
HELD = TouchHeld(at=LATER, step="intro", generation=1, reason="busy", until=LATER)


@pytest.mark.parametrize(
    ("state", "answer", "told"),
    [
        (ClaimState.SENT, TouchPerformed(at=LATER, step="intro"), (ARRIVED,)),
        (ClaimState.NOT_SENT, HELD, (LOST,)),
        (ClaimState.NOT_SENT, BOUNCED, (LOST, BOUNCED)),
    ],
    ids=["taken", "refused", "bounced"],
)
async def test_a_late_answer_resolves_the_doubt(
    ledger: AnyLedger, state: ClaimState, answer: Fact, told: tuple[Fact, ...]
) -> None:
    """A second attempt told a doubt while the first still waited: one truth, on claim and touch."""
    enrolled, claim = await about_to_go(ledger)
    await ledger.append(enrolled, [IN_DOUBT])

    first = await ledger.settle(claim, state, answer)
    again = await ledger.settle(claim, state, answer)

    assert first == again == told
    assert await outcome(ledger, enrolled) in {("performed", None), ("skipped", "lost")}
    assert (await ledger.mail(enrolled, "intro")).state == state
    assert await ledger.doubts() == ()
    _, _, facts = await ledger.enrollment(enrolled)
    assert tuple(row.fact for row in facts[-len(told) :]) == told
    assert SAID in (await ledger.ticket(enrolled)).state.sources


async def test_evidence_is_kept_by_its_source(ledger: AnyLedger) -> None:
    """The last search of a mailbox, and every event that names the mail."""
    enrolled, claim = await a_doubt(ledger)
    search = "imap robin@northwind.example"
    await ledger.note(enrolled, "intro", Evidence(search, AT, "not in Sent"))
    await ledger.note(enrolled, "intro", Evidence(search, LATER, "not in Sent or INBOX"))
    await ledger.ingest(an_event("bounce", "9", message_id=claim.message_id.strip("<>")))

    row = await ledger.doubt(enrolled, "intro")

    assert row.evidence == (
        Evidence(search, LATER, "not in Sent or INBOX"),
        Evidence("crm", AT, "a bounce names it"),
    )


async def test_what_is_not_in_doubt_is_refused(ledger: AnyLedger) -> None:
    """An unknown enrollment, an unknown step, a mail that went out, each by its name."""
    enrolled = await an_enrolled(ledger)
    await a_claim(ledger, enrolled)

    with pytest.raises(UnknownDoubt, match=f"'intro' of enrollment '{enrolled}'"):
        await ledger.resolve(said(enrolled))
    with pytest.raises(UnknownDoubt):
        await ledger.doubt("e-none", "intro")
    with pytest.raises(UnknownEnrollment):
        await ledger.resolve(said("e-none"))


async def test_doubts_are_listed_by_their_age(ledger: AnyLedger) -> None:
    """The oldest first, whoever enrolled first."""
    bo = a_prospect(id="p-bo", email="bo@example.com", phone=None, linkedin_url=None)
    enrolled = [await an_enrolled(ledger), await an_enrolled(ledger, bo)]
    for hours, each in zip((2, 1), enrolled, strict=True):
        claim = await a_claim(ledger, each)
        await ledger.mark_in_doubt(claim, MONDAY + hours * HOUR)
        await ledger.settle(claim, ClaimState.IN_DOUBT, IN_DOUBT)

    rows: tuple[Doubt, ...] = await ledger.doubts()

    assert [row.enrollment for row in rows] == enrolled[::-1]


async def test_projections_are_what_the_facts_give(sql_ledger: SqlLedger) -> None:
    """Also after a doubt that was resolved after the end."""
    enrolled, _ = await a_doubt(sql_ledger)
    held = TouchHeld(at=AT, step="intro", generation=1, reason="already_started", until=AT)
    await sql_ledger.append(enrolled, [held, ENDED])
    await sql_ledger.resolve(said(enrolled))

    assert await sql_ledger.differences() == ()
