"""A whole cadence stands still: what does not start, and who is woken, on every ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.errors import UnknownCadence
from domain.facts import EnrollmentEnded, TaskOpened, TouchHeld, TouchPerformed
from domain.pausing import CADENCE_PAUSED, CadencePause, HeldBack
from domain.ports import Claim, ClaimState, Refusal
from ledger.records import Attribution
from tests.builders import a_cadence
from tests.contracts.scene import (
    DAY,
    HOUR,
    INTRODUCTION,
    MONDAY,
    NURTURE,
    AnyLedger,
    a_claim,
    a_plan,
    a_request,
    a_task,
    an_enrolled,
    row_of,
    somebody,
)

NAME = INTRODUCTION.name
AT = MONDAY + HOUR
BY_ANA = Attribution("ana", "a wrong price", AT)
HELD = TouchHeld(at=AT, step="intro", generation=1, reason=CADENCE_PAUSED, until=AT + DAY)


async def test_nothing_of_a_paused_cadence_starts(ledger: AnyLedger) -> None:
    """No mail is claimed, no task opened; after the resumption both are."""
    enrolled = await an_enrolled(ledger)

    assert await ledger.pause_cadence(NAME, BY_ANA)
    refused = await ledger.reserve(a_request(enrolled)), await ledger.open(a_task(enrolled))
    await ledger.resume_cadence(NAME, "bo", AT)

    assert refused == (Refusal.CADENCE_PAUSED, Refusal.CADENCE_PAUSED)
    assert isinstance(await ledger.reserve(a_request(enrolled)), Claim)
    assert isinstance(await ledger.open(a_task(enrolled)), TaskOpened)


async def test_a_pause_between_claim_and_mark_stops_the_mail(ledger: AnyLedger) -> None:
    """The body does not go out, though the conversation with the server had begun."""
    enrolled = await an_enrolled(ledger)
    claim = await a_claim(ledger, enrolled)

    await ledger.pause_cadence(NAME, BY_ANA)

    assert await ledger.mark_in_doubt(claim, AT) is Refusal.CADENCE_PAUSED


async def test_a_mail_that_has_started_is_settled_under_a_pause(ledger: AnyLedger) -> None:
    """What the server has said of it is kept."""
    enrolled = await an_enrolled(ledger)
    claim = await a_claim(ledger, enrolled)
    assert await ledger.mark_in_doubt(claim, AT) is None

    await ledger.pause_cadence(NAME, BY_ANA)

    performed = TouchPerformed(at=AT, step="intro")
    assert await ledger.settle(claim, ClaimState.SENT, performed) == (performed,)


async def test_every_version_stands_still_and_no_other_cadence(ledger: AnyLedger) -> None:
    """The flag is by name."""
    enrolled = await an_enrolled(ledger)
    newer = await ledger.publish(a_cadence(description="A newer one."), AT)
    await ledger.publish(NURTURE, AT)
    await ledger.enroll([somebody(2)], NURTURE.name, AT)

    await ledger.pause_cadence(NAME, BY_ANA)

    rows = {row.cadence: row.is_cadence_paused for row in await ledger.enrollments()}
    assert rows == {NAME: True, NURTURE.name: False}
    assert (await row_of(ledger, enrolled)).version != newer
    assert (await ledger.enrollee(enrolled)).is_cadence_paused


async def test_pausing_and_resuming_twice_changes_nothing(ledger: AnyLedger) -> None:
    """Who paused first stands in the history, and a second pause is one of its own."""
    await an_enrolled(ledger)

    said = [
        await ledger.pause_cadence(NAME, BY_ANA),
        await ledger.pause_cadence(NAME, Attribution("bo", None, AT + HOUR)),
        await ledger.resume_cadence(NAME, "cy", AT + 2 * HOUR),
        await ledger.resume_cadence(NAME, "bo", AT + 3 * HOUR),
        await ledger.pause_cadence(NAME, Attribution("bo", None, AT + 4 * HOUR)),
    ]

    assert said == [True, False, True, False, True]
    now, before = await ledger.cadence_pauses(NAME)
    assert (await ledger.paused_cadences()) == {NAME: now}
    assert (now.by, now.because, now.stands) == ("bo", None, True)
    assert before == CadencePause(
        before.id, NAME, AT, "ana", "a wrong price", AT + 2 * HOUR, resumed_by="cy"
    )


async def test_a_cadence_that_nobody_published_cannot_be_paused(ledger: AnyLedger) -> None:
    """A typing error is said, not kept."""
    with pytest.raises(UnknownCadence):
        await ledger.pause_cadence("nowhere", BY_ANA)
    with pytest.raises(UnknownCadence):
        await ledger.resume_cadence("nowhere", "ana", AT)


async def test_only_those_whom_the_pause_holds_are_woken(ledger: AnyLedger) -> None:
    """Not who waits for the due instant, not who has ended; and nobody while it stands."""
    held, planned, over = [await an_enrolled(ledger, somebody(number)) for number in range(3)]
    await ledger.pause_cadence(NAME, BY_ANA)
    await ledger.append(planned, [a_plan()])
    for each in (held, over):
        await ledger.append(each, [a_plan(), HELD])
    await ledger.append(over, [EnrollmentEnded(at=AT, state="finished", reason="replied")])
    while_it_stands = await ledger.ended_pauses()

    await ledger.resume_cadence(NAME, "ana", AT + HOUR)

    (pause,) = await ledger.ended_pauses()
    row = await row_of(ledger, held)
    assert while_it_stands == ()
    assert await ledger.held_back(pause, 10) == (HeldBack(held, row.workflow_id),)
    await ledger.note_woken(pause.id, AT + HOUR)
    assert await ledger.ended_pauses() == ()


async def test_who_was_told_of_the_end_is_held_no_more(ledger: AnyLedger) -> None:
    """The fact that wakes is in the ledger: who dies after it tells nobody twice."""
    first, second = [await an_enrolled(ledger, somebody(number)) for number in range(2)]
    await ledger.pause_cadence(NAME, BY_ANA)
    for enrolled, wait in ((second, HOUR), (first, timedelta(0))):
        plan = a_plan()
        hold = TouchHeld(
            at=AT, step="intro", generation=1, reason=CADENCE_PAUSED, until=AT + DAY + wait
        )
        await ledger.append(enrolled, [plan, hold])
    await ledger.resume_cadence(NAME, "ana", AT + HOUR)
    (pause,) = await ledger.ended_pauses()

    (longest,) = await ledger.held_back(pause, 1)
    await ledger.append(longest.enrollment_id, [pause.end])

    assert longest.enrollment_id == first
    assert [one.enrollment_id for one in await ledger.held_back(pause, 10)] == [second]
    assert (await row_of(ledger, first)).next_at == AT + HOUR


async def test_a_new_pause_takes_over_those_whom_the_last_one_holds(ledger: AnyLedger) -> None:
    """They are woken by the end of the new one, and not before it."""
    enrolled = await an_enrolled(ledger)
    await ledger.pause_cadence(NAME, BY_ANA)
    await ledger.append(enrolled, [a_plan(), HELD])
    await ledger.resume_cadence(NAME, "ana", AT + HOUR)

    await ledger.pause_cadence(NAME, BY_ANA)
    while_it_stands = await ledger.ended_pauses()
    await ledger.resume_cadence(NAME, "ana", AT + 2 * HOUR)

    assert while_it_stands == ()
    (pause,) = await ledger.ended_pauses()
    assert pause.resumed_at == AT + 2 * HOUR
    assert [one.enrollment_id for one in await ledger.held_back(pause, 10)] == [enrolled]
