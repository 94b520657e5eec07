"""Who is written to, how they can be reached, and which clock they live by."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

import phonenumbers
from phonenumbers import timezone as phone_timezone

from domain.cadence import ZONES, Call, Email, LinkedIn


@dataclass(frozen=True)
class Prospect:
    """One person; `variables` are what templates may name."""

    id: str
    email: str | None = None
    phone: str | None = None
    linkedin_url: str | None = None
    timezone: str | None = None
    country: str | None = None
    account: str | None = None
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """How people call this prospect in lists: the mail address, else the profile."""
        return self.email or self.linkedin_url or self.phone or self.id

    def can_be_reached_by(self, content: Email | Call | LinkedIn) -> bool:
        """Whether the address that this channel needs is known."""
        return bool(
            {"email": self.email, "call": self.phone, "linkedin": self.linkedin_url}[
                content.channel
            ]
        )


def zone_of(prospect: Prospect, default: str) -> tuple[str, str]:
    """The prospect's IANA zone and why: named, from the phone number, the country, the cadence."""
    if prospect.timezone:
        return prospect.timezone, "as given"
    if prospect.phone and (zone := _zone_of_phone(prospect.phone)):
        return zone, "from the phone number"
    if prospect.country and (zone := _zones_by_country().get(prospect.country.upper())):
        return zone, "from the country"
    return default, "the cadence's"


@lru_cache(maxsize=4096)
def _zone_of_phone(number: str) -> str | None:
    """The zone of a number that has exactly one."""
    try:
        zones = phone_timezone.time_zones_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
    return zones[0] if len(zones) == 1 and zones[0] in ZONES else None


@lru_cache(maxsize=1)
def _zones_by_country() -> dict[str, str]:
    """Countries (ISO 3166) that have one zone, from the table that comes with the zone data."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    countries = [row[0] for row in rows]
    return {row[0]: row[2] for row in rows if countries.count(row[0]) == 1}
