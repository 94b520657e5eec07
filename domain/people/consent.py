"""Whom a cadence never contacts, by its own do-not-contact conditions."""

from __future__ import annotations

from domain.cadence import Cadence
from domain.people.prospects import Prospect
from domain.rendering import variables_of
from domain.templates.conditions import is_met


def refusal_of(cadence: Cadence, prospect: Prospect) -> str | None:
    """Why the cadence may not contact the prospect, in its own words; None where it may."""
    fields = variables_of(prospect)
    for refuse in cadence.enrolling.refuse:
        if is_met(refuse.when, fields):
            return refuse.because
    return None
