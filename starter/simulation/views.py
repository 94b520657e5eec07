"""How a simulation reads: the document that programs rely on, and the table that people see."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.cadence import Cadence
from domain.simulation import Course, SimulatedEnd, SimulatedTouch
from starter.output import print_line, print_table

# A table of more people than this is read by nobody.
MOST_LISTED = 30
COLUMNS = ("prospect", "when", "step", "channel", "why")
# In place of what the line above says.
DITTO = " "


def in_order(courses: Iterable[Course]) -> list[SimulatedTouch]:
    """All touches by instant, then by prospect."""
    touches = (touch for course in courses for touch in course.touches)
    return sorted(touches, key=lambda touch: (touch.due_at, touch.prospect))


def print_document(cadence: Cadence, courses: Sequence[Course]) -> None:
    """The one JSON document of `simulate --json`, a line for each touch and each prospect."""
    head: dict[str, object] = {"cadence": cadence.name, "version": cadence.version}
    print(_json(head)[:-1], end="")
    _print_list("touches", map(_touch_object, in_order(courses)))
    _print_list("outcomes", (_end_object(course.end) for course in courses))
    print("}")


def print_courses(courses: Sequence[Course]) -> None:
    """A line for each touch, the people one after the other; the first of many only."""
    listed = courses[:MOST_LISTED]
    rows = (cells for course in listed for cells in _rows_of(course))
    print_table(COLUMNS, rows, "nobody would be touched")
    if left := len(courses) - len(listed):
        print_line(f"… and {left:,} more prospects; --json has every touch")
    print_line("")


def summary_lines(courses: Sequence[Course]) -> list[str]:
    """How many touches of whom, from when to when, by channel, and what was left out and why."""
    touches = [touch for course in courses for touch in course.touches]
    lines = [f"{_count(len(courses), 'prospect')}, {_count(len(touches), 'touch', 'touches')}"]
    if touches:
        first, last = min(touches, key=_due), max(touches, key=_due)
        lines[0] += f", from {_day(first)} to {_day(last)}"
    channels = Counter(touch.channel for touch in touches)
    skipped = Counter(reason for course in courses for reason in course.end.skipped.values())
    waits = Counter(wait.reason for touch in touches for wait in touch.waits)
    lacking = sum(touch.missing is not None for touch in touches)
    return [
        *lines,
        *_tally("by channel", channels),
        *_tally("skipped", skipped),
        *([f"lacking a word, left to a rep: {lacking:,}"] if lacking else []),
        *_tally("waited for a mailbox", waits),
        *_tally("ends", Counter(map(standing_of, (course.end for course in courses)))),
    ]


def trouble_lines(courses: Sequence[Course]) -> list[str]:
    """One line where somebody would stand still until a person looks: how many, and the first."""
    ends = [course.end for course in courses if course.end.trouble]
    if not ends:
        return []
    who = _count(len(ends), "prospect")
    words = f"{who} would stand still in needs_attention until a person looks"
    return [f"{words}; the first, {ends[0].prospect}, at {ends[0].trouble}"]


def standing_of(end: SimulatedEnd) -> str:
    """The state and, where it says more, the reason and what follows."""
    reason = f" ({end.reason})" if end.reason not in (None, end.state) else ""
    return f"{end.state}{reason}{f', then {end.then}' if end.then else ''}"


def _print_list(key: str, objects: Iterator[dict[str, object]]) -> None:
    """One member of the document, an object a line: as fast to write as to read."""
    print(f', "{key}": [', end="")
    for number, each in enumerate(objects):
        print(f"{',' if number else ''}\n  {_json(each)}", end="")
    print("\n]", end="")


def _touch_object(touch: SimulatedTouch) -> dict[str, object]:
    return {
        "prospect": touch.prospect,
        "step": touch.step,
        "channel": touch.channel,
        "due_at": touch.due_at.astimezone(ZoneInfo(touch.timezone)).isoformat(),
        "timezone": touch.timezone,
        "variant": touch.variant,
        "why": touch.why,
        **_by_mailbox(touch),
    }


def _by_mailbox(touch: SimulatedTouch) -> dict[str, object]:
    """Who sent it and what it waited for, where mailboxes were simulated."""
    if touch.mailbox is None:
        return {}
    waits = [
        {"at": w.at.isoformat(), "until": w.until.isoformat(), "reason": w.reason, "why": w.why}
        for w in touch.waits
    ]
    return {"mailbox": touch.mailbox, "waits": waits}


def _end_object(end: SimulatedEnd) -> dict[str, object]:
    return {
        "prospect": end.prospect,
        "state": end.state,
        "reason": end.reason,
        "ended_at": end.ended_at.isoformat() if end.ended_at else None,
        "then": end.then,
        "skipped": dict(end.skipped),
        "trouble": end.trouble,
    }


def _json(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _rows_of(course: Course) -> Iterator[tuple[str, ...]]:
    """The touches of one prospect, what was skipped, and the end."""
    zone = course.touches[-1].timezone if course.touches else "UTC"
    ended_at = course.end.ended_at
    lines = [
        *((_wall(t.due_at, t.timezone), t.step, t.channel, _why(t)) for t in course.touches),
        *(("skipped", step, DITTO, why) for step, why in course.end.skipped.items()),
        (_wall(ended_at, zone) if ended_at else DITTO, DITTO, DITTO, standing_of(course.end)),
    ]
    for number, line in enumerate(lines):
        yield DITTO if number else course.end.prospect, *line


def _why(touch: SimulatedTouch) -> str:
    """The why of its last plan, after what it waited for first."""
    if not touch.waits:
        return touch.why
    first = touch.waits[0]
    times = f", {len(touch.waits)} times" if len(touch.waits) > 1 else ""
    return f"waited from {_wall(first.at, touch.timezone)}{times}: {first.why}; then {touch.why}"


def _due(touch: SimulatedTouch) -> datetime:
    return touch.due_at


def _day(touch: SimulatedTouch) -> str:
    return f"{touch.due_at.astimezone(ZoneInfo(touch.timezone)):%a %d %b %Y}"


def _wall(at: datetime, zone: str) -> str:
    """The prospect's time, whose zone stands in the why."""
    return f"{at.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M}"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def _tally(name: str, counted: Counter[str]) -> list[str]:
    if not counted:
        return []
    return [f"{name}: " + ", ".join(f"{what} {count:,}" for what, count in counted.most_common())]
