"""Which clock a prospect lives by, and how they can be reached."""

from __future__ import annotations

import pytest

from domain.cadence import Call, Email, LinkedIn
from domain.prospects import Prospect, zone_of


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


def test_a_prospect_is_reached_only_by_what_is_known_of_them() -> None:
    """A profile link allows LinkedIn and nothing else."""
    prospect = Prospect("p", linkedin_url="https://linkedin.example/in/x")

    assert prospect.can_be_reached_by(LinkedIn(channel="linkedin", message="Hi"))
    assert not prospect.can_be_reached_by(Email(channel="email", subject="Hi", text="Hi"))
    assert not prospect.can_be_reached_by(Call(channel="call", script="Hi"))
