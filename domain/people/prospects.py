"""Who is written to, how they can be reached, and which clock and holidays they live by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

import phonenumbers
from phonenumbers import timezone as phone_timezone

from domain.cadence import ZONES, Content
from domain.observances import NO_OBSERVANCES, Observances, observances_in


@dataclass(frozen=True)
class Prospect:
    """One person; `variables` are what templates may name.

    `meeting_timezone` is what the person gave when booking a meeting.
    """

    id: str
    email: str | None = None
    phone: str | None = None
    linkedin_url: str | None = None
    timezone: str | None = None
    country: str | None = None
    region: str | None = None
    account: str | None = None
    meeting_timezone: str | None = None
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """How people call this prospect in lists: the mail address, else the profile."""
        return self.email or self.linkedin_url or self.phone or self.id

    def can_be_reached_by(self, content: Content) -> bool:
        """Whether the address that this channel needs is known; work at the desk needs none."""
        match content.channel:
            case "email":
                return bool(self.email)
            case "call" | "voicemail" | "sms":
                return bool(self.phone)
            case "linkedin":
                return bool(self.linkedin_url)
            case "video":
                return bool(self.email or self.linkedin_url)
            case "task" | "research":
                return True


def name_of(variables: Mapping[str, str]) -> str:
    """The person's name as the variables give it; empty where they do not."""
    whole = variables.get("name") or variables.get("full_name")
    names = (variables.get("first_name"), variables.get("last_name"))
    return whole or " ".join(filter(None, names))


def address_key(address: str) -> str:
    """The address as it is compared: without case or blanks around it."""
    return address.strip().casefold()


def zone_of(prospect: Prospect, default: str) -> tuple[str, str]:
    """The prospect's IANA zone and why: named, of a meeting, phone or country, the cadence's."""
    if prospect.timezone:
        return prospect.timezone, "as given"
    if prospect.meeting_timezone:
        return prospect.meeting_timezone, "as given for a meeting"
    if prospect.phone and (zone := _zone_of_phone(prospect.phone)):
        return zone, "from the phone number"
    if prospect.country and (zone := _zones_by_country().get(prospect.country.upper())):
        return zone, "from the country"
    return default, "the cadence's"


def observances_of(prospect: Prospect, rule: str) -> tuple[Observances, str]:
    """Whose holidays count, and why; `rule` is prospect, none, or a code such as US or DE-BY."""
    if rule == "none":
        return NO_OBSERVANCES, "the cadence keeps none"
    if rule != "prospect":
        return observances_in(rule), "the cadence's"
    for country, why in _countries_of(prospect):
        place = Observances(country, prospect.region)
        if place.is_known:
            return place, why
        # A region that nobody knows leaves the holidays of the whole country.
        if (whole := Observances(country)).is_known:
            return whole, why
    return NO_OBSERVANCES, "no country is known"


def country_of(prospect: Prospect) -> str | None:
    """Where the prospect is thought to be (ISO 3166), None where nothing says so."""
    return next((country for country, _ in _countries_of(prospect)), None)


def _countries_of(prospect: Prospect) -> Iterator[tuple[str, str]]:
    """The countries a prospect may live in, the surest first."""
    if prospect.country:
        yield prospect.country.upper(), "from the country"
    if prospect.phone and (country := _country_of_phone(prospect.phone)):
        yield country, "from the phone number"
    if prospect.timezone and (country := _countries_by_zone().get(prospect.timezone)):
        yield country, "from the time zone"


@lru_cache(maxsize=4096)
def _zone_of_phone(number: str) -> str | None:
    """The zone of a number that has exactly one."""
    try:
        zones = phone_timezone.time_zones_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
    return zones[0] if len(zones) == 1 and zones[0] in ZONES else None


@lru_cache(maxsize=4096)
def _country_of_phone(number: str) -> str | None:
    """The country of a number; a toll-free one of North America belongs to twenty."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    is_toll_free = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.TOLL_FREE
    return None if is_toll_free else phonenumbers.region_code_for_number(parsed)


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """The codes of ISO 3166-1, and those of phone numbers that it does not have (XK)."""
    return frozenset({*(row[0] for row in _rows("iso3166.tab")), *phonenumbers.SUPPORTED_REGIONS})


@lru_cache(maxsize=1)
def _zones_by_country() -> dict[str, str]:
    """Countries (ISO 3166) that have one zone."""
    rows = _rows("zone.tab")
    countries = [row[0] for row in rows]
    return {row[0]: row[2] for row in rows if countries.count(row[0]) == 1}


@lru_cache(maxsize=1)
def _countries_by_zone() -> dict[str, str]:
    """The country of each zone; of an old name, such as US/Eastern, where there is but one."""
    links = [row[0].split() for row in _rows("tzdata.zi") if row[0].startswith("L ")]
    alone = {row[2]: row[0] for row in _rows("zone1970.tab") if "," not in row[0]}
    # What has no slash, such as EET, is a clock and not a place.
    old = {name: alone[zone] for _, zone, name in links if "/" in name and zone in alone}
    return {**old, **{row[2]: row[0] for row in _rows("zone.tab")}}


def _rows(table: str) -> list[list[str]]:
    """The rows of a table that comes with the zone data."""
    text = (files("tzdata") / "zoneinfo" / table).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
