"""When somebody who is away comes back, by what their machine says of it.

A day that somebody is back on is meant from its start; of the last day of an absence (`until 12
December`, `vom 3. bis 7. Dezember`) the day after is. Midnight is that of the clock that the mail
was dated by. Days that have passed, or are too far ahead to be believed, say nothing; who is back
today is given until tomorrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from domain.replies.dates import DAY, Named, days_in
from domain.replies.languages import LANGUAGES
from domain.replies.phrases import any_of

# How far before or after a day the word stands that says what happens on it.
NEAR = 70
# What may stand between: no other day, and no other sentence.
_BETWEEN = re.compile(r"[^.!?;0-9]{0,36}")
# What stands before the last day of several: `from the 3rd to Monday, the`.
_ADJACENT = re.compile(
    r"\d\S*(?: (?:de )?[a-z]+\.?)?(?:,? 20\d\d)? ?(?:-|to|through|thru|bis(?: zum)?|au|al|a) ?"
    r"(?:the |le |el |dem |den )?(?:[a-z]+,? (?:the |den |dem )?)?$"
)
_BOTH = re.compile(
    r"\b(?:between|zwischen|entre)\b[^!?;]{0,30}\d\S*(?: (?:de )?[a-z]+\.?)? "
    r"(?:and|und|et|y) (?:the |le |el |dem |den )?$"
)


@dataclass(frozen=True)
class Return:
    """The first day that somebody is back, and whether they said just that."""

    day: date
    is_said: bool


def return_in(text: str, today: date) -> date | None:
    """The day on which who wrote this plain text (`plain`) is back."""
    days = days_in(text, today)
    nexts = (*(each.start for each in days[1:]), len(text) + NEAR)
    pairs = zip(days, nexts, strict=False)
    found = [each for day, end in pairs if (each := _return(text, day, end))]
    said = (each.day for each in found if each.is_said)
    inferred = (each.day for each in found)
    day = next(said, None) or next(inferred, None)
    return max(day, today + DAY) if day else None


def start_of(day: date, at: datetime, offset: timedelta | None) -> datetime:
    """The midnight with which a day begins, by a clock of this offset, else by that of `at`."""
    ours = datetime.combine(day, time(), at.tzinfo)
    if offset is None:
        return ours
    return ours + (at.utcoffset() or timedelta()) - offset


def _return(text: str, named: Named, next_day: int) -> Return | None:
    """What a day means by the words around it; those close before the next are about that."""
    before, after = text[max(0, named.start - NEAR) : named.start], text[named.end :][:NEAR]
    if named.ends or _ADJACENT.search(before) or _BOTH.search(before):
        return Return(named.day + DAY, is_said=False)
    cue = next(iter(sorted(_cues(before), key=lambda each: -each[0])), None)
    if cue is None:
        is_alone = named.end + NEAR <= next_day
        return Return(named.day, is_said=True) if is_alone and _is_back_after(after) else None
    _, is_back, is_english = cue
    day = _nearest(named, is_english=is_english)
    return Return(day if is_back else day + DAY, is_said=is_back)


def _nearest(named: Named, *, is_english: bool) -> date:
    """In English, a day that can be read in two ways is the one that comes first."""
    readings = [named.day, named.otherwise] if is_english else [named.day]
    return min(each for each in readings if each)


def _cues(before: str) -> Iterator[tuple[int, bool, bool]]:
    """The words close before a day: where they end, whether they are of a return, and English."""
    for code, pattern, is_back in _patterns():
        for found in pattern.finditer(before):
            if _BETWEEN.fullmatch(before[found.end() :]):
                yield found.end(), is_back, code == "en"


def _is_back_after(after: str) -> bool:
    """`Le 7 décembre je serai de retour`: the word of a return comes in the same sentence."""
    between = (
        after[: found.start()]
        for _, pattern, is_back in _patterns()
        if is_back
        for found in [pattern.search(after)]
        if found
    )
    return any(_BETWEEN.fullmatch(each) for each in between)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    """The words of every language; of those that end together the first counts."""
    return tuple(
        (language.code, any_of(phrases), is_back)
        for language in LANGUAGES
        for phrases, is_back in (
            (language.never_until, True),
            (language.back, True),
            (language.until, False),
        )
    )
