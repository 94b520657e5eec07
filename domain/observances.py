"""Public holidays of a country or one of its subdivisions (ISO 3166), by the package `holidays`.

Belongs here: which day is a holiday where, and its name. Whose holidays count: `prospects`.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True)
class Observances:
    """The public holidays of a place; none where the place is not known."""

    country: str | None = None
    subdivision: str | None = None

    def name_on(self, day: date) -> str | None:
        """The holiday's name, in English where there is one, or None on any other day."""
        return _year_of(self.country, self.subdivision, day.year).get(day)

    @property
    def is_known(self) -> bool:
        """Whether the place has a calendar."""
        if not self.country or self.country.upper() not in _countries():
            return False
        return not self.subdivision or _subdivision(self.country, self.subdivision) is not None

    def __str__(self) -> str:
        """The code of the calendar that counts, such as US or DE-BY."""
        country = (self.country or "").upper()
        known = _subdivision(country, self.subdivision) if self.subdivision else None
        return f"{country}-{known}" if known else country


NO_OBSERVANCES = Observances()


def observances_in(code: str) -> Observances:
    """The holidays of a code such as US or DE-BY."""
    country, _, subdivision = code.partition("-")
    return Observances(country, subdivision or None)


def is_known(code: str) -> bool:
    """Whether a code such as US or DE-BY has a calendar."""
    return not code.endswith("-") and observances_in(code).is_known


def regions_of(country: str) -> tuple[str, ...]:
    """The codes of the subdivisions that the calendar of a country tells apart, if it does."""
    if country.upper() not in _countries():
        return ()
    import holidays  # noqa: PLC0415 -- as below

    return tuple(getattr(holidays, country.upper()).subdivisions)


@lru_cache(maxsize=4096)
def _year_of(country: str | None, subdivision: str | None, year: int) -> Mapping[date, str]:
    """The holidays of one year by their days."""
    place = Observances(country, subdivision)
    if country is None or not place.is_known:
        return {}
    import holidays  # noqa: PLC0415 -- 0.2 s, which a command without a calendar need not pay

    known = _subdivision(country, subdivision) if subdivision else None
    with warnings.catch_warnings():
        # Lunar calendars are computed some decades ahead only; what is fixed is known after that.
        warnings.simplefilter("ignore")
        found = holidays.country_holidays(
            country.upper(), subdiv=known, years=year, language="en_US"
        )
    return {day: name.replace("; ", " / ") for day, name in found.items()}


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    """The codes of all countries with a calendar."""
    from holidays.registry import EntityLoader  # noqa: PLC0415 -- as above

    return frozenset(EntityLoader.get_country_codes())


@lru_cache(maxsize=1024)
def _subdivision(country: str, written: str) -> str | None:
    """The subdivision as the calendar writes it: BY for by, DE-BY and Bayern."""
    import holidays  # noqa: PLC0415 -- as above

    entity = getattr(holidays, country.upper())
    names = {code: code for code in entity.subdivisions} | entity.subdivisions_aliases
    by_name = {name.casefold(): code for name, code in names.items()}
    wanted = written.casefold()
    return by_name.get(wanted) or by_name.get(wanted.removeprefix(f"{country.casefold()}-"))
