"""Cadences, and what is planned of them, on somebody's wall clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.cadence import Cadence
from domain.calendar import calendar_of
from domain.observances import observances_in
from domain.timing import Slot, Spread, Starts, Way, plan_slot
from tests.builders import a_cadence, a_step

BERLIN = "Europe/Berlin"
NEW_YORK = "America/New_York"

Keys = Mapping[str, object]
Steps = Mapping[str, int | Keys]


def timed(steps: Steps, **rules: object) -> Cadence:
    """A cadence of steps by their ids, with their days or all their keys, as early as they can."""
    keys: dict[str, dict[str, Any]] = {
        id_: {"day": day} if isinstance(day, int) else dict(day) for id_, day in steps.items()
    }
    return a_cadence(
        steps=[a_step(id_, **more) for id_, more in keys.items()],
        rules={"window": "09:00-17:00", "spread": "none", **rules},
    )


def wall(text: str, zone: str = BERLIN) -> datetime:
    """The instant of a wall time; one with an offset or a Z keeps it."""
    given = datetime.fromisoformat(text)
    return (given if given.tzinfo else given.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


@dataclass(frozen=True)
class Moment:
    """When somebody's touch is planned: their wall time, place and earlier touches."""

    now: str
    zone: str = BERLIN
    holidays: str = ""
    started: Mapping[str, str] = field(default_factory=dict)
    channel: str = "email"
    generation: int = 1


def slot_at(cadence: Cadence, step: str, moment: Moment) -> Slot:
    """The slot of a step as planned at that moment."""
    started = {id_: wall(at, moment.zone) for id_, at in moment.started.items()}
    return plan_slot(
        cadence,
        Way(cadence.by_id[step], moment.channel),
        calendar_of(cadence, moment.zone, observances_in(moment.holidays)),
        Starts(started.get(cadence.steps[0].id), started),
        Spread("e-1", moment.generation),
        wall(moment.now, moment.zone),
    )


ONE_TO_FIVE: Steps = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True)
class Case:
    """What is planned when, and when it is due: wall times, or instants where they end in Z."""

    says: str
    step: str
    moment: Moment
    due: str
    rules: Keys = field(default_factory=dict)
    steps: Steps = field(default_factory=lambda: ONE_TO_FIVE)


def slot_of(case: Case) -> Slot:
    """The slot that is planned in a case."""
    return slot_at(timed(case.steps, **case.rules), case.step, case.moment)


def at_(now: str, **more: Any) -> Moment:  # noqa: ANN401 -- the fields of Moment
    """In Berlin, where nothing else is said."""
    return replace(Moment(now), **more)


def in_us(now: str, **more: Any) -> Moment:  # noqa: ANN401 -- the fields of Moment
    """In New York, with the holidays there."""
    return at_(now, zone=NEW_YORK, holidays="US", **more)


def after(now: str, one: str, **more: Any) -> Moment:  # noqa: ANN401 -- the fields of Moment
    """After step one started."""
    return at_(now, started={"one": one}, **more)
