"""Which channel a step takes for a prospect."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.cadence import Cadence
from domain.facts import TouchPlanned, TouchSkipped
from domain.planning import PlanRequest, plan_touch
from domain.prospects import Prospect
from domain.timing import Starts

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
CADENCE = Cadence.model_validate(
    {
        "name": "either",
        "compliance": {"postal_address": "1 Main St", "opt_out": "Write back to stop"},
        "steps": [
            {
                "id": "intro",
                "day": 1,
                "channel": "email",
                "subject": "Hi",
                "text": "Hello",
                "alternatives": [{"channel": "linkedin", "kind": "inmail", "message": "Hello"}],
            }
        ],
    }
)


def plan_for(prospect: Prospect, generation: int = 1) -> TouchPlanned | TouchSkipped:
    return plan_touch(CADENCE, prospect, PlanRequest("e-1", "intro", generation, MONDAY, Starts()))


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
