"""Where a prospect books a meeting: the page of the cadence, told whose meeting it would be.

What is booked there comes back by webhook with the enrollment, whoever books it and from whatever
address: Calendly hands on `utm_content`, Cal.com what stands in `metadata`. Any other page is
linked as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

from domain.people.enrollee import Enrollee
from domain.people.prospects import name_of

_NAMING: Mapping[str, str] = {
    "calendly.com": "utm_content",
    "cal.com": "metadata[enrollment]",
    "cal.eu": "metadata[enrollment]",
}


def booking_link_of(enrollee: Enrollee) -> str | None:
    """The page that words link to; None where the cadence has none."""
    link = enrollee.cadence.booking_link
    if link is None or (naming := _naming(link)) is None:
        return link
    return _with(link, {naming: enrollee.enrollment_id})


def filled_in_for(enrollee: Enrollee) -> str | None:
    """The same for a rep who books it with the prospect: name and address stand there already."""
    link, prospect = booking_link_of(enrollee), enrollee.prospect
    if link is None or _naming(link) is None:
        return link
    return _with(link, {"name": name_of(prospect.variables), "email": prospect.email or ""})


def _naming(link: str) -> str | None:
    """The parameter by which this provider is told the enrollment."""
    host = urlsplit(link).hostname or ""
    return _NAMING.get(host) or _NAMING.get(host.partition(".")[2])


def _with(link: str, given: Mapping[str, str]) -> str:
    """The link with what is given of these parameters, after those that it has."""
    parts = urlsplit(link)
    added = urlencode({name: value for name, value in given.items() if value})
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, added)))))
