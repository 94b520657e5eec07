"""Which variants an enrollment goes through, and in which cadence, on every ledger."""

from __future__ import annotations

from typing import Any

from domain.cadence import Cadence
from domain.experiments import assign
from domain.facts import Enrolled, EnrollmentEnded, TouchPerformed
from ledger.records import NotEnrolled, Ticket
from tests.builders import a_cadence, a_prospect, a_step
from tests.contracts.scene import DAY, MONDAY, AnyLedger, a_plan

ENDED = EnrollmentEnded(at=MONDAY, state="finished", reason="completed")
STEPS = [a_step(), a_step(id="call", channel="call", day=2)]
BLOCKING = {"steps": {"call": {"blocking": True}, "intro": {"subject": "A number"}}}


def certain(id: str, **chosen: Any) -> dict[str, Any]:  # noqa: A002, ANN401 -- the file's own words
    """An experiment in which everybody gets the variant `chosen`."""
    return {"id": id, "variants": [{"id": "control", "weight": 0}, {"id": "chosen", **chosen}]}


def trying(*experiments: dict[str, Any], name: str = "trying", **fields: Any) -> Cadence:  # noqa: ANN401 -- whatever a cadence has
    return a_cadence(name=name, steps=STEPS, experiments=experiments, **fields)


async def a_ticket_for(ledger: AnyLedger, *cadences: Cadence) -> Ticket:
    """Ada's, in the last of the cadences, which are published in this order."""
    for cadence in cadences:
        await ledger.publish(cadence, MONDAY)
    (ticket,) = await ledger.enroll([a_prospect()], cadences[-1].name, MONDAY)
    assert isinstance(ticket, Ticket)
    return ticket


async def enrolled_fact(ledger: AnyLedger, enrollment_id: str) -> Enrolled:
    _, _, facts = await ledger.enrollment(enrollment_id)
    assert isinstance(facts[0].fact, Enrolled)
    return facts[0].fact


async def test_the_variant_is_in_fact_plan_and_enrollee(ledger: AnyLedger) -> None:
    """What the enrollment goes through is decided once, and everybody reads the same."""
    cadence = trying(certain("opener", **BLOCKING), certain("hour"))

    ticket = await a_ticket_for(ledger, cadence)

    chosen = {"opener": "chosen", "hour": "chosen"}
    fact = await enrolled_fact(ledger, ticket.enrollment_id)
    enrollee = await ledger.enrollee(ticket.enrollment_id)
    row, _, _ = await ledger.enrollment(ticket.enrollment_id)
    assert dict(fact.variants) == dict(enrollee.variants) == dict(row.variants) == chosen
    assert enrollee.published == cadence
    assert enrollee.cadence == cadence.in_variants(chosen) != cadence
    assert ticket.plan == cadence.in_variants(chosen).plan != cadence.plan
    assert ticket.plan.by_id["call"].blocking
    assert await ledger.ticket(ticket.enrollment_id) == ticket
    assert await ledger.open_tickets() == (ticket,)


async def test_without_experiments_nothing_is_assigned(ledger: AnyLedger) -> None:
    """The plan is the cadence's own, and nothing holds the first touch back."""
    cadence = a_cadence(steps=STEPS)

    ticket = await a_ticket_for(ledger, cadence)

    fact = await enrolled_fact(ledger, ticket.enrollment_id)
    enrollee = await ledger.enrollee(ticket.enrollment_id)
    assert (fact.variants, fact.not_before, fact.predecessor) == ({}, None, None)
    assert (enrollee.variants, enrollee.not_before) == ({}, None)
    assert ticket.plan == cadence.plan


async def test_everybody_keeps_the_variant_of_the_first_draw(ledger: AnyLedger) -> None:
    """Who comes again is not drawn again, or a new draw would undo what was tried on them."""
    halves = {"id": "opener", "variants": [{"id": "a"}, {"id": "b"}]}
    cadence = trying(halves)
    await ledger.publish(cadence, MONDAY)
    drawn: set[str] = set()
    for number in range(12):
        person = a_prospect(
            id=f"p{number}", email=f"p{number}@example.com", phone=None, linkedin_url=None
        )
        (first,) = await ledger.enroll([person], cadence.name, MONDAY)
        assert isinstance(first, Ticket)
        await ledger.append(first.enrollment_id, [ENDED])
        (second,) = await ledger.enroll([person], cadence.name, MONDAY, True)
        assert isinstance(second, Ticket)

        before = await enrolled_fact(ledger, first.enrollment_id)
        after = await enrolled_fact(ledger, second.enrollment_id)
        assert before.variants == after.variants == assign(cadence, person)
        drawn.add(before.variants["opener"])

    assert drawn == {"a", "b"}


async def test_a_variant_may_lead_to_another_cadence(ledger: AnyLedger) -> None:
    """The enrollment is that one's, with its group, its newest version and its experiments."""
    old = trying(name="executive", description="old", exclusivity_group="leaders")
    executive = trying(certain("tone", **BLOCKING), name="executive", exclusivity_group="leaders")
    cadence = trying(certain("shape", cadence="executive"), certain("opener"))
    await ledger.publish(old, MONDAY - DAY)

    ticket = await a_ticket_for(ledger, executive, cadence)

    fact = await enrolled_fact(ledger, ticket.enrollment_id)
    enrollee = await ledger.enrollee(ticket.enrollment_id)
    assert (ticket.cadence, ticket.version) == ("executive", executive.version)
    assert (fact.cadence, fact.version) == ("executive", executive.version)
    assert ticket.workflow_id == "enrollment/leaders/p-ada"
    assert dict(fact.variants) == {"shape": "chosen", "tone": "chosen"}
    assert (enrollee.published, enrollee.variants) == (executive, fact.variants)
    assert enrollee.cadence == executive.in_variants({"tone": "chosen"})
    assert ticket.plan == executive.in_variants({"tone": "chosen"}).plan
    assert [row.cadence for row in await ledger.enrollments()] == ["executive"]


async def test_one_leads_no_further_than_to_the_next(ledger: AnyLedger) -> None:
    """An experiment of the other cadence that would lead on is not tried on who comes this way."""
    third = trying(name="third")
    second = trying(certain("deeper", cadence="third"), name="second")
    first = trying(certain("shape", cadence="second"))

    ticket = await a_ticket_for(ledger, third, second, first)

    fact = await enrolled_fact(ledger, ticket.enrollment_id)
    assert ticket.cadence == "second"
    assert dict(fact.variants) == {"shape": "chosen"}


async def test_the_same_list_twice_enrolls_nobody_elsewhere(ledger: AnyLedger) -> None:
    """Whom a variant led to another cadence is active there, and has finished it afterwards."""
    executive = trying(name="executive", exclusivity_group="leaders")
    cadence = trying(certain("shape", cadence="executive"))
    ticket = await a_ticket_for(ledger, executive, cadence)

    active = await ledger.enroll([a_prospect()], cadence.name, MONDAY, True)
    await ledger.append(ticket.enrollment_id, [ENDED])
    finished = await ledger.enroll([a_prospect()], cadence.name, MONDAY)
    (again,) = await ledger.enroll([a_prospect()], cadence.name, MONDAY, True)

    assert active == (NotEnrolled.ALREADY_ACTIVE,)
    assert finished == (NotEnrolled.ALREADY_FINISHED,)
    assert isinstance(again, Ticket)


async def test_where_a_variant_leads_may_refuse_too(ledger: AnyLedger) -> None:
    """Nobody comes by a detour into a cadence that never contacts them."""
    refuse = [{"when": 'country == "CA"', "because": "no consent"}]
    await ledger.publish(trying(name="executive", enrolling={"refuse": refuse}), MONDAY)
    cadence = trying(certain("shape", cadence="executive"))
    await ledger.publish(cadence, MONDAY)

    answers = await ledger.enroll([a_prospect(country="CA")], cadence.name, MONDAY)

    assert answers == (NotEnrolled.REFUSED,)


async def test_a_touch_shows_the_variant_of_its_last_plan(ledger: AnyLedger) -> None:
    """Until a newer plan says otherwise, be it that no variant shaped it."""
    ticket = await a_ticket_for(ledger, a_cadence(steps=STEPS))
    seen = []
    for plan in (
        a_plan(variant="opener/number"),
        a_plan(generation=2, variant="opener/control"),
        a_plan(generation=3),
    ):
        await ledger.append(ticket.enrollment_id, [plan])
        _, (touch,), _ = await ledger.enrollment(ticket.enrollment_id)
        seen.append(touch.variant)
    await ledger.append(ticket.enrollment_id, [a_plan(generation=4, variant="opener/number")])
    await ledger.append(ticket.enrollment_id, [TouchPerformed(at=MONDAY, step="intro")])

    assert seen == ["opener/number", "opener/control", None]
    _, (touch,), _ = await ledger.enrollment(ticket.enrollment_id)
    assert (touch.outcome, touch.variant) == ("performed", "opener/number")
