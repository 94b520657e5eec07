"""The names that templates and conditions know by themselves, and what to say of others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Literal

# Known without being declared, all optional: who the prospect is, and how to reach them.
BUILT_IN = (
    "first_name",
    "last_name",
    "company",
    "title",
    "email",
    "phone",
    "linkedin_url",
    "timezone",
    "country",
    "region",
    "account",
)

# Known where the cadence has one: to templates alone, as it is no field of anybody.
BOOKING_LINK = "booking_link"

# What came in, as conditions name it: true or false.
ANSWERS = ("replied", "clicked")

# How earlier steps ended, as conditions name it: `results.STEP`.
RESULTS = "results"

Declared = Mapping[str, Literal["optional", "required"]]

# Reusable texts by their names, as one hashable value.
Snippets = tuple[tuple[str, str], ...]


def unknown(kind: str, name: str, known: Collection[str], otherwise: str = "") -> str:
    """One line on a name that nobody knows: the nearest that exists, else what to do about it."""
    if nearest := get_close_matches(name, known, n=1, cutoff=0.7):
        return f"unknown {kind} {name!r}; did you mean {nearest[0]!r}?"
    return f"unknown {kind} {name!r}" + (f"; {otherwise}" if otherwise else "")
