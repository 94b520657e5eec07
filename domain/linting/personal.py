"""Whether the words are meant for one person, and read well for everyone who gets them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.linting.measures import shown
from domain.linting.reading import Reading
from domain.linting.rule import Remark, error, warning
from domain.linting.sources import DRUMBEAT, from_, mistake
from domain.linting.wording import HEARD, Wording

# A blank before a comma or a full stop, an empty pair of quotes or brackets: something is missing.
_HOLE = re.compile(r"[^\S\n][,.;:?!](?=\s|$)|\(\s*\)|“\s*”|\"\s*\"", re.MULTILINE)
_PLACEHOLDER = re.compile(
    r"\[[^\W\d_][\w .'/-]{0,40}\](?!\()"
    r"|\{[^\W\d_][\w .-]{0,40}\}"
    r"|<(?:first|last|full|your|company|insert|name|link)\b[^<>\n]{0,40}>"
    r"|\b(?:TODO|TBD|FIXME|XXX+)\b"
    r"|\blorem ipsum\b",
    re.IGNORECASE,
)
# What arrives word for word, HTML included; scripts may well hold a [name] for the rep.
_ARRIVES = ("subject", "text", "html", "message")


@warning(
    remedy="name something of the prospect, such as `{{ first_name }}` or `{{ company }}`",
    source=mistake("generic templates get generic results (ignored or deleted)"),
)
def no_personalisation(reading: Reading) -> Iterator[Remark]:
    """Every touch, and every alternative to one, names a variable; voicemails need not."""
    for one in reading.wordings:
        if one.channel in HEARD and one.channel != "voicemail" and not one.names:
            by = "" if one.content is one.step else f", by {one.channel},"
            yield Remark(one.loc, f"{one.step.id!r}{by} says the same to everybody")


@error(
    remedy="mend the template, or give the variable a `| default:`",
    source=from_(DRUMBEAT, "a mail that cannot be rendered is not sent and becomes a rep's task"),
)
def does_not_render(reading: Reading) -> Iterator[Remark]:
    """Every text can be rendered, with all fields known and with the required ones alone."""
    for one in reading.wordings:
        for loc, fault in one.faults.items():
            wrong, _, right = fault.partition("; ")
            yield Remark(loc, f"{one.step.id!r} cannot be rendered: {wrong}", right or None)


@warning(
    remedy="write words for this case, with `| default:` or `{% if %} … {% else %}`",
    source=mistake("Skipping personalization"),
)
def hole_in_words(reading: Reading) -> Iterator[Remark]:
    """The words read well, and are there at all, where every optional variable is missing."""
    for one in reading.wordings:
        for loc in one.templates:
            if len(loc) == len(one.loc) + 1 and loc[-1] != "html" and (hole := _hole(one, loc)):
                yield Remark(loc, f"{one.step.id!r} {hole} where optional variables are missing")


def _hole(one: Wording, loc: tuple[str | int, ...]) -> str | None:
    full, bare = one.both(str(loc[-1]))
    if not full.strip() or loc in one.faults:
        return None
    if not bare.strip():
        return "has nothing to say"
    if len(_HOLE.findall(bare)) <= len(_HOLE.findall(full)):
        return None
    found = _HOLE.search(bare)
    around = bare[max(found.start() - 20, 0) : found.end()] if found else ""
    return f"says “{shown(around)}”"


@warning(
    remedy="put a variable there, such as `{{ first_name }}`, or the words that belong there",
    source=mistake("Skipping personalization"),
)
def left_over_placeholder(reading: Reading) -> Iterator[Remark]:
    """Nothing arrives with a [placeholder] in it that was meant for the writer."""
    for one in reading.wordings:
        if one.channel not in HEARD:
            continue
        for key in _ARRIVES:
            if found := _PLACEHOLDER.search(one.full(key)):
                wrong = f"{one.step.id!r} would arrive with “{shown(found[0])}”"
                yield Remark((*one.loc, key), wrong)


RULES = (no_personalisation, does_not_render, hole_in_words, left_over_placeholder)
