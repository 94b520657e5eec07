"""Which clock and holidays a prospect lives by, and how they can be reached."""

from __future__ import annotations

from datetime import date

import pytest

from domain.observances import NO_OBSERVANCES, Observances
from domain.people.prospects import Prospect, observances_of, zone_of
from tests.builders import a_step


@pytest.mark.parametrize(
    ("prospect", "zone", "why"),
    [
        (
            Prospect("p", timezone="Asia/Tokyo", phone="+493012345678", country="FR"),
            "Asia/Tokyo",
            "as given",
        ),
        (
            Prospect("p", phone="+493012345678", country="FR"),
            "Europe/Berlin",
            "from the phone number",
        ),
        # A toll-free number of the North American plan has no one zone; France has.
        (Prospect("p", phone="+18005550100", country="FR"), "Europe/Paris", "from the country"),
        (Prospect("p", phone="nonsense", country="fr"), "Europe/Paris", "from the country"),
        (Prospect("p", country="US"), "America/Chicago", "the cadence's"),
        (Prospect("p"), "America/Chicago", "the cadence's"),
    ],
)
def test_the_zone_comes_from_the_best_that_is_known(
    prospect: Prospect, zone: str, why: str
) -> None:
    """Named, else from a phone number or country that has exactly one, else the cadence's."""
    assert zone_of(prospect, "America/Chicago") == (zone, why)


@pytest.mark.parametrize(
    ("prospect", "channels"),
    [
        (Prospect("p"), {"task", "research"}),
        (Prospect("p", email="ada@example.com"), {"email", "video", "task", "research"}),
        (
            Prospect("p", phone="+493012345678"),
            {"call", "voicemail", "sms", "task", "research"},
        ),
        (
            Prospect("p", linkedin_url="https://linkedin.example/in/x"),
            {"linkedin", "video", "task", "research"},
        ),
    ],
)
def test_a_prospect_is_reached_only_by_what_is_known_of_them(
    prospect: Prospect, channels: set[str]
) -> None:
    """A profile link allows LinkedIn and a video, and work at the desk is always possible."""
    every = ("email", "call", "voicemail", "linkedin", "video", "sms", "task", "research")

    reached = {name for name in every if prospect.can_be_reached_by(a_step(channel=name))}

    assert reached == channels


@pytest.mark.parametrize(
    ("prospect", "place", "why"),
    [
        (
            Prospect("p", country="DE", region="BY", phone="+12125550100"),
            Observances("DE", "BY"),
            "from the country",
        ),
        (Prospect("p", country="de"), Observances("DE"), "from the country"),
        (Prospect("p", country="US", region="BY"), Observances("US"), "from the country"),
        (
            Prospect("p", phone="+12125550100", timezone="Europe/Berlin"),
            Observances("US"),
            "from the phone number",
        ),
        (
            Prospect("p", country="XX", phone="+4915112345678", region="BE"),
            Observances("DE", "BE"),
            "from the phone number",
        ),
        # A toll-free number of North America belongs to no one country.
        (
            Prospect("p", phone="+18005550100", timezone="America/Toronto"),
            Observances("CA"),
            "from the time zone",
        ),
        (Prospect("p", timezone="America/New_York"), Observances("US"), "from the time zone"),
        (Prospect("p", timezone="Europe/Berlin"), Observances("DE"), "from the time zone"),
        (Prospect("p", timezone="Europe/Stockholm"), Observances("SE"), "from the time zone"),
        (Prospect("p", timezone="US/Eastern"), Observances("US"), "from the time zone"),
        (Prospect("p", timezone="Asia/Calcutta"), Observances("IN"), "from the time zone"),
        # Clocks, not places; and an old name whose zone is now that of several countries.
        (Prospect("p", timezone="EET"), NO_OBSERVANCES, "no country is known"),
        (Prospect("p", timezone="UTC"), NO_OBSERVANCES, "no country is known"),
        (Prospect("p", timezone="America/Coral_Harbour"), NO_OBSERVANCES, "no country is known"),
        (Prospect("p", phone="nonsense", region="BY"), NO_OBSERVANCES, "no country is known"),
        (Prospect("p"), NO_OBSERVANCES, "no country is known"),
    ],
)
def test_holidays_come_from_the_best_that_is_known(
    prospect: Prospect, place: Observances, why: str
) -> None:
    """The country with its region, else that of the phone number, else that of the zone."""
    assert observances_of(prospect, "prospect") == (place, why)


@pytest.mark.parametrize(
    ("rule", "place", "why"),
    [
        ("none", NO_OBSERVANCES, "the cadence keeps none"),
        ("US", Observances("US"), "the cadence's"),
        ("DE-BY", Observances("DE", "BY"), "the cadence's"),
    ],
)
def test_a_cadence_may_say_whose_holidays_count(rule: str, place: Observances, why: str) -> None:
    """Whatever is known of the prospect."""
    assert observances_of(Prospect("p", country="FR"), rule) == (place, why)


def test_thanksgiving_is_kept_where_people_keep_it() -> None:
    """Somebody in New York is left alone on that day, somebody in Berlin is not."""
    thanksgiving = date(2026, 11, 26)

    names = [
        observances_of(Prospect("p", timezone=zone), "prospect")[0].name_on(thanksgiving)
        for zone in ("America/New_York", "Europe/Berlin")
    ]

    assert names == ["Thanksgiving Day", None]
