"""What was found out about a prospect becomes a variable, on every ledger."""

from __future__ import annotations

import asyncio

import pytest

from domain.errors import UnknownEnrollment
from ledger.records import Ticket
from tests.builders import a_cadence, a_prospect
from tests.contracts.scene import INTRODUCTION, MONDAY, AnyLedger, an_enrolled


async def test_what_was_found_joins_what_was_known(ledger: AnyLedger) -> None:
    """New variables come, known ones are replaced, all others stay."""
    enrolled = await an_enrolled(ledger)
    await ledger.fill(enrolled, {"trigger": "a new warehouse", "site": "Rødovre"})

    await ledger.fill(enrolled, {"trigger": "a strike"})

    person = (await ledger.enrollee(enrolled)).prospect
    expected = {"first_name": "Ada", "trigger": "a strike", "site": "Rødovre"}
    assert person == a_prospect(variables=expected)


async def test_everybody_of_the_prospect_reads_it(ledger: AnyLedger) -> None:
    """It is the person's, so other enrollments know it too, and a later list does not undo it."""
    await ledger.publish(a_cadence(name="renewal", exclusivity_group="customers"), MONDAY)
    first = await an_enrolled(ledger)
    (renewal,) = await ledger.enroll([a_prospect()], "renewal", MONDAY)
    assert isinstance(renewal, Ticket)

    await ledger.fill(first, {"trigger": "a strike"})
    await ledger.enroll([a_prospect(variables={"title": "CTO"})], INTRODUCTION.name, MONDAY)

    person = (await ledger.enrollee(renewal.enrollment_id)).prospect
    assert person.variables == {"first_name": "Ada", "trigger": "a strike", "title": "CTO"}


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
async def test_a_blank_is_no_answer(ledger: AnyLedger, blank: str) -> None:
    """It is refused by its name, and nothing of the rest is kept."""
    enrolled = await an_enrolled(ledger)

    with pytest.raises(ValueError, match=r"^site is empty; a variable has a value"):
        await ledger.fill(enrolled, {"trigger": "a strike", "site": blank})

    assert (await ledger.enrollee(enrolled)).prospect == a_prospect()


async def test_nobody_is_nobody(ledger: AnyLedger) -> None:
    """An unknown enrollment is named."""
    with pytest.raises(UnknownEnrollment, match="'e-none'"):
        await ledger.fill("e-none", {"trigger": "a strike"})


async def test_of_many_answers_at_once_none_is_lost(ledger: AnyLedger) -> None:
    """Not to each other, nor to a list that brings the same person at the same time."""
    enrolled = await an_enrolled(ledger)
    answers = [ledger.fill(enrolled, {f"answer_{number}": "yes"}) for number in range(8)]
    lists = [
        ledger.enroll(
            [a_prospect(variables={f"column_{number}": "yes"})], INTRODUCTION.name, MONDAY
        )
        for number in range(8)
    ]

    await asyncio.gather(*(job for pair in zip(answers, lists, strict=True) for job in pair))

    variables = (await ledger.enrollee(enrolled)).prospect.variables
    assert len(variables) == 1 + 8 + 8


async def test_a_region_is_kept(ledger: AnyLedger) -> None:
    """With its country, and until another is given."""
    enrolled = await an_enrolled(ledger, a_prospect(country="DE", region="BY"))

    await ledger.enroll([a_prospect()], INTRODUCTION.name, MONDAY)
    kept = (await ledger.enrollee(enrolled)).prospect
    await ledger.enroll([a_prospect(region="SN")], INTRODUCTION.name, MONDAY)

    assert (kept.country, kept.region) == ("DE", "BY")
    assert (await ledger.enrollee(enrolled)).prospect.region == "SN"
