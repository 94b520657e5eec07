"""From outcomes to the rows that reports add up: the same for append, rebuild and memory."""

from __future__ import annotations

from typing import Any

from domain.analytics.outcomes import Outcomes, PersonOutcome, TouchOutcome

Row = dict[str, Any]

# Parts of people whose columns have other names; a person has the arms of all experiments.
PERSON_COLUMNS = {
    "variant": "variants",
    "touches": "touches_to_reply",
    "days": "days_to_reply",
}


def touch_outcome_row(outcome: TouchOutcome) -> Row:
    """As the table `touch_outcomes` keeps it."""
    return {**vars(outcome), "fate": outcome.fate.value, "marks": int(outcome.marks)}


def person_outcome_row(outcome: PersonOutcome) -> Row:
    """As the table `person_outcomes` keeps it."""
    return {**vars(outcome), "marks": int(outcome.marks)}


def changed_touches(before: Outcomes, after: Outcomes) -> dict[str, Row]:
    """The rows of touches that are not what they were, by step; a touch never goes away."""
    return {
        step: touch_outcome_row(outcome)
        for step, outcome in after.touches.items()
        if outcome != before.touches.get(step)
    }


def changed_person(before: Outcomes, after: Outcomes) -> list[Row]:
    """The row of the person, where it is not what it was."""
    if after.person is None or after.person == before.person:
        return []
    return [person_outcome_row(after.person)]
