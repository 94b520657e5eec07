"""A simulation as one HTML file to look at, print or pass on: no script, nothing from outside."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.cadence import WEEKDAYS, Cadence
from domain.observances import Observances
from domain.people.prospects import Prospect, observances_of
from domain.simulation import Course, SimulatedTouch
from starter.simulation.markup import Child, Markup, element
from starter.simulation.views import standing_of, summary_lines
from starter.simulation.weeks import Day, Sheet, calendar_sheet

# A page of more calendars than this is read by nobody.
MOST_DRAWN = 30
STYLE = Path(__file__).with_name("page.css")


@dataclass(frozen=True)
class Simulated:
    """What is drawn: who went which way through which cadence, enrolled at `start`."""

    cadence: Cadence
    start: datetime
    prospects: Sequence[Prospect]
    courses: Sequence[Course]

    @cached_property
    def weekdays(self) -> frozenset[int]:
        """The days of the week that count; 0 is Monday."""
        return frozenset(WEEKDAYS.index(day) for day in self.cadence.rules.days)

    def observances_of(self, prospect: Prospect) -> Observances:
        """Whose holidays the prospect keeps."""
        return observances_of(prospect, self.cadence.rules.holidays)[0]


def page_of(simulated: Simulated) -> str:
    """The whole page."""
    name = simulated.cadence.name
    head = element(
        "head",
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="color-scheme" content="light dark">'),
        element("title", f"{name}, simulated"),
        element("style", Markup(STYLE.read_text(encoding="utf-8"))),
    )
    body = element("body", element("main", _opening(simulated), _calendars(simulated)))
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _opening(simulated: Simulated) -> Markup:
    cadence = simulated.cadence
    start = f"{simulated.start:%a %d %b %Y %H:%M %Z}"
    lines = summary_lines(simulated.courses)
    return element(
        "header",
        element("h1", cadence.name),
        element("p", cadence.description) if cadence.description else "",
        element("p", f"Version {cadence.version}; everybody enrolled on {start}.", class_="quiet"),
        element("ul", (element("li", line) for line in lines), class_="summary"),
        _legend(simulated.courses),
    )


def _legend(courses: Sequence[Course]) -> Markup:
    channels = dict.fromkeys(touch.channel for course in courses for touch in course.touches)
    chips = (element("li", channel, class_=f"chip {channel}") for channel in channels)
    return element("ul", chips, class_="legend", aria_label="Colours of the channels")


def _calendars(simulated: Simulated) -> Iterator[Markup]:
    if len(simulated.courses) != 1:
        yield _everybody(simulated)
    if len(simulated.courses) <= MOST_DRAWN:
        pairs = zip(simulated.prospects, simulated.courses, strict=True)
        yield from (_one(simulated, prospect, course) for prospect, course in pairs)
    else:
        words = f"Up to {MOST_DRAWN} prospects have a calendar each; simulate fewer to see theirs."
        yield element("p", words, class_="quiet")


# One prospect


def _one(simulated: Simulated, prospect: Prospect, course: Course) -> Markup:
    zone = course.touches[0].timezone if course.touches else simulated.cadence.rules.timezone
    told = f"{zone} · {standing_of(course.end)}"
    return element(
        "section",
        element("h2", prospect.address),
        element("p", told, class_="quiet"),
        _drawn(simulated, prospect, course),
        _left_out(course),
        _reasons(course),
    )


def _drawn(simulated: Simulated, prospect: Prospect, course: Course) -> Markup:
    if not course.touches:
        return element("p", "No touch.")
    by_day: Mapping[date, list[SimulatedTouch]] = _by_day(course.touches)
    observances = simulated.observances_of(prospect)

    def day(on: date) -> Day:
        return Day(observances.name_on(on), _chips(by_day.get(on, [])))

    caption = f"Touches of {prospect.address}, in {course.touches[0].timezone}"
    return calendar_sheet(Sheet(caption, simulated.weekdays, day), list(by_day))


def _chips(touches: Sequence[SimulatedTouch]) -> Child:
    return element("ul", map(_chip, touches)) if touches else ""


def _chip(touch: SimulatedTouch) -> Markup:
    at = _local(touch)
    return element(
        "li",
        element("b", element("time", f"{at:%H:%M}", datetime=at.isoformat()), f" {touch.channel}"),
        element("span", touch.step),
        class_=f"chip {touch.channel}",
        title=touch.why,
    )


def _left_out(course: Course) -> Child:
    if not course.end.skipped:
        return ""
    left = ", ".join(f"{step} ({reason})" for step, reason in course.end.skipped.items())
    return element("p", f"Left out: {left}.", class_="quiet")


def _reasons(course: Course) -> Child:
    if not course.touches:
        return ""
    items = (
        element("li", element("b", touch.step), f" {_local(touch):%a %d %b %H:%M}: {touch.why}")
        for touch in course.touches
    )
    return element(
        "details", element("summary", "Why each touch comes when it does"), element("ol", items)
    )


# Everybody


def _everybody(simulated: Simulated) -> Markup:
    touches = [touch for course in simulated.courses for touch in course.touches]
    counts: dict[date, Counter[str]] = defaultdict(Counter)
    for touch in touches:
        counts[_local(touch).date()][touch.channel] += 1
    most = max((day.total() for day in counts.values()), default=1)
    places = Counter(map(simulated.observances_of, simulated.prospects))

    def day(on: date) -> Day:
        return Day(_shared_holiday(places, on), _counted(counts.get(on), most))

    sheet = Sheet("Touches a day by channel, each on its prospect's date", simulated.weekdays, day)
    drawn = calendar_sheet(sheet, list(counts)) if counts else element("p", "No touch.")
    return element("section", element("h2", "Everybody"), drawn)


def _counted(counts: Counter[str] | None, most: int) -> Child:
    if not counts:
        return ""
    chips = (
        element("li", element("b", f"{count:,}"), f" {channel}", class_=f"chip {channel}")
        for channel, count in sorted(counts.items())
    )
    width = f"--share: {counts.total() / most:.0%}"
    return (element("ul", chips), element("div", class_="bar", style=width, aria_hidden="true"))


def _shared_holiday(places: Counter[Observances], on: date) -> str | None:
    """The holiday that most people keep that day, and how many do."""
    names: Counter[str] = Counter()
    for place, people in places.items():
        if name := place.name_on(on):
            names[name] += people
    if not names:
        return None
    name, _ = names.most_common(1)[0]
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{name}{others}: {names.total():,} of {places.total():,}"


def _by_day(touches: Sequence[SimulatedTouch]) -> dict[date, list[SimulatedTouch]]:
    found: dict[date, list[SimulatedTouch]] = defaultdict(list)
    for touch in touches:
        found[_local(touch).date()].append(touch)
    return found


def _local(touch: SimulatedTouch) -> datetime:
    return touch.due_at.astimezone(ZoneInfo(touch.timezone))
