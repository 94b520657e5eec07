"""What is known of an event beside its kind comes to its workflow, on every ledger."""

from __future__ import annotations

import pytest

from domain.facts import Detail, Engaged, OptedOut, ReplyReceived, inbound_fact
from domain.people.prospects import Prospect
from domain.ports import Ingested, Refusal
from tests.contracts.scene import DAY, HOUR, MONDAY, AnyLedger, a_request, an_enrolled, an_event

AT = MONDAY + HOUR
DETAILS: list[tuple[str, Detail | None, object]] = [
    (
        "reply",
        Detail(reply_class="out_of_office", until=MONDAY + 9 * DAY),
        ReplyReceived(
            at=AT, source_id="crm/1", reply_class="out_of_office", until=MONDAY + 9 * DAY
        ),
    ),
    ("reply", None, ReplyReceived(at=AT, source_id="crm/1")),
    (
        "engagement",
        Detail(kind="click", step="intro"),
        Engaged(at=AT, source_id="crm/1", kind="click", step="intro"),
    ),
    ("opt_out", None, OptedOut(at=AT, source_id="crm/1")),
]


@pytest.mark.parametrize(("kind", "detail", "fact"), DETAILS, ids=range(len(DETAILS)))
async def test_the_dispatcher_can_make_the_fact(
    ledger: AnyLedger, kind: str, detail: Detail | None, fact: object
) -> None:
    """The row says all that the fact says, however it was stored."""
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event(kind, enrollment_id=enrolled, detail=detail))

    (row,) = await ledger.undelivered(10)

    assert row.detail == detail
    assert inbound_fact(row.fact, row.received_at, row.source_id, row.detail) == fact


async def test_what_is_told_again_says_the_same(ledger: AnyLedger) -> None:
    """A provider's second telling changes nothing of the first, nor does a second delivery."""
    enrolled = await an_enrolled(ledger)
    first = Detail(reply_class="positive")
    bo = Prospect(id="", email="bo@example.com")
    await ledger.ingest(an_event(enrollment_id=enrolled, detail=first))
    again = await ledger.ingest(
        an_event(enrollment_id=enrolled, detail=Detail(reply_class="unsubscribe"), referral=bo)
    )
    (row,) = await ledger.undelivered(10)
    await ledger.delivered(row.id, AT)
    await ledger.redeliver(AT + HOUR)

    assert again == (Ingested.DUPLICATE, enrolled)
    assert row.detail == first
    assert await ledger.undelivered(10) == (row,)
    await ledger.append(enrolled, [ReplyReceived(at=AT, source_id="crm/1")])
    assert await ledger.reserve(a_request(enrolled)) is not Refusal.SUPPRESSED
