"""Who has really got which arm of an experiment, and how soon something came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.analytics.events import Event, performed_in
from domain.analytics.marks import REPLIED, Mark
from domain.analytics.tally import Played, Tally
from domain.enrollment import Enrollment

_SECOND = timedelta(seconds=1)


class Outcome(StrEnum):
    """What is hoped for; a meeting is a good reply, too."""

    POSITIVE = "positive"
    REPLY = "reply"
    MEETING = "meeting"


HOPED_FOR = {
    Outcome.POSITIVE: Mark.POSITIVE | Mark.MEETING,
    Outcome.REPLY: REPLIED | Mark.MEETING,
    Outcome.MEETING: Mark.MEETING,
}


@dataclass(frozen=True)
class Exposure:
    """Whom the first performed touch of an arm reached at `reached_at`.

    Each `to_` is how many seconds, rounded up, it took from then to the first outcome of its name.
    """

    experiment: str
    arm: str
    cadence: str
    enrolled_at: datetime
    reached_at: datetime
    to_positive: int | None = None
    to_reply: int | None = None
    to_meeting: int | None = None


def exposures_of(
    state: Enrollment, tally: Tally, events: Sequence[Event], enrolled_at: datetime
) -> Mapping[str, Exposure]:
    """By experiment, once each that an arm has reached."""
    found: dict[str, Exposure] = {}
    for at, arms in _performed(state, tally):
        for experiment in arms.keys() - found.keys():
            took = {f"to_{name}": _took(events, hoped, at) for name, hoped in HOPED_FOR.items()}
            exposure = Exposure(
                experiment, arms[experiment], tally.cadence, enrolled_at, at, **took
            )
            found[experiment] = exposure
    return found


def arms_in(variant: str | None) -> Mapping[str, str]:
    """The arms by experiment that shaped a touch, as in `opener/number, hour/early`."""
    named = (each.partition("/") for each in (variant or "").split(", ") if each)
    return {experiment: arm for experiment, _, arm in named}


def _performed(state: Enrollment, tally: Tally) -> Iterator[tuple[datetime, Mapping[str, str]]]:
    """When each touch was performed that an arm has shaped, the earliest first."""
    for at, step in performed_in(state):
        if arms := arms_in(tally.touches.get(step, Played()).variant):
            yield at, arms


def _took(events: Sequence[Event], hoped: Mark, since: datetime) -> int | None:
    came = next((one.at for one in events if one.at >= since and one.mark & hoped), None)
    return None if came is None else -((since - came) // _SECOND)
