"""Days that a text names, in any of the languages: as a date, a day of the week, a span."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from domain.replies.languages import LANGUAGES, Language
from domain.replies.phrases import any_of, expression

# What lies further ahead is an error or no absence. A day without a year that does is of a year
# that has passed.
AHEAD = timedelta(days=550)
AHEAD_WITHOUT_YEAR = timedelta(days=270)
DAY = timedelta(days=1)
WEEK = 7
# `Monday, the 7th` names one day: so far apart may its two names stand.
NEARBY = 6


@dataclass(frozen=True)
class Named:
    """A day as it stands in a text, from `start` to `end`.

    `otherwise` is the second of two ways to read it: 3/12 is in March in the United States. `ends`
    says that it is the last of several days.
    """

    start: int
    end: int
    day: date
    otherwise: date | None = None
    ends: bool = False


Found = re.Match[str]
Reader = Callable[[Found, date], Named | None]


def days_in(text: str, today: date) -> list[Named]:
    """The days in this plain text (`plain`), seen from `today`, in the order they stand.

    Days that have passed, or lie too far ahead to be believed, are left out.
    """
    dates = _apart([*_read(_dates(), text, today)])
    others = [each for each in _read(_distances(), text, today) if not _repeats(each, dates)]
    return [each for each in _apart([*dates, *others]) if today <= each.day <= today + AHEAD]


def _read(forms: tuple[tuple[re.Pattern[str], Reader], ...], text: str, today: date) -> list[Named]:
    read = (reader(found, today) for form, reader in forms for found in form.finditer(text))
    return [named for named in read if named]


def _apart(days: list[Named]) -> list[Named]:
    """In their order, without those that are part of one that begins before them or is longer."""
    apart: list[Named] = []
    for each in sorted(days, key=lambda each: (each.start, -each.end)):
        if not apart or each.start >= apart[-1].end:
            apart.append(each)
    return apart


def _repeats(other: Named, dates: list[Named]) -> bool:
    return any(each.start - NEARBY <= other.end <= each.end for each in dates)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _dated(today: date, year: str | None, month: int, day: int) -> date | None:
    """The day; without a year the next of its name, unless that is too far ahead to be meant."""
    if year:
        return _valid(int(year) % 100 + 2000, month, day)
    for each in (today.year, today.year + 1):
        named = _valid(each, month, day)
        if named and named >= today:
            return named if named - today <= AHEAD_WITHOUT_YEAR else None
    return None


def _date(found: Found, today: date) -> Named | None:
    day = _dated(today, found["y"], _month_of(found["m"]), int(found["d"]))
    return Named(*found.span(), day) if day else None


def _either(found: Found, today: date) -> Named | None:
    """With the day first, as most of the world has it, and as the United States do."""
    first, second = int(found["d"]), int(found["m"])
    read = [_dated(today, found["y"], *pair) for pair in ((second, first), (first, second))]
    ahead = [day for day in read if day and day >= today]
    return Named(*found.span(), ahead[0], ahead[-1]) if ahead else None


def _last(found: Found, today: date) -> Named | None:
    """The last day of `December 3 to 7`."""
    day = _dated(today, found["y"], _month_of(found["m"]), int(found["last"]))
    return Named(*found.span(), day, ends=True) if day else None


@lru_cache(maxsize=1)
def _months() -> tuple[tuple[str, int], ...]:
    """The expressions for months in every language, with their numbers."""
    named = ((name, number) for each in LANGUAGES for number, name in enumerate(each.months, 1))
    plain = ((expression(name), number) for name, number in named)
    return tuple(sorted(plain, key=lambda pair: -len(pair[0])))


def _month_of(word: str) -> int:
    if word.isdigit():
        return int(word)
    return next(number for name, number in _months() if re.fullmatch(name, word))


@lru_cache(maxsize=1)
def _dates() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """Every form of a date of the calendar, and how it is read."""
    month = rf"(?P<m>{'|'.join(name for name, _ in _months())})\b\.?"
    year = r"(?:,? (?:de |del )?(?P<y>20\d\d)\b)?"
    short = r"(?P<y>20\d\d|\d\d)(?!\d|:|\.\d| ?uhr| ?h\b| ?[ap]m\b)"
    th = "(?:st|nd|rd|th)?"
    clock = r"(?! ?uhr| ?h\b| ?%|:\d)"
    return (
        (re.compile(r"(?<![\d-])(?P<y>20\d\d)-(?P<m>\d\d?)-(?P<d>\d\d?)(?![\d-])"), _date),
        (re.compile(rf"(?<![\d.])(?P<d>\d\d?)\. ?(?P<m>\d\d?)\. ?{short}"), _date),
        (re.compile(rf"(?<![\d.])(?P<d>\d\d?)\. ?(?P<m>\d\d?)\b\.?(?P<y>)(?!\d){clock}"), _date),
        (re.compile(rf"(?<![\d/-])(?P<d>\d\d?)(?P<s>[/-])(?P<m>\d\d?)(?P=s){short}"), _either),
        (re.compile(r"(?<![\d/])(?P<d>\d\d?)/(?P<m>\d\d?)(?P<y>)(?![\d/])"), _either),
        (re.compile(rf"\b(?P<d>\d\d?)(?:{th}|er|\.|º|o) ?(?:of |de |d')?{month}{year}"), _date),
        (re.compile(rf"\b{month} (?:the )?(?P<d>\d\d?){th}(?![\d:.]\d|\w| ?[ap]m\b){year}"), _date),
        (
            re.compile(
                rf"\b{month} \d\d?{th} ?(?:-|to|through|thru) ?(?P<last>\d\d?){th}\b"
                rf"(?! ?(?:{month.replace('?P<m>', '?:')})){year}"
            ),
            _last,
        ),
    )


@lru_cache(maxsize=1)
def _distances() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """Every way to name a day by how far it is from today."""
    return tuple(form for language in LANGUAGES for form in _distances_in(language))


def _distances_in(language: Language) -> Iterator[tuple[re.Pattern[str], Reader]]:
    for number, name in enumerate(language.weekdays):
        yield any_of((name,)), _weekday(number)
    yield any_of((language.tomorrow,)), lambda found, today: Named(*found.span(), today + DAY)
    yield any_of((language.next_week,)), _weekday(0)
    in_days, in_weeks = language.spans
    yield any_of((in_days,)), _after(language.numbers, 1)
    yield any_of((in_weeks,)), _after(language.numbers, WEEK)
    for number, name in enumerate(language.months, 1):
        year = r"(?! \d\d?\b)(?: (?:de )?(?P<y>20\d\d))?"
        yield any_of((rf"({language.in_month}) (de )?({name}){year}",)), _month(number)
        yield any_of((rf"({language.end_of_month}) ?({name}){year}",)), _end_of_month(number)


def _weekday(number: int) -> Reader:
    def read(found: Found, today: date) -> Named:
        days = (number - today.weekday() - 1) % WEEK + 1
        return Named(*found.span(), today + days * DAY)

    return read


def _after(numbers: tuple[str, ...], days: int) -> Reader:
    """So many times so many days from today; who is back in a week says so of its first day."""

    def read(found: Found, today: date) -> Named | None:
        word = found["n"]
        named = (n for n, name in enumerate(numbers, 1) if re.fullmatch(expression(name), word))
        count = int(word) if word.isdecimal() and len(word) < len("1000") else next(named, 0)
        return Named(*found.span(), today + count * days * DAY) if count else None

    return read


def _month(number: int) -> Reader:
    def read(found: Found, today: date) -> Named | None:
        day = _dated(today, found["y"], number, 1)
        return Named(*found.span(), day) if day else None

    return read


def _end_of_month(number: int) -> Reader:
    def read(found: Found, today: date) -> Named | None:
        next_month = number % 12 + 1
        year = str(int(found["y"]) + number // 12) if found["y"] else None
        day = _dated(today, year, next_month, 1)
        return Named(*found.span(), day - DAY) if day else None

    return read
