"""Conditions of steps: fields of the prospect, how earlier steps went, what came in."""

from __future__ import annotations

import pytest

from domain.conditions import leaves_out
from domain.people.enrollee import Enrollee
from tests.builders import a_cadence, a_prospect, a_step


@pytest.mark.parametrize(
    ("when", "results", "is_left_out"),
    [
        ('country == "DE"', {}, False),
        ('country == "US"', {}, True),
        ('first_name == "Ada" and phone', {}, False),
        ('title contains "Chief"', {}, True),
        ('results.intro == "connected"', {"intro": "connected"}, False),
        ('results.intro == "connected"', {"intro": "busy"}, True),
        ('results.intro == "connected"', {}, True),
        ('results.intro != "connected"', {}, False),
        ("replied", {"replied": "yes"}, False),
        ("replied or clicked", {}, True),
        (None, {}, False),
    ],
)
def test_a_condition_decides(
    when: str | None,
    results: dict[str, str],
    is_left_out: bool,  # noqa: FBT001 -- the table's last column
) -> None:
    """What is missing is not so; a step without a condition is for everybody."""
    cadence = a_cadence(steps=[a_step(), a_step(id="ring", channel="call", when=when)])
    enrollee = Enrollee("e-1", a_prospect(country="DE"), cadence)

    assert leaves_out(enrollee, "ring", results) is is_left_out
