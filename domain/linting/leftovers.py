"""What is declared and then used nowhere: often a misspelling of something that is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.cadence import Cadence
from domain.cadence.words import templates_of
from domain.linting.arms import arms_of
from domain.linting.reading import Reading
from domain.linting.rule import Remark, warning
from domain.linting.sources import DRUMBEAT, from_
from domain.templates.conditions import names_in as names_in_condition

_RENDERED = re.compile(r"\{%-?\s*(?:render|include)\s+['\"]([^'\"]+)['\"]")


@warning(
    remedy="use it, or take it out",
    source=from_(DRUMBEAT, "what is declared and not used is often a misspelling"),
)
def unused_variable(reading: Reading) -> Iterator[Remark]:
    """Every declared variable is named in a text or a condition."""
    cadence = reading.cadence
    if unused := cadence.variables.keys() - _names(cadence):
        for name in sorted(unused):
            yield Remark(("variables", name), f"no text and no condition names {name!r}")


@warning(
    remedy="put it in with `{% render %}`, or take it out",
    source=from_(DRUMBEAT, "what is declared and not used is often a misspelling"),
)
def unused_snippet(reading: Reading) -> Iterator[Remark]:
    """Every snippet is rendered somewhere."""
    cadence = reading.cadence
    texts = [text for one in _all(cadence) for _, text in templates_of(one)]
    used = {
        name for text in (*texts, *cadence.snippets.values()) for name in _RENDERED.findall(text)
    }
    for name in sorted(cadence.snippets.keys() - used):
        yield Remark(("snippets", name), f"no text renders {name!r}")


def _names(cadence: Cadence) -> set[str]:
    """What the texts and conditions of the cadence and of its arms name."""
    conditions = [refuse.when for refuse in cadence.enrolling.refuse]
    named: set[str] = set()
    for one in _all(cadence):
        conditions += [step.when for step in one.steps if step.when]
        named |= {name for wording in Reading(one).wordings for name in wording.names}
    return named.union(*map(names_in_condition, conditions))


def _all(cadence: Cadence) -> Iterator[Cadence]:
    yield cadence
    yield from (arm.cadence for arm in arms_of(cadence))


RULES = (unused_variable, unused_snippet)
