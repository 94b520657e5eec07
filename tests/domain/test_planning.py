"""What becomes of a step for one prospect: its condition, its channel, its variant, its day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.cadence import Cadence
from domain.facts import TouchPlanned, TouchSkipped
from domain.people.enrollee import Enrollee
from domain.people.prospects import Prospect
from domain.planning import PlanRequest, fact_of, plan_touch, told
from domain.timing import Starts
from tests.builders import a_cadence, a_prospect, a_step

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
EITHER = a_cadence(
    steps=[
        a_step(
            text="Hello",
            alternatives=[{"channel": "linkedin", "kind": "inmail", "message": "Hello"}],
        )
    ]
)


def plan_for(prospect: Prospect, cadence: Cadence = EITHER) -> TouchPlanned | TouchSkipped:
    """The first plan of the cadence's last step."""
    request = PlanRequest("e-1", cadence.steps[-1].id, 1, MONDAY, Starts())
    return plan_touch(Enrollee("e-1", prospect, cadence), request)


def test_the_step_goes_by_its_own_channel_where_it_can() -> None:
    """With an address it is a mail."""
    plan = plan_for(Prospect("p", email="ada@example.com", linkedin_url="https://l.example/ada"))

    assert isinstance(plan, TouchPlanned)
    assert plan.channel == "email"


def test_the_step_takes_its_alternative_where_there_is_no_address() -> None:
    """Without an address it is an InMail, and the plan says why."""
    plan = plan_for(Prospect("p", linkedin_url="https://l.example/ada"))

    assert isinstance(plan, TouchPlanned)
    assert plan.channel == "linkedin"
    assert "no way by email" in plan.why


def test_a_step_that_reaches_nobody_is_skipped_with_its_reason() -> None:
    """With neither address nor profile there is no touch."""
    assert plan_for(Prospect("p", phone="+493012345678")) == TouchSkipped(
        at=MONDAY, step="intro", reason="no_way_by_email"
    )


def test_a_plan_says_why_this_day_and_minute() -> None:
    """Day, window, zone and spread are named."""
    plan = plan_for(Prospect("p", email="ada@example.com", timezone="Europe/Berlin"))

    assert isinstance(plan, TouchPlanned)
    assert plan.why.startswith("day 1 from Mon 23 Nov; 09:00-17:00 Europe/Berlin, spread to ")
    assert plan.timezone == "Europe/Berlin"
    assert plan.not_after == datetime(2026, 11, 23, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ('country == "DE"', None),
        ('country == "US"', "condition"),
        ('first_name == "Ada" and phone', None),
        ('title contains "Chief"', "condition"),
        ("replied", None),
        ('results.intro == "connected" and country == "US"', None),
        ("found", None),
    ],
)
def test_a_condition_on_fields_decides_when_planned(when: str, reason: str | None) -> None:
    """What may still change, as results and what research finds, is left for the due instant."""
    steps = [
        a_step(),
        a_step(id="dig", channel="research", fills=["found"]),
        a_step(id="ring", channel="call", when=when),
    ]

    plan = plan_for(a_prospect(country="DE"), a_cadence(steps=steps))

    assert (plan.reason if isinstance(plan, TouchSkipped) else None) == reason


def test_a_variant_shapes_the_touch_and_is_kept_with_its_plan() -> None:
    """The arm's window counts, and the plan names the arm; the control is named as well."""
    experiment = {
        "id": "hour",
        "variants": [{"id": "day"}, {"id": "dawn", "steps": {"intro": {"window": "06:00-06:30"}}}],
    }
    cadence = a_cadence(experiments=[experiment])
    request = PlanRequest("e-1", "intro", 1, MONDAY, Starts())

    def planned(arm: str) -> TouchPlanned:
        plan = plan_touch(Enrollee("e-1", a_prospect(), cadence, {"hour": arm}), request)
        assert isinstance(plan, TouchPlanned)
        return plan

    assert planned("dawn").not_after == datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    assert (planned("dawn").variant, planned("day").variant) == ("hour/dawn", "hour/day")


def test_somebody_who_comes_from_another_cadence_rests_first() -> None:
    """No first touch before the rest is over; then the days are counted from there."""
    rested = MONDAY + timedelta(days=16)
    enrollee = Enrollee("e-1", a_prospect(), EITHER, {}, rested)

    plan = plan_touch(enrollee, PlanRequest("e-1", "intro", 1, MONDAY, Starts()))

    assert isinstance(plan, TouchPlanned)
    assert plan.due_at.date() == date(2026, 12, 9)


@pytest.mark.parametrize("prospect", [a_prospect(), Prospect("p", phone="+493012345678")])
def test_what_a_workflow_is_told_gives_the_fact_again(prospect: Prospect) -> None:
    """The short answer and its request are the whole fact."""
    request = PlanRequest("e-1", "intro", 1, MONDAY, Starts())
    fact = plan_touch(Enrollee("e-1", prospect, EITHER), request)

    assert fact_of(request, told(fact)) == fact


def test_a_turn_is_taken_at_once() -> None:
    """Who has waited for the mailbox is not spread again, not even to the time that is passed."""
    cadence = a_cadence(steps=[a_step(at="09:30")])
    at_ten = MONDAY + timedelta(hours=2)
    request = PlanRequest("e-1", "intro", 2, at_ten, Starts(), has_turn=True)

    plan = plan_touch(Enrollee("e-1", a_prospect(timezone="UTC"), cadence), request)

    assert isinstance(plan, TouchPlanned)
    assert plan.due_at == at_ten
    assert "at its turn" in plan.why


def test_a_turn_that_finds_its_window_closed_is_spread_again() -> None:
    """All whose turn came too late would else begin the next day together."""
    evening = MONDAY + timedelta(hours=12)
    request = PlanRequest("e-1", "intro", 2, evening, Starts(), has_turn=True)

    plan = plan_touch(Enrollee("e-1", a_prospect(timezone="UTC"), a_cadence()), request)

    assert isinstance(plan, TouchPlanned)
    assert plan.due_at.date() == date(2026, 11, 24)
    assert "spread to" in plan.why


@pytest.mark.parametrize(
    ("fields", "whose"),
    [
        ({"country": "US", "region": "Massachusetts"}, "US-MA, from the country"),
        ({"country": None, "phone": "+12125550123"}, "US, from the phone number"),
    ],
)
def test_the_why_names_whose_holidays_mattered(fields: dict[str, Any], whose: str) -> None:
    """Only where a holiday put the touch off."""
    person = a_prospect(timezone="America/New_York", **fields)
    wednesday, thanksgiving = (datetime(2026, 11, day, 23, tzinfo=UTC) for day in (24, 25))

    def why(now: datetime) -> str:
        request = PlanRequest("e-1", "intro", 1, now, Starts())
        plan = plan_touch(Enrollee("e-1", person, EITHER), request)
        assert isinstance(plan, TouchPlanned)
        return plan.why

    assert why(thanksgiving).endswith(f"(as given; holidays of {whose})")
    assert why(wednesday).endswith("(as given)")
