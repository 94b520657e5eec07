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
    given, ctx = _short(fault["input"]), fault.get("ctx", {})
    match fault["type"]:
        case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
            return f"{given} is not a whole number such as 3"
        case "bool_parsing" | "bool_type":
            return f"{given} is neither true nor false"
        case "greater_than_equal":
            return f"{given} is too small; {ctx['ge']} is the smallest"
        case "less_than_equal":
            return f"{given} is too large; {ctx['le']} is the largest"
        case "string_pattern_mismatch":
            return f"{given} is not a name; use lower-case letters, digits and hyphens, as in first-mail"
        case "string_too_short":
            return f"{given} is too short; write at least {_counted(ctx['min_length'])}"
        case "string_too_long":
            return f"is too long; write at most {_counted(ctx['max_length'])}"
        case "string_type":
            return f"{given} stands where text belongs"
        case "tuple_type":
            return f"{given} stands where a list belongs; begin each item with '- '"
        case "too_short":
            return "is empty; write at least one item"
        case "too_long":
            return f"has too many items; {ctx['max_length']} is the most"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{given} stands where keys and values belong"
        case _:
            return f"{given} cannot stand here: {fault['msg']}"


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


def _counted(characters: int) -> str:
    return f"{characters} character{'' if characters == 1 else 's'}"


def _short(value: object) -> str:
    """The value as it stands in the file, cut where it is long."""
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}...'"
