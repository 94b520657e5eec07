"""Who lives in a world: made-up people of a few countries, each on its own clock."""

from __future__ import annotations

from domain.people.prospects import Prospect
from domain.world.dice import Dice

_FIRST = ("Ada", "Ben", "Cleo", "Dina", "Emil", "Fay", "Gus", "Hana", "Ivo", "Jana", "Kai", "Lea")
_LAST = ("Berg", "Costa", "Dahl", "Engel", "Fox", "Gray", "Holm", "Ito", "Jung", "Klein", "Lund")
ZONES = {
    "DE": "Europe/Berlin",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "US": "America/New_York",
    "SG": "Asia/Singapore",
}
_COUNTRIES = {"DE": 0.3, "FR": 0.15, "GB": 0.2, "US": 0.3, "SG": 0.05}


def person_of(dice: Dice, id: str) -> Prospect:  # noqa: A002 -- the prospect's own word
    """The person of this id; its address is under `.example`, where no mail can go (RFC 2606)."""
    country = dice.weighed("country", _COUNTRIES)
    first, last = dice.one_of("first", _FIRST), dice.one_of("last", _LAST)
    company = f"firm-{dice.number('firm', 5_000)}"
    return Prospect(
        id=id,
        email=f"{first}.{last}.{id}@{company}.example".lower(),
        phone=None,
        timezone=ZONES[country],
        country=country,
        account=f"{company}.example",
        variables={"first_name": first, "last_name": last, "company": company},
    )
