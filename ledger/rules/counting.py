"""From outcomes to the rows that reports add up: the same for append, rebuild and memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from domain.analytics.outcomes import Outcomes, PersonOutcome, TouchOutcome

Row = dict[str, Any]
K = TypeVar("K")
T = TypeVar("T")

# Parts of people whose columns have other names; a person has the arms of all experiments.
PERSON_COLUMNS = {
    "variant": "variants",
    "touches": "touches_to_reply",
    "days": "days_to_reply",
}
NOBODY = Outcomes()


def touch_outcome_row(outcome: TouchOutcome) -> Row:
    """As the table `touch_outcomes` keeps it."""
    return {**vars(outcome), "fate": outcome.fate.value, "marks": int(outcome.marks)}


def person_outcome_row(outcome: PersonOutcome) -> Row:
    """As the table `person_outcomes` keeps it."""
    return {**vars(outcome), "marks": int(outcome.marks)}


def changed_rows(before: Outcomes, after: Outcomes) -> Mapping[str, list[Row]]:
    """The rows that are not what they were, by the names of their tables."""
    person = [after.person] if after.person and after.person != before.person else []
    return {
        "touch_outcomes": [touch_outcome_row(one) for one in _new(before.touches, after.touches)],
        "person_outcomes": [person_outcome_row(one) for one in person],
        "exposures": [{**vars(one)} for one in _new(before.exposures, after.exposures)],
        "stays": [{**vars(one)} for one in _new(before.stays, after.stays)],
    }


def gone_rows(before: Outcomes, after: Outcomes) -> Mapping[str, list[Row]]:
    """The keys of rows that are no more: what a mail that is sent again had reached, or a stay."""
    exposures = before.exposures.keys() - after.exposures.keys()
    stays = before.stays.keys() - after.stays.keys()
    return {
        "exposures": [{"experiment": experiment} for experiment in sorted(exposures)],
        "stays": [{"since": since} for since in sorted(stays)],
    }


def _new(before: Mapping[K, T], after: Mapping[K, T]) -> Iterator[T]:
    return (row for key, row in after.items() if row != before.get(key))
