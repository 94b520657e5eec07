"""The zone that somebody gives when booking a meeting is the prospect's, on every ledger."""

from __future__ import annotations

from domain.facts import Detail
from domain.people.prospects import zone_of
from domain.ports import Ingested
from tests.builders import a_prospect
from tests.contracts.scene import AnyLedger, an_enrolled, an_event

HOME = Detail(timezone="Asia/Kolkata")


async def test_the_invitees_zone_is_kept_with_the_event(ledger: AnyLedger) -> None:
    """Once it was accepted, whatever is planned next lives by that zone; the newest counts."""
    enrolled = await an_enrolled(ledger, a_prospect(timezone=None))
    first = an_event("meeting_booked", enrollment_id=enrolled, detail=HOME)
    moved = Detail(timezone="Asia/Tokyo")
    second = an_event("meeting_booked", event_id="2", enrollment_id=enrolled, detail=moved)

    assert (await ledger.ingest(first))[0] is Ingested.ACCEPTED
    before = (await ledger.enrollee(enrolled)).prospect
    await ledger.ingest(second)

    assert zone_of(before, "UTC") == ("Asia/Kolkata", "as given for a meeting")
    after = (await ledger.enrollee(enrolled)).prospect
    assert after.meeting_timezone == "Asia/Tokyo"
    # The phone's zone comes after it, and nothing else has changed.
    assert after == a_prospect(timezone=None, meeting_timezone="Asia/Tokyo")


async def test_only_a_booked_meeting_says_where_somebody_is(ledger: AnyLedger) -> None:
    """Neither an event of another kind nor one that is told again changes the zone."""
    enrolled = await an_enrolled(ledger, a_prospect(timezone=None))
    await ledger.ingest(an_event("meeting_canceled", enrollment_id=enrolled, detail=HOME))
    again = an_event("meeting_booked", enrollment_id=enrolled, detail=HOME)
    await ledger.ingest(again)

    assert (await ledger.enrollee(enrolled)).prospect.meeting_timezone is None


async def test_coming_again_does_not_forget_it(ledger: AnyLedger) -> None:
    """A list that says nothing of zones leaves it as it was."""
    enrolled = await an_enrolled(ledger, a_prospect(timezone=None))
    await ledger.ingest(an_event("meeting_booked", enrollment_id=enrolled, detail=HOME))

    await ledger.enroll([a_prospect(timezone=None)], "introduction", an_event().received_at)

    assert (await ledger.enrollee(enrolled)).prospect.meeting_timezone == "Asia/Kolkata"
