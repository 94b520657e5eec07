"""Words for what is wrong in a cadence file, and for what would be right."""

from __future__ import annotations

from difflib import get_close_matches

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from domain.cadence import (
    Cadence,
    Call,
    CallStep,
    Compliance,
    Email,
    EmailStep,
    LinkedIn,
    LinkedInStep,
    Reactions,
    Rules,
    Window,
)

Loc = tuple[str | int, ...]

STEPS: dict[str, type[BaseModel]] = {
    "email": EmailStep,
    "call": CallStep,
    "linkedin": LinkedInStep,
}
CONTENTS: dict[str, type[BaseModel]] = {"email": Email, "call": Call, "linkedin": LinkedIn}
SECTIONS: dict[str, type[BaseModel]] = {
    "rules": Rules,
    "on": Reactions,
    "compliance": Compliance,
}

# What pydantic calls a fault, and what a person can do about it.
NO_NUMBER = "{given} is not a whole number such as 3"
NO_BOOLEAN = "{given} is neither true nor false"
NO_KEYS = "{given} stands where keys and values belong"
WRONG_VALUES = {
    "int_parsing": NO_NUMBER,
    "int_type": NO_NUMBER,
    "bool_parsing": NO_BOOLEAN,
    "bool_type": NO_BOOLEAN,
    "greater_than_equal": "{given} is too small; {ge} is the smallest",
    "less_than_equal": "{given} is too large; {le} is the largest",
    "string_pattern_mismatch": (
        "{given} is not a name; use lower-case letters, digits and hyphens, as in first-mail"
    ),
    "string_too_short": "{given} is too short; {min_length} is the least number of characters",
    "string_too_long": "is too long; {max_length} is the largest number of characters",
    "string_type": "{given} stands where text belongs",
    "tuple_type": "{given} stands where a list belongs; begin each item with '- '",
    "too_short": "is empty; write at least one item",
    "too_long": "has too many items; {max_length} is the most",
    "model_type": NO_KEYS,
    "model_attributes_type": NO_KEYS,
}
LONGEST_SHOWN = 60


def said_of(fault: ErrorDetails) -> tuple[Loc, str]:
    """Where the fault lies and, in one sentence, what is wrong and what would be right."""
    loc, ctx = fault["loc"], fault.get("ctx", {})
    given = fault["input"]
    match fault["type"]:
        case "union_tag_invalid":
            return (*loc, "channel"), f"{ctx['tag']!r} is not a channel; use {_or(STEPS)}"
        case "union_tag_not_found":
            return (*loc, "channel"), f"is missing; use {_or(STEPS)}"
        case "extra_forbidden":
            return loc, f"unknown key {loc[-1]!r}; {_known_like(loc)}"
        case "missing":
            return loc, f"is missing; add {loc[-1]}:"
        case "value_error":
            return loc, str(ctx["error"])
        case "literal_error":
            return loc, f"{_short(given)} is not known here; use {ctx['expected']}"
        case _:
            return loc, _wrong_value(fault)


def _wrong_value(fault: ErrorDetails) -> str:
    """What is wrong with one value, by the kind of value that belongs there."""
    words = WRONG_VALUES.get(fault["type"], "{given} cannot stand here: {msg}")
    return words.format(given=_short(fault["input"]), msg=fault["msg"], **fault.get("ctx", {}))


def _known_like(loc: Loc) -> str:
    """The nearest known key, or all of them."""
    known = list(model_at(loc[:-1]).model_fields)
    near = get_close_matches(str(loc[-1]), known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(known)}"


def model_at(loc: Loc) -> type[BaseModel]:
    """The part of the cadence's model that describes the keys at this place."""
    match [part for part in loc if isinstance(part, str)]:
        case [*_, "window"]:
            return Window
        case ["steps", channel]:
            return STEPS[channel]
        case ["steps", _, "alternatives", channel]:
            return CONTENTS[channel]
        case [section]:
            return SECTIONS[section]
        case _:
            return Cadence


def _or(names: dict[str, type[BaseModel]]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}"


def _short(value: object) -> str:
    """The value as it stands in the file, cut where it is long."""
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 4]}…{text[-1]}"
