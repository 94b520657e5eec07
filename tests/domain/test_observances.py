"""Which day is a public holiday where."""

from __future__ import annotations

import warnings
from datetime import date
from subprocess import run
from sys import executable

import pytest

from domain.observances import NO_OBSERVANCES, Observances, is_known, observances_in


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("US", date(2026, 11, 26), "Thanksgiving Day"),
        ("US", date(2026, 11, 27), None),
        ("US-CA", date(2026, 11, 27), "Day After Thanksgiving"),
        ("US", date(2026, 7, 3), "Independence Day (observed)"),
        ("DE-BY", date(2026, 1, 6), "Epiphany"),
        ("DE-BE", date(2026, 1, 6), None),
        ("DE", date(2026, 1, 6), None),
        ("DE", date(2026, 10, 3), "German Unity Day"),
        ("JP", date(2026, 11, 23), "Labor Thanksgiving Day"),
        ("GB", date(2026, 12, 28), "Boxing Day (observed)"),
        # Two on one day, one of them moved there.
        ("FR", date(2008, 5, 1), "Ascension Day / Labor Day"),
    ],
)
def test_a_holiday_has_its_name_in_its_place(code: str, day: date, name: str | None) -> None:
    """In English, by country and subdivision, moved days included."""
    assert observances_in(code).name_on(day) == name


@pytest.mark.parametrize(
    "place",
    [
        NO_OBSERVANCES,
        Observances("XX"),
        Observances("", ""),
        Observances("DE", "XX"),
        # Codes that the package has for stock exchanges and for constants.
        Observances("NYSE"),
        Observances("ECB"),
        Observances("PUBLIC"),
        Observances(None, "BY"),
    ],
)
def test_an_unknown_place_has_no_holidays(place: Observances) -> None:
    """Whatever is written there, it is no error."""
    assert not place.is_known
    assert all(place.name_on(date(2026, month, 1)) is None for month in range(1, 13))


@pytest.mark.parametrize("written", ["BY", "by", "DE-BY", "Bayern", "bayern"])
def test_a_subdivision_may_be_written_in_several_ways(written: str) -> None:
    """Its code in either case, with or without the country, or its name."""
    assert Observances("de", written).name_on(date(2026, 1, 6)) == "Epiphany"


@pytest.mark.parametrize("code", ["US", "us", "DE-BY", "GB-SCT", "CH-ZH", "AU-NSW", "UK"])
def test_codes_with_a_calendar_are_known(code: str) -> None:
    """Countries and their subdivisions, by ISO 3166."""
    assert is_known(code)


@pytest.mark.parametrize("code", ["", "-", "DE-", "DE-XX", "XX", "prospect", "ECB", "D", "U S"])
def test_other_codes_are_not(code: str) -> None:
    """What has no calendar is said to have none."""
    assert not is_known(code)


def test_a_year_beyond_what_a_lunar_calendar_knows_is_no_error() -> None:
    """India's are computed until 2035; after that the fixed days remain, without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        name = Observances("IN").name_on(date(2045, 1, 26))

    assert name == "Republic Day"


def test_importing_loads_no_calendar() -> None:
    """A command that needs no calendar does not wait for one."""
    program = "import sys, domain.observances; sys.exit('holidays' in sys.modules)"

    assert run([executable, "-c", program], check=False).returncode == 0
