"""What several do at once ends as if one had come after the other, on every ledger."""

from __future__ import annotations

import asyncio

from domain.errors import InvalidCadence
from domain.facts import OptedOut
from tests.builders import a_cadence
from tests.contracts.scene import (
    HOUR,
    INTRODUCTION,
    MONDAY,
    NURTURE,
    AnyLedger,
    an_enrolled,
    ended,
    somebody,
)

PEOPLE = [somebody(number) for number in range(12)]


async def test_ends_lead_on_while_lists_come_in(ledger: AnyLedger) -> None:
    """Everybody has one open enrollment, be it the one that followed or the one of the list."""
    await ledger.publish(NURTURE, MONDAY)
    enrolled = [await an_enrolled(ledger, person) for person in PEOPLE]
    new = [somebody(100 + number) for number in range(12)]

    jobs = [
        *(ledger.append(each, [ended()]) for each in enrolled),
        *(ledger.enroll([person], NURTURE.name, MONDAY + HOUR) for person in PEOPLE),
        ledger.enroll(new, INTRODUCTION.name, MONDAY + HOUR),
    ]
    await asyncio.gather(*jobs[::2], *jobs[1::2])

    everything = await ledger.enrollments()
    active = [row.prospect for row in everything if row.state == "pending"]
    assert sorted(active) == sorted(str(person.email) for person in (*PEOPLE, *new))
    assert len(everything) == 12 + 12 + 12
    assert len({ticket.enrollment_id for ticket in await ledger.open_tickets()}) == 24


async def test_an_end_told_by_many_leads_on_once(ledger: AnyLedger) -> None:
    """Whoever appends it, there is one that follows."""
    await ledger.publish(NURTURE, MONDAY)
    enrolled = await an_enrolled(ledger)

    told = await asyncio.gather(*(ledger.append(enrolled, [ended()]) for _ in range(8)))

    assert set(told) == {(ended(),)}
    assert len(await ledger.unstarted(10)) == 1


async def test_an_end_and_an_opt_out_cross(ledger: AnyLedger) -> None:
    """Either the next stands and is silenced, or there is none; the person is left alone."""
    await ledger.publish(NURTURE, MONDAY)
    enrolled = [await an_enrolled(ledger, person) for person in PEOPLE]

    await asyncio.gather(
        *(ledger.append(each, [ended()]) for each in enrolled),
        *(ledger.append(each, [OptedOut(at=MONDAY, source_id="crm/1")]) for each in enrolled),
    )

    for each in enrolled:
        _, _, facts = await ledger.enrollment(each)
        assert {fact.key for fact in facts} == {"enrolled", "ended", "source/crm/1"}
    assert set(await ledger.enroll(PEOPLE, NURTURE.name, MONDAY, True)) == {"suppressed"}


async def test_two_who_publish_a_circle_at_once(ledger: AnyLedger) -> None:
    """One of them is refused, whichever comes second."""
    for attempt in range(6):
        names = (f"left-{attempt}", f"right-{attempt}")
        for name in names:
            await ledger.publish(a_cadence(name=name), MONDAY)
        left, right = (
            a_cadence(name=name, exit={"then": other}) for name, other in (names, names[::-1])
        )

        answers = await asyncio.gather(
            ledger.publish(left, MONDAY + HOUR),
            ledger.publish(right, MONDAY + HOUR),
            return_exceptions=True,
        )

        assert sorted(isinstance(answer, InvalidCadence) for answer in answers) == [False, True]
