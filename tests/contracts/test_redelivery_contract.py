"""What a run was told and has lost is told again, on every ledger."""

from __future__ import annotations

from domain.facts import ReplyReceived
from domain.ports import Refusal
from tests.contracts.scene import (
    DAY,
    HOUR,
    MONDAY,
    AnyLedger,
    a_request,
    an_enrolled,
    an_event,
    ended,
)

AT = MONDAY + HOUR


async def test_what_was_told_and_lost_is_told_again(ledger: AnyLedger) -> None:
    """Told before the instant and still stopping, an event is open again, and stops as before."""
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event(event_id="early", enrollment_id=enrolled))
    await ledger.ingest(an_event(event_id="late", enrollment_id=enrolled))
    early, late = await ledger.undelivered(10)
    await ledger.delivered(early.id, AT)
    await ledger.delivered(late.id, AT + HOUR)

    reopened = await ledger.redeliver(AT + HOUR)

    assert reopened == 1
    assert await ledger.undelivered(10) == (early,)
    assert await ledger.reserve(a_request(enrolled)) is Refusal.STOP_PENDING
    assert await ledger.redeliver(AT + HOUR) == 0


async def test_what_needs_no_telling_is_not_told_again(ledger: AnyLedger) -> None:
    """Neither what is recorded, nor what never stopped anything, nor what came too late."""
    enrolled = await an_enrolled(ledger)
    for event_id, fact in (("1", "reply"), ("2", "reply"), ("3", "engagement")):
        await ledger.ingest(an_event(fact, event_id, enrollment_id=enrolled))
    recorded, too_late, told = await ledger.undelivered(10)
    for row in (recorded, too_late, told):
        await ledger.delivered(row.id, AT)
    reply = ReplyReceived(at=AT, source_id=recorded.source_id)
    await ledger.append(enrolled, [reply, ended(then=None)])
    await ledger.too_late(too_late.id, AT)

    reopened = await ledger.redeliver(AT + DAY)

    assert reopened == 0
    assert await ledger.undelivered(10) == ()


async def test_what_waits_untold_is_not_counted_again(ledger: AnyLedger) -> None:
    """An event that is still on its way, or one that fits nobody, is as it was."""
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event(event_id="1", enrollment_id=enrolled))
    await ledger.ingest(an_event(event_id="2", email="stranger@example.com"))
    (waits,) = await ledger.undelivered(10)
    (stranger,) = await ledger.waiting()
    await ledger.discard(stranger.id, AT)

    reopened = await ledger.redeliver(AT + DAY)

    assert reopened == 0
    assert await ledger.undelivered(10) == (waits,)
    assert await ledger.waiting() == ()
