"""Who is enrolled, who is not and why, on every ledger."""

from __future__ import annotations

import asyncio

import pytest

from domain.errors import UnknownCadence
from domain.facts import Enrolled, EnrollmentEnded
from ledger.records import NotEnrolled, Ticket
from tests.builders import a_cadence, a_prospect
from tests.contracts.scene import (
    DAY,
    INTRODUCTION,
    MONDAY,
    AnyLedger,
    a_ticket,
    an_enrolled,
    row_of,
)

NAME = INTRODUCTION.name
ENDED = EnrollmentEnded(at=MONDAY, state="finished", reason="completed")


async def test_an_enrollment_starts_with_its_fact(ledger: AnyLedger) -> None:
    """The ticket says which workflow to start, with what."""
    ticket = await a_ticket(ledger)

    row, touches, (fact,) = await ledger.enrollment(ticket.enrollment_id)
    assert ticket.workflow_id == "enrollment/default/p-ada"
    assert (ticket.cadence, ticket.version) == (NAME, INTRODUCTION.version)
    version = INTRODUCTION.version
    assert fact.fact == Enrolled(at=MONDAY, cadence=NAME, version=version, country="DE")
    assert (row.state, row.enrolled_at, touches) == ("pending", MONDAY, ())
    enrollee = await ledger.enrollee(ticket.enrollment_id)
    assert (enrollee.prospect, enrollee.cadence) == (a_prospect(), INTRODUCTION)


async def test_the_same_list_twice_enrolls_nobody(ledger: AnyLedger) -> None:
    """Neither while they are active, nor after the end, unless they may come again."""
    enrolled = await an_enrolled(ledger)

    active = await ledger.enroll([a_prospect()], NAME, MONDAY, True)
    await ledger.append(enrolled, [ENDED])
    finished = await ledger.enroll([a_prospect()], NAME, MONDAY, False)
    (again,) = await ledger.enroll([a_prospect()], NAME, MONDAY, True)

    assert active == (NotEnrolled.ALREADY_ACTIVE,)
    assert finished == (NotEnrolled.ALREADY_FINISHED,)
    assert isinstance(again, Ticket)
    assert again.enrollment_id != enrolled


async def test_one_list_may_name_somebody_twice(ledger: AnyLedger) -> None:
    """Answers come in the order given, the second time as already active."""
    await ledger.publish(INTRODUCTION, MONDAY)
    ada = a_prospect(id="")
    shouting = a_prospect(id="", email=" ADA@example.com")

    first, second = await ledger.enroll([ada, shouting], NAME, MONDAY, False)

    assert isinstance(first, Ticket)
    assert second is NotEnrolled.ALREADY_ACTIVE


async def test_an_import_is_listed_in_its_order(ledger: AnyLedger) -> None:
    """As the file has them, though all were enrolled at one instant; an earlier import first."""
    await ledger.publish(INTRODUCTION, MONDAY)
    addresses = [f"p{number * 7 % 20}@example.com" for number in range(20)]
    people = [
        a_prospect(id="", email=address, phone=None, linkedin_url=None) for address in addresses
    ]
    await ledger.enroll(people[12:], NAME, MONDAY + DAY)
    await ledger.enroll(people[:12], NAME, MONDAY)

    listed = [row.prospect for row in await ledger.enrollments()]
    tickets = [ticket.enrollment_id for ticket in await ledger.open_tickets()]

    assert listed == addresses
    assert tickets == [row.enrollment for row in await ledger.enrollments()]


async def test_two_who_enroll_the_same_people(ledger: AnyLedger) -> None:
    """Of two imports at once, in opposite orders, each person is enrolled by one."""
    await ledger.publish(INTRODUCTION, MONDAY)
    people = [
        a_prospect(id="", email=f"p{n}@example.com", phone=None, linkedin_url=None)
        for n in range(20)
    ]

    answers = await asyncio.gather(
        ledger.enroll(people, NAME, MONDAY, False),
        ledger.enroll(people[::-1], NAME, MONDAY, False),
    )

    tickets = [one for answer in answers for one in answer if isinstance(one, Ticket)]
    assert len(tickets) == 20
    assert len(await ledger.enrollments()) == 20


async def test_a_group_has_one_at_a_time(ledger: AnyLedger) -> None:
    """Another cadence of the group has to wait, one of another group has not."""
    await ledger.publish(a_cadence(name="second"), MONDAY)
    await ledger.publish(a_cadence(name="third", exclusivity_group="customers"), MONDAY)
    await an_enrolled(ledger)

    same_group = await ledger.enroll([a_prospect()], "second", MONDAY, False)
    (other_group,) = await ledger.enroll([a_prospect()], "third", MONDAY, False)

    assert same_group == (NotEnrolled.ALREADY_ACTIVE,)
    assert isinstance(other_group, Ticket)
    assert other_group.workflow_id == "enrollment/customers/p-ada"


async def test_another_version_is_the_same_cadence(ledger: AnyLedger) -> None:
    """Who finished the cadence does not come again because its words changed."""
    enrolled = await an_enrolled(ledger)
    await ledger.append(enrolled, [ENDED])
    await ledger.publish(a_cadence(), MONDAY + DAY)

    assert await ledger.enroll([a_prospect()], NAME, MONDAY, False) == (
        NotEnrolled.ALREADY_FINISHED,
    )


async def test_a_version_can_be_named(ledger: AnyLedger) -> None:
    """An older version enrolls by its own name; an unknown one enrolls nobody."""
    await ledger.publish(INTRODUCTION, MONDAY)
    await ledger.publish(a_cadence(), MONDAY + DAY)

    (ticket,) = await ledger.enroll([a_prospect()], INTRODUCTION.version, MONDAY, False)

    assert isinstance(ticket, Ticket)
    assert ticket.plan == INTRODUCTION.plan
    with pytest.raises(UnknownCadence):
        await ledger.enroll([a_prospect(id="")], "none", MONDAY, False)


async def test_a_known_person_is_found_again_and_updated(ledger: AnyLedger) -> None:
    """By address, by profile or by telephone; new fields replace, missing ones stay."""
    enrolled = await an_enrolled(ledger)
    nobody = a_prospect(id="", email=None, phone=None, linkedin_url=None, variables={})
    by_profile = a_prospect(id="", email=None, phone="+4989123", variables={"title": "CTO"})

    answers = await ledger.enroll([by_profile], NAME, MONDAY, False)

    assert answers == (NotEnrolled.ALREADY_ACTIVE,)
    known = (await ledger.enrollee(enrolled)).prospect
    assert (known.id, known.email, known.phone) == ("p-ada", "ada@example.com", "+4989123")
    assert known.variables == {"first_name": "Ada", "title": "CTO"}
    (stranger,) = await ledger.enroll([nobody], NAME, MONDAY, False)
    assert isinstance(stranger, Ticket)


async def test_colleagues_share_a_telephone(ledger: AnyLedger) -> None:
    """Another address on the same number is another person."""
    await an_enrolled(ledger)
    colleague = a_prospect(id="", email="bo@example.com", linkedin_url=None)

    (ticket,) = await ledger.enroll([colleague], NAME, MONDAY, False)

    assert isinstance(ticket, Ticket)
    assert (await ledger.enrollee(ticket.enrollment_id)).prospect.id != "p-ada"


async def test_the_list_is_narrowed_by_state_and_cadence(ledger: AnyLedger) -> None:
    """Oldest first; each filter alone and both together."""
    await ledger.publish(a_cadence(name="third", exclusivity_group="customers"), MONDAY)
    first = await an_enrolled(ledger)
    await ledger.enroll([a_prospect()], "third", MONDAY + DAY, False)
    await ledger.append(first, [ENDED])

    everything = await ledger.enrollments()
    finished = await ledger.enrollments(state="finished")

    assert [row.cadence for row in everything] == [NAME, "third"]
    assert finished == (await row_of(ledger, first),)
    assert [row.cadence for row in await ledger.enrollments(cadence="third")] == ["third"]
    assert await ledger.enrollments(state="finished", cadence="third") == ()
