"""The person whom a reply names goes on instead of the wrong one, on every ledger."""

from __future__ import annotations

import pytest

from domain.facts import Detail
from domain.people.prospects import Prospect
from domain.ports import Ingested
from ledger.records import Ticket
from tests.builders import a_prospect
from tests.contracts.scene import (
    DAY,
    HOUR,
    INTRODUCTION,
    MONDAY,
    NURTURE,
    AnyLedger,
    an_enrolled,
    an_event,
    ended,
    followers,
    the_follower,
)

AT = MONDAY + HOUR
BO = Prospect(id="", email="bo@example.com", variables={"first_name": "Bo", "referred_by": "Ada"})


async def referring(ledger: AnyLedger, referral: Prospect | None) -> str:
    """The id of Ada's open enrollment, whose reply names somebody as the right person."""
    await ledger.publish(NURTURE, MONDAY)
    enrolled = await an_enrolled(ledger, a_prospect(account="Acme"))
    event = an_event(
        enrollment_id=enrolled, detail=Detail(reply_class="wrong_person"), referral=referral
    )
    assert await ledger.ingest(event) == (Ingested.ACCEPTED, enrolled)
    return enrolled


async def test_whom_a_reply_names_comes_in_instead(ledger: AnyLedger) -> None:
    """With what the reply says of them, and the account that they share."""
    before = await referring(ledger, BO)
    await ledger.append(before, [ended(referral="crm/1", not_before=AT + DAY)])

    ticket, fact = await the_follower(ledger, before)

    person = (await ledger.enrollee(ticket.enrollment_id)).prospect
    assert (person.email, person.account) == ("bo@example.com", "Acme")
    assert person.variables == {"first_name": "Bo", "referred_by": "Ada"}
    assert ticket.workflow_id == f"enrollment/default/{person.id}"
    assert (fact.predecessor, fact.not_before) == (before, AT + DAY)
    assert (await ledger.enrollee(before)).prospect == a_prospect(account="Acme")


async def test_whom_a_reply_names_may_be_known_already(ledger: AnyLedger) -> None:
    """They are found again and brought up to date, with an account of their own."""
    known = a_prospect(id="p-bo", email="bo@example.com", account="Other", variables={"a": "b"})
    await ledger.publish(INTRODUCTION, MONDAY)
    (ticket,) = await ledger.enroll([known], INTRODUCTION.name, MONDAY)
    assert isinstance(ticket, Ticket)
    await ledger.append(ticket.enrollment_id, [ended(then=None)])
    before = await referring(ledger, Prospect(id="", email="Bo@example.com", account="Third"))

    await ledger.append(before, [ended(referral="crm/1")])

    (next_one,) = await ledger.unstarted(10)
    person = (await ledger.enrollee(next_one.enrollment_id)).prospect
    assert (person.id, person.account, person.variables) == ("p-bo", "Third", {"a": "b"})


NOBODY: list[Prospect | None] = [
    None,
    Prospect(id="", variables={"first_name": "Bo"}),
    Prospect(id="", email="ADA@example.com"),
]


@pytest.mark.parametrize("referral", NOBODY, ids=["none", "unreachable", "the same person"])
async def test_a_reply_that_names_nobody_else_leads_nowhere(
    ledger: AnyLedger, referral: Prospect | None
) -> None:
    """Neither the wrong person goes on, nor somebody who cannot be reached."""
    before = await referring(ledger, referral)

    await ledger.append(before, [ended(referral="crm/1")])

    assert await followers(ledger, before) == []


async def test_only_an_event_of_the_enrollment_names_somebody(ledger: AnyLedger) -> None:
    """A referral that is unknown, or came to another enrollment, enrolls nobody."""
    other = await referring(ledger, BO)
    person = a_prospect(id="p-cy", email="cy@example.com", linkedin_url=None)
    enrolled = await an_enrolled(ledger, person)
    third = a_prospect(id="p-di", email="di@example.com", linkedin_url=None)
    unknown = await an_enrolled(ledger, third)

    await ledger.append(enrolled, [ended(referral="crm/1")])
    await ledger.append(unknown, [ended(referral="crm/none")])

    assert await ledger.unstarted(10) == ()
    assert {row.enrollment for row in await ledger.enrollments()} == {other, enrolled, unknown}


async def test_an_event_id_may_have_slashes(ledger: AnyLedger) -> None:
    """The provider ends at the first."""
    await ledger.publish(NURTURE, MONDAY)
    enrolled = await an_enrolled(ledger)
    event = an_event(event_id="mail/<1/2@example.com>", enrollment_id=enrolled, referral=BO)
    await ledger.ingest(event)

    await ledger.append(enrolled, [ended(referral="crm/mail/<1/2@example.com>")])

    (next_one,) = await ledger.unstarted(10)
    assert (await ledger.enrollee(next_one.enrollment_id)).prospect.email == "bo@example.com"


async def test_a_suppressed_referral_is_left_alone(ledger: AnyLedger) -> None:
    """Who has opted out once is not written to because somebody names them."""
    before = await referring(ledger, BO)
    await ledger.ingest(an_event("opt_out", event_id="2", email="bo@example.com"))

    await ledger.append(before, [ended(referral="crm/1")])

    assert await followers(ledger, before) == []
