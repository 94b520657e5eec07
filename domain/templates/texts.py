"""Filters for any text that could make too much of it, with the size seen beforehand."""

from __future__ import annotations

from liquid import Markup, escape, soft_str
from liquid.exceptions import FilterArgumentError

# As long as a template may be; what a filter gives is never longer.
LONGEST_VALUE = 100_000


def replace(value: object, old: object, new: object = "") -> str:
    """The text with each occurrence of the one text replaced by the other."""
    text, seen, put = soft_str(value), soft_str(old), soft_str(new)
    _refuse_beyond(len(text) + text.count(seen) * max(0, len(put) - len(seen)))
    return text.replace(seen, put)


def join(value: object, between: object = " ") -> str:
    """The parts of a split text as one, with this text between them."""
    parts = [soft_str(part) for part in value] if isinstance(value, list) else [soft_str(value)]
    glue = soft_str(between)
    _refuse_beyond(sum(map(len, parts)) + len(glue) * len(parts))
    return glue.join(parts)


def split(value: object, at: object) -> list[str]:
    """The parts of a text between the occurrences of another, without blank ends."""
    separator = soft_str(at)
    if not separator:
        raise FilterArgumentError("takes the text to split at", token=None)
    return [part.strip() for part in soft_str(value).split(separator) if part.strip()]


def newline_to_br(value: object) -> Markup:
    """The text with its line ends as HTML."""
    return Markup("<br />\n").join(escape(soft_str(value)).splitlines())


def _refuse_beyond(size: int) -> None:
    if size > LONGEST_VALUE:
        raise FilterArgumentError(f"makes more than {LONGEST_VALUE:,} characters", token=None)
