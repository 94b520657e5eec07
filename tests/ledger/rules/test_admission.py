"""The day that a cadence counts, and how a person is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ledger.rules.admission import Intake, Published, midnight_of
from ledger.rules.following import referred
from tests.builders import a_cadence, a_prospect

MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = [
    # Clocks go back from 01:00 to 00:00, so that midnight comes twice.
    ("America/Havana", "2026-11-01T05:30", "2026-11-01T04:00"),
    # Clocks go forward from 00:00 to 01:00, so that there is no midnight.
    ("Asia/Beirut", "2026-03-29T12:00", "2026-03-28T22:00"),
    ("Pacific/Kiritimati", "2026-03-01T09:59", "2026-02-28T10:00"),
    ("UTC", "2026-03-02T00:00", "2026-03-02T00:00"),
]


@pytest.mark.parametrize(("zone", "at", "begins"), DAYS, ids=[zone for zone, _, _ in DAYS])
def test_a_day_begins_with_its_first_moment(zone: str, at: str, begins: str) -> None:
    """Where clocks change at midnight, too."""
    cadence = a_cadence(rules={"timezone": zone}, enrolling={"per_day": 1})
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)

    midnight = midnight_of(Intake(Published(cadence, cadence.version), moment))

    assert midnight is not None
    assert midnight.astimezone(UTC) == datetime.fromisoformat(begins).replace(tzinfo=UTC)


def test_without_a_cap_no_day_is_counted() -> None:
    """Nobody asks how many came."""
    cadence = a_cadence()

    assert midnight_of(Intake(Published(cadence, cadence.version), MOMENT)) is None


@pytest.mark.parametrize("way", ["email", "phone", "linkedin_url"])
def test_one_way_to_reach_somebody_is_enough(way: str) -> None:
    """They share the account of who named them, unless they have one of their own."""
    by, unknown = a_prospect(account="Acme"), {"email": None, "phone": None, "linkedin_url": None}
    named = a_prospect(id="", account=None, **{**unknown, way: "x"})

    shared = referred(named, by)
    own = referred(replace(named, account="Own"), by)

    assert shared is not None
    assert own is not None
    assert (shared.account, own.account) == ("Acme", "Own")
