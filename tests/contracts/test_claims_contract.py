"""Claims: when a mail may start, and that it starts once, on every ledger."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from domain.errors import UnknownEnrollment
from domain.facts import (
    Bounced,
    EnrollmentEnded,
    Fact,
    OptedOut,
    Paused,
    Resumed,
    TaskOpened,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchSkipped,
)
from domain.mailboxes import NoSlot
from domain.ports import Claim, ClaimState, Refusal
from tests.contracts.scene import (
    HOUR,
    MONDAY,
    AnyLedger,
    a_claim,
    a_plan,
    a_request,
    a_task,
    an_enrolled,
    an_event,
)

AT = MONDAY + HOUR
PERFORMED = TouchPerformed(at=AT, step="intro")
HELD = TouchHeld(at=AT, step="intro", generation=1, reason="busy", until=AT + HOUR)

REFUSING: list[tuple[Fact, Refusal]] = [
    (EnrollmentEnded(at=AT, state="finished", reason="replied"), Refusal.ENDED),
    (Paused(at=AT, source_id="p", reason="manual"), Refusal.PAUSED),
    (OptedOut(at=AT, source_id="o"), Refusal.SUPPRESSED),
    (TouchSkipped(at=AT, step="intro", reason="by_hand"), Refusal.ALREADY_STARTED),
    (a_plan(generation=2), Refusal.ALREADY_STARTED),
]


async def test_a_mail_goes_from_reserved_to_sent(ledger: AnyLedger) -> None:
    """The whole way of one mail, and the message that people can look up."""
    enrolled = await an_enrolled(ledger)
    await ledger.append(enrolled, [a_plan()])

    claim = await a_claim(ledger, enrolled)
    refused = await ledger.mark_in_doubt(claim, AT)
    stored = await ledger.settle(claim, ClaimState.SENT, PERFORMED)

    assert refused is None
    assert stored == (PERFORMED,)
    _, (touch,), _ = await ledger.enrollment(enrolled)
    assert (touch.outcome, touch.message_id) == ("performed", claim.message_id)
    assert await ledger.reserve(a_request(enrolled, "late")) == replace(
        claim, state=ClaimState.SENT
    )


async def test_the_second_attempt_fences_the_first(ledger: AnyLedger) -> None:
    """A zombie that comes back after its claim was taken over can do nothing."""
    enrolled = await an_enrolled(ledger)
    zombie = await a_claim(ledger, enrolled, "zombie")
    holder = await a_claim(ledger, enrolled, "holder")

    assert await ledger.mark_in_doubt(zombie, AT) is Refusal.ALREADY_STARTED
    assert await ledger.settle(zombie, ClaimState.NOT_SENT, HELD) == ()
    assert await ledger.mark_in_doubt(holder, AT) is None
    assert await ledger.settle(zombie, ClaimState.SENT, PERFORMED) == ()

    _, touches, facts = await ledger.enrollment(enrolled)
    assert [fact.key for fact in facts] == ["enrolled"]
    assert touches == ()


async def test_of_many_attempts_one_starts(ledger: AnyLedger) -> None:
    """Whatever the order in which attempts reserve and start, one mail goes out."""
    enrolled = await an_enrolled(ledger)

    async def attempt(token: str) -> Refusal | NoSlot | None:
        claim = await ledger.reserve(a_request(enrolled, token))
        assert isinstance(claim, Claim)
        return await ledger.mark_in_doubt(replace(claim, token=token), AT)

    answers = await asyncio.gather(*(attempt(f"t{number}") for number in range(8)))

    assert answers.count(None) == 1
    assert answers.count(Refusal.ALREADY_STARTED) == 7


async def test_a_started_mail_is_not_started_again(ledger: AnyLedger) -> None:
    """Who finds the touch in doubt gets the claim as it stands, and can record the doubt."""
    enrolled = await an_enrolled(ledger)
    claim = await a_claim(ledger, enrolled)
    await ledger.mark_in_doubt(claim, AT)

    found = await ledger.reserve(a_request(enrolled, "second"))

    assert isinstance(found, Claim)
    assert found == replace(claim, state=ClaimState.IN_DOUBT)
    assert await ledger.mark_in_doubt(claim, AT) is Refusal.ALREADY_STARTED
    doubt = TouchInDoubt(at=AT, step="intro")
    assert await ledger.settle(found, ClaimState.IN_DOUBT, doubt) == (doubt,)
    _, (touch,), _ = await ledger.enrollment(enrolled)
    assert touch.outcome == "in_doubt"


async def test_a_mail_that_did_not_go_out_may_be_tried_anew(ledger: AnyLedger) -> None:
    """After a certain failure a newer plan takes the claim over, an older attempt does not."""
    enrolled = await an_enrolled(ledger)
    claim = await a_claim(ledger, enrolled)

    assert await ledger.settle(claim, ClaimState.NOT_SENT, HELD) == (HELD,)
    anew = await ledger.reserve(a_request(enrolled, "anew", generation=2))
    late = await ledger.reserve(a_request(enrolled, "late"))

    assert isinstance(anew, Claim)
    assert (anew.generation, anew.state) == (2, ClaimState.RESERVED)
    assert late is Refusal.ALREADY_STARTED


async def test_an_outcome_told_twice_stands_once(ledger: AnyLedger) -> None:
    """Settling again after a lost answer returns what stands; a sent mail never becomes unsent."""
    enrolled = await an_enrolled(ledger)
    claim = await a_claim(ledger, enrolled)
    await ledger.mark_in_doubt(claim, AT)
    await ledger.settle(claim, ClaimState.SENT, PERFORMED)

    again = await ledger.settle(claim, ClaimState.SENT, replace(PERFORMED, at=AT + HOUR))

    assert again == (PERFORMED,)
    assert await ledger.settle(claim, ClaimState.NOT_SENT, HELD) == ()


async def test_a_reserved_mail_was_not_sent(ledger: AnyLedger) -> None:
    """Nothing is recorded as sent whose body was never about to go."""
    enrolled = await an_enrolled(ledger)
    claim = await a_claim(ledger, enrolled)

    assert await ledger.settle(claim, ClaimState.SENT, PERFORMED) == ()


@pytest.mark.parametrize(("fact", "refusal"), REFUSING, ids=lambda value: str(value)[:12])
async def test_what_refuses_a_mail(ledger: AnyLedger, fact: Fact, refusal: Refusal) -> None:
    """Each reason counts at the reservation, and again just before the body goes."""
    reserved_before = await an_enrolled(ledger)
    await ledger.append(reserved_before, [a_plan()])
    claim = await a_claim(ledger, reserved_before)

    await ledger.append(reserved_before, [fact])

    assert await ledger.mark_in_doubt(claim, AT) is refusal
    assert await ledger.reserve(a_request(reserved_before, "second")) is refusal


async def test_a_bounced_address_gets_no_mail(ledger: AnyLedger) -> None:
    """A bounce recorded by any activity keeps mail from the address, not the rep from calling."""
    enrolled = await an_enrolled(ledger)

    await ledger.append(enrolled, [Bounced(at=AT, source_id="smtp/1")])

    assert await ledger.reserve(a_request(enrolled)) is Refusal.SUPPRESSED
    assert isinstance(await ledger.open(a_task(enrolled)), TaskOpened)


async def test_a_window_that_has_passed_refuses(ledger: AnyLedger) -> None:
    """The last instant of the window still counts, also just before the body goes."""
    enrolled = await an_enrolled(ledger)
    end = MONDAY + 8 * HOUR

    claim = await ledger.reserve(a_request(enrolled, at=end))

    assert isinstance(claim, Claim)
    assert await ledger.reserve(a_request(enrolled, at=end + HOUR)) is Refusal.WINDOW_PASSED
    assert await ledger.mark_in_doubt(claim, end + HOUR) is Refusal.WINDOW_PASSED
    assert await ledger.mark_in_doubt(claim, end) is None


async def test_a_stop_is_seen_until_its_fact_is_recorded(ledger: AnyLedger) -> None:
    """From the accepted reply on nothing starts; once it is a fact, the state decides."""
    enrolled = await an_enrolled(ledger)
    claim = await a_claim(ledger, enrolled)
    await ledger.ingest(an_event("meeting_booked", enrollment_id=enrolled))

    answers = (
        await ledger.mark_in_doubt(claim, AT),
        await ledger.reserve(a_request(enrolled, "second")),
        await ledger.open(a_task(enrolled)),
    )
    await ledger.append(enrolled, [Resumed(at=AT, source_id="crm/1")])

    assert answers == (Refusal.STOP_PENDING,) * 3
    assert await ledger.mark_in_doubt(claim, AT) is None


async def test_a_claim_has_begun_from_its_mark_until_it_is_known_not_to_have_gone_out(
    ledger: AnyLedger,
) -> None:
    """What may have gone out is found by its touch alone, with the address that it went by."""
    enrolled = await an_enrolled(ledger)
    claim = await a_claim(ledger, enrolled)
    reserved = await ledger.begun(enrolled, "intro")
    await ledger.mark_in_doubt(claim, AT)
    in_doubt = await ledger.begun(enrolled, "intro")
    await ledger.settle(claim, ClaimState.NOT_SENT, HELD)
    not_sent = await ledger.begun(enrolled, "intro")

    assert (reserved, not_sent) == (None, None)
    assert in_doubt is not None
    assert (in_doubt.state, in_doubt.token) == (ClaimState.IN_DOUBT, claim.token)
    assert in_doubt.mailbox.address == claim.mailbox.address
    assert await ledger.begun(enrolled, "nothing") is None
    with pytest.raises(UnknownEnrollment):
        await ledger.begun("e-nobody", "intro")
