"""What came of the touches of one enrollment, in its order: replies, talks, meetings, deals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.analytics.marks import ANSWERS, HEARD, NOTHING, Mark
from domain.analytics.tally import Tally
from domain.enrollment import Enrollment
from domain.touch import Touched


@dataclass(frozen=True)
class Event:
    """Something that came of a touch: its own step is known, or is still to be found."""

    at: datetime
    mark: Mark
    step: str | None = None


def events_of(state: Enrollment, tally: Tally) -> tuple[Event, ...]:
    """The earliest first; a reply as it counts now, a meeting or a deal when it was first heard."""
    return tuple(sorted(_events(state, tally), key=lambda event: event.at))


def _events(state: Enrollment, tally: Tally) -> Iterator[Event]:
    for source, reply in state.replies.items():
        how = tally.corrected.get(source, reply.reply_class)
        yield Event(reply.at, ANSWERS.get(how, NOTHING), tally.answered.get(source))
    for step, touch in state.touches.items():
        heard = HEARD.get(touch.reason or "")
        if heard and touch.status is Touched.PERFORMED and touch.settled_at:
            yield Event(touch.settled_at, heard, step)
    for mark, at in tally.firsts.items():
        yield Event(at, Mark(mark))


def performed_in(state: Enrollment) -> list[tuple[datetime, str]]:
    """When each touch was performed and its step, the earliest first."""
    return sorted(
        (touch.settled_at, step)
        for step, touch in state.touches.items()
        if touch.status is Touched.PERFORMED and touch.settled_at
    )
