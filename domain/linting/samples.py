"""Made-up fields of a prospect: as long as real ones get, so that what is cut is found beforehand.

The filters that a field goes through say what it holds (a date, a link, a number), else its name
does; a field that nobody has thought of gets a phrase of usual length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from domain.cadence import Cadence
from domain.cadence.words import declared_in, templates_of

ORDINARY = "something of usual length"
NUMBER = "120"
DATE = "2027-09-15"
LINK = "https://www.harbor-and-finch.example/logistics/meet"

_BY_NAME: Mapping[str, str] = {
    "account": "Harbor & Finch Logistics Group",
    "booking_link": LINK,
    "city": "Frankfurt am Main",
    "company": "Harbor & Finch Logistics Group",
    "company_name": "Harbor & Finch Logistics Group",
    "country": "US",
    "current_tool": "Manhattan Active Yard",
    "email": "maximiliane.oberhuber@harbor-and-finch.example",
    "first_name": "Maximiliane",
    "full_name": "Maximiliane Oberhuber",
    "industry": "contract logistics",
    "job_title": "Vice President Supply Chain",
    "last_name": "Oberhuber-Lind",
    "linkedin_url": "https://www.linkedin.com/in/maximiliane-oberhuber",
    "name": "Maximiliane Oberhuber",
    "phone": "+12075550142",
    "region": "ME",
    "timezone": "America/New_York",
    "title": "Vice President Supply Chain",
    "trigger": "the new distribution center in Leipzig",
    "website": "harbor-and-finch.example",
}
_COUNTED = (
    *("amount", "budget", "count", "doors", "employees", "headcount", "number", "percent"),
    *("price", "quantity", "revenue", "seats", "sites", "size", "staff", "users", "year"),
)


_FILTERED = re.compile(r"\b([a-z]\w{0,62})\s*\|\s*([a-z_]+)")
_BY_FILTER: Mapping[str, str] = {
    **dict.fromkeys(("date", "plus_days", "weekday"), DATE),
    **dict.fromkeys(("divided_by", "minus", "plus", "round", "times"), NUMBER),
    **dict.fromkeys(("domain", "link", "with_utm"), LINK),
}


def everything_known(cadence: Cadence) -> dict[str, str]:
    """A prospect with every field that the cadence's templates may name."""
    by_use = _samples_by_use(cadence)
    return {name: by_use.get(name) or _by_name(name) for name in declared_in(cadence)}


def least_known(cadence: Cadence) -> dict[str, str]:
    """A prospect with the required fields only, as optional ones may all be missing."""
    declared = declared_in(cadence)
    fields = everything_known(cadence).items()
    return {name: sample for name, sample in fields if declared[name] == "required"}


def _samples_by_use(cadence: Cadence) -> dict[str, str]:
    """Samples of the fields that go through a filter which takes only one kind of thing."""
    texts = (*(text for _, text in templates_of(cadence)), *cadence.snippets.values())
    used = (pair for text in texts for pair in _FILTERED.findall(text))
    return {name: _BY_FILTER[by] for name, by in used if by in _BY_FILTER}


def _by_name(variable: str) -> str:
    if variable in _BY_NAME:
        return _BY_NAME[variable]
    return NUMBER if variable.rpartition("_")[2] in _COUNTED else ORDINARY
