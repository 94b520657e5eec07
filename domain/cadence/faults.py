"""Words for what is wrong in a cadence file, and for what would be right."""

from __future__ import annotations

from difflib import get_close_matches

from pydantic_core import ErrorDetails

from domain.cadence.mail_files import DIGEST
from domain.cadence.shapes import channels_at, homes_of, model_at, without_tags
from domain.cadence.values import SLUG

Loc = tuple[str | int, ...]

# What pydantic calls a fault, and what a person can do about it.
NO_NUMBER = "{given} is not a whole number such as 3"
NO_BOOLEAN = "{given} is neither true nor false; write one of them"
NO_KEYS = "{given} stands where keys belong; write them as `key: value`"
WRONG_VALUES = {
    "int_parsing": NO_NUMBER,
    "int_parsing_size": NO_NUMBER,
    "int_type": NO_NUMBER,
    "bool_parsing": NO_BOOLEAN,
    "bool_type": NO_BOOLEAN,
    "greater_than_equal": "{given} is too small; {ge} is the smallest",
    "less_than_equal": "{given} is too large; {le} is the largest",
    "string_too_short": "{given} is too short; {min_length} is the least number of characters",
    "string_too_long": "is too long; {max_length} is the largest number of characters",
    "string_type": "{given} stands where text belongs; text with brackets stands in quotes",
    "tuple_type": "{given} stands where a list belongs; begin each item with '- '",
    "too_short": "has too few items; {min_length} is the least",
    "too_long": "has too many items; {max_length} is the most",
    "time_delta_type": "{given} is not a span such as 45m, 2h, 5d or 2w",
    "time_type": "{given} is not a time of day such as 09:30",
    "model_type": NO_KEYS,
    "model_attributes_type": NO_KEYS,
    "dict_type": NO_KEYS,
}
NAME_WITH_HYPHENS = "use lower-case letters, digits and hyphens, as in first-mail"
NAME_WITH_UNDERSCORES = "use lower-case letters, digits and underscores, as in first_name"
LONGEST_SHOWN = 60
# How alike two words are that may be one misspelt, from 0 to 1.
ALIKE = 0.65


def said_of(fault: ErrorDetails) -> tuple[Loc, str]:
    """Where in the file, and in one sentence what is wrong and what would be right."""
    loc, ctx = without_tags(fault["loc"]), fault.get("ctx", {})
    match fault["type"]:
        case "union_tag_invalid":
            return (*loc, "channel"), _unknown("channel", ctx["tag"], channels_at(loc))
        case "union_tag_not_found":
            return _no_channel(loc, list(fault["input"]))
        case "extra_forbidden":
            return loc, _unknown_key(str(loc[-1]), fault["loc"][:-1])
        case "missing":
            return loc, f"{loc[-1]!r} is missing; add `{loc[-1]}:`"
        case "value_error":
            return loc, str(ctx["error"])
        case "inconsistent":
            cause = ctx.get("cause")
            return (*loc, *ctx["loc"]), said_of(cause)[1] if cause else str(ctx["words"])
        case _:
            return loc, _wrong_value(fault)


def _no_channel(loc: Loc, keys: list[str]) -> tuple[Loc, str]:
    """The key that is nearly `channel`, else that there is none."""
    if near := get_close_matches("channel", keys, n=1, cutoff=ALIKE):
        return (*loc, near[0]), f"unknown key {_short(near[0])}; did you mean 'channel'?"
    return loc, f"'channel' is missing; use {_or(channels_at(loc))}"


def as_shown(key: str) -> str:
    """A key as a part of a place: cut where it is long, in quotes where it is no plain word."""
    return key if key.isprintable() and 0 < len(key) <= LONGEST_SHOWN else _short(key)


def _wrong_value(fault: ErrorDetails) -> str:
    """What is wrong with one value, by the kind of value that belongs there."""
    given, ctx = _short(fault["input"]), fault.get("ctx", {})
    match fault["type"]:
        case "literal_error":
            return _unlisted(fault)
        case "string_pattern_mismatch":
            return f"{given} {_right_form(ctx['pattern'])}"
    words = WRONG_VALUES.get(fault["type"], "{given} cannot stand here: {msg}")
    return words.format(given=given, msg=fault["msg"], **ctx)


def _unlisted(fault: ErrorDetails) -> str:
    """One of a few words was expected, as a value or, in `rules.windows`, as a key."""
    known = tuple(fault["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", "))
    if fault["loc"][-1] == "[key]":
        return _unknown("channel", fault["input"], known)
    return f"{_short(fault['input'])} is not known here; {_nearest(fault['input'], known)}"


def _right_form(pattern: str) -> str:
    if pattern == SLUG:
        return f"is not a name; {NAME_WITH_HYPHENS}"
    if pattern == DIGEST:
        return "is not a digest; leave it out, and Drumbeat fills it in"
    if pattern.startswith("^http"):
        return "is not a web address; begin it with https://"
    return f"is not a name; {NAME_WITH_UNDERSCORES}"


def _unknown_key(key: str, loc: Loc) -> str:
    """Where the key belongs, else the nearest known one, else all that are known."""
    known = tuple(model_at(loc).model_fields)
    said = f"unknown key {_short(key)}"
    if homes := homes_of(key, loc):
        return f"{said}; it belongs to {_or(homes)}"
    if near := get_close_matches(key, known, n=1, cutoff=ALIKE):
        return f"{said}; did you mean {near[0]!r}?"
    return f"{said}; known here: {', '.join(known)}"


def _unknown(kind: str, given: object, known: tuple[str, ...]) -> str:
    return f"{_short(given)} is not a {kind}; {_nearest(given, known)}"


def _nearest(given: object, known: tuple[str, ...]) -> str:
    """The known word that is most alike, else all of them."""
    near = get_close_matches(str(given), known, n=1, cutoff=ALIKE)
    return f"did you mean {near[0]!r}?" if near else f"use {_or(known)}"


def _or(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def _short(value: object) -> str:
    """The value as it stands in the file, cut where it is long."""
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 4]}…{text[-1]}"
