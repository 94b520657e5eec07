"""What follows an end: the enrollment in the next cadence, in the same step, on every ledger."""

from __future__ import annotations

from itertools import permutations

from domain.cadence import Cadence
from domain.facts import (
    Enrolled,
    Fact,
    OptedOut,
    ReplyReceived,
    TaskEscalated,
    TouchPerformed,
)
from ledger.records import NotEnrolled, Ticket
from tests.builders import a_cadence, a_prospect
from tests.contracts.scene import (
    DAY,
    HOUR,
    MONDAY,
    NURTURE,
    AnyLedger,
    a_plan,
    an_enrolled,
    an_event,
    ended,
    followers,
    somebody,
    the_follower,
)

AT = MONDAY + HOUR


async def an_end(ledger: AnyLedger, *facts: Fact, into: Cadence = NURTURE) -> str:
    """The id of an enrollment that has ended with these facts, the next cadence published."""
    await ledger.publish(into, MONDAY)
    enrolled = await an_enrolled(ledger)
    await ledger.append(enrolled, facts or (ended(),))
    return enrolled


async def test_an_end_leads_on(ledger: AnyLedger) -> None:
    """The same person in the other cadence's newest version, after a rest, known to be next."""
    old = a_cadence(name="nurture", description="old")
    await ledger.publish(old, MONDAY - DAY)
    before = await an_end(ledger, ended(not_before=AT + 14 * DAY))

    ticket, fact = await the_follower(ledger, before)

    assert fact == Enrolled(
        at=AT,
        cadence="nurture",
        version=NURTURE.version,
        not_before=AT + 14 * DAY,
        predecessor=before,
        country="DE",
    )
    assert (ticket.cadence, ticket.version) == ("nurture", NURTURE.version)
    assert (ticket.workflow_id, ticket.plan) == ("enrollment/default/p-ada", NURTURE.plan)
    enrollee = await ledger.enrollee(ticket.enrollment_id)
    assert (enrollee.prospect, enrollee.published) == (a_prospect(), NURTURE)
    assert enrollee.not_before == AT + 14 * DAY
    row, touches, _ = await ledger.enrollment(ticket.enrollment_id)
    assert (row.state, row.enrolled_at, touches) == ("pending", AT, ())
    assert (await ledger.enrollment(before))[0].reason == "switched"


async def test_an_end_without_a_next_leads_nowhere(ledger: AnyLedger) -> None:
    """Most enrollments simply end."""
    before = await an_end(ledger, ended(then=None))

    assert await followers(ledger, before) == []
    assert await ledger.unstarted(10) == ()


async def test_an_end_told_again_leads_on_once(ledger: AnyLedger) -> None:
    """However often it is appended, at once or later, also when the next has ended as well."""
    before = await an_end(ledger, ended(), ended())
    ticket, _ = await the_follower(ledger, before)

    await ledger.append(before, [ended()])
    await ledger.append(ticket.enrollment_id, [ended(then=None)])
    stored = await ledger.append(before, [ended(then="introduction")])

    assert stored == (ended(),)
    assert await followers(ledger, before) == [ticket.enrollment_id]


async def test_the_order_of_the_facts_of_one_append_means_nothing(ledger: AnyLedger) -> None:
    """An opt-out told with the end keeps anything from following, wherever it stands."""
    reply = ReplyReceived(at=AT, source_id="crm/1")
    told: list[Fact] = [ended(), reply, TouchPerformed(at=AT, step="intro")]
    silent: list[Fact] = [ended(), OptedOut(at=AT, source_id="crm/2"), reply]
    await ledger.publish(NURTURE, MONDAY)
    for number, order in enumerate((*permutations(told), *permutations(silent))):
        await ledger.append(await an_enrolled(ledger, somebody(number)), order)

    next_ones = await ledger.enrollments(cadence="nurture")

    assert [row.prospect for row in next_ones] == [f"p{number}@example.com" for number in range(6)]


async def test_the_variants_of_the_next_are_assigned(ledger: AnyLedger) -> None:
    """As at any enrollment, and where one leads to another cadence, it is that one."""
    arms = [{"id": "a", "weight": 0}, {"id": "b", "cadence": "nurture"}]
    fork = a_cadence(name="fork", experiments=[{"id": "shape", "variants": arms}])
    await ledger.publish(NURTURE, MONDAY)
    before = await an_end(ledger, ended("fork"), into=fork)

    ticket, fact = await the_follower(ledger, before)

    assert (fact.cadence, fact.variants, fact.predecessor) == ("nurture", {"shape": "b"}, before)
    assert ticket.plan == NURTURE.plan


async def test_an_unknown_cadence_leads_nowhere(ledger: AnyLedger) -> None:
    """The end is recorded all the same."""
    before = await an_end(ledger, ended("none"))

    row, _, _ = await ledger.enrollment(before)
    assert (row.state, row.reason) == ("finished", "switched")
    assert await followers(ledger, before) == []


async def test_who_is_suppressed_goes_nowhere(ledger: AnyLedger) -> None:
    """The stop button works for what a cadence has decided, too."""
    await ledger.publish(NURTURE, MONDAY)
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event("opt_out", email="ada@example.com"))

    await ledger.append(enrolled, [ended()])

    assert await followers(ledger, enrolled) == []


async def test_whom_the_next_never_contacts_goes_nowhere(ledger: AnyLedger) -> None:
    """Do-not-contact conditions hold for everybody who comes in."""
    refuse = [{"when": 'timezone == "Europe/Berlin"', "because": "no consent"}]
    before = await an_end(ledger, into=a_cadence(name="nurture", enrolling={"refuse": refuse}))

    assert await followers(ledger, before) == []


async def test_who_is_active_in_the_group_stays_there(ledger: AnyLedger) -> None:
    """Another open enrollment of the group goes before; the end is recorded."""
    customers = a_cadence(name="nurture", exclusivity_group="customers")
    await ledger.publish(customers, MONDAY)
    (there,) = await ledger.enroll([a_prospect()], "nurture", MONDAY)
    assert isinstance(there, Ticket)
    before = await an_end(ledger, into=customers)

    assert await followers(ledger, before) == [there.enrollment_id]
    assert (await ledger.enrollment(before))[0].state == "finished"


async def test_rules_for_those_who_come_by_themselves_do_not_count(ledger: AnyLedger) -> None:
    """Neither again nor rest nor cap nor colleagues: the cadence has decided this."""
    rules = {"again": "never", "rest": "90d", "per_day": 1, "same_account": "one"}
    choosy = a_cadence(name="nurture", exclusivity_group="other", enrolling=rules)
    await ledger.publish(choosy, MONDAY)
    (first,) = await ledger.enroll([a_prospect()], "nurture", MONDAY)
    assert isinstance(first, Ticket)
    await ledger.append(first.enrollment_id, [ended(then=None)])
    await an_enrolled(ledger, a_prospect(id="p-bo", email="bo@example.com", linkedin_url=None))
    enrolled = await an_enrolled(ledger)

    await ledger.append(enrolled, [TouchPerformed(at=AT, step="intro"), ended()])

    (next_one,) = await ledger.unstarted(10)
    assert next_one.cadence == "nurture"
    # Yet they take their place in the day.
    stranger = a_prospect(id="p-cy", email="cy@example.com", linkedin_url=None, account=None)
    assert await ledger.enroll([stranger], "nurture", MONDAY) == (NotEnrolled.DAILY_CAP,)


async def test_what_waits_for_its_start_is_listed(ledger: AnyLedger) -> None:
    """The oldest first, as many as wanted, until it has a fact of its own run; no import is."""
    await ledger.publish(NURTURE, MONDAY)
    for number in range(5):
        await ledger.append(await an_enrolled(ledger, somebody(number)), [ended()])
    await an_enrolled(ledger)
    waiting = [row.enrollment for row in await ledger.enrollments(cadence="nurture")]
    await ledger.append(waiting[1], [a_plan("note")])
    await ledger.append(waiting[2], [ended(then=None)])
    await ledger.append(waiting[4], [TaskEscalated(at=AT, step="note")])

    listed = await ledger.unstarted(10)

    assert [ticket.enrollment_id for ticket in listed] == [waiting[0], waiting[3]]
    assert listed[0] == await ledger.ticket(waiting[0])
    assert await ledger.unstarted(1) == listed[:1]


async def test_one_leads_to_the_next_and_that_to_another(ledger: AnyLedger) -> None:
    """The chain of predecessors says how somebody came here."""
    await ledger.publish(a_cadence(name="last"), MONDAY)
    first = await an_end(ledger)
    second, _ = await the_follower(ledger, first)

    await ledger.append(second.enrollment_id, [ended("last")])

    (third,) = await ledger.unstarted(10)
    _, _, (fact,) = await ledger.enrollment(third.enrollment_id)
    assert isinstance(fact.fact, Enrolled)
    assert (third.cadence, fact.fact.predecessor) == ("last", second.enrollment_id)
