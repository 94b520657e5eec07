"""One person's way through a cadence, fact by fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.cadence import Cadence
from domain.experiments import assign, variant_of
from domain.facts import Enrolled, EnrollmentEnded, Fact, TouchPlanned
from domain.people.prospects import Prospect, country_of
from domain.world.happening import DAY, HOUR, Chance, Moment, Stop

OPENS, CLOSES = 9, 17
# After the last touch: how long an answer may take, and when nobody waits for one any more.
LAST_ROOM = 4 * DAY
SATURDAY = 5
# Between two touches of one day: a rep who is late is done by then.
GAP = 4 * HOUR


@dataclass(frozen=True)
class Life:
    """A prospect in a cadence with all that happened, in the order in which it did."""

    enrollment_id: str
    prospect: Prospect
    cadence: Cadence
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Birth:
    """Who comes into which cadence, and when."""

    enrollment_id: str
    prospect: Prospect
    cadence: Cadence
    at: datetime

    @property
    def zone(self) -> str:
        return self.prospect.timezone or self.cadence.rules.timezone


def lived(birth: Birth, chance: Chance, until: datetime) -> Life:
    """The life up to that moment."""
    happened = [fact for fact in _facts(birth, chance) if fact.at <= until]
    # By their instants; of one instant in the order in which they came up.
    ordered = tuple(sorted(happened, key=lambda fact: fact.at))
    return Life(birth.enrollment_id, birth.prospect, birth.cadence, ordered)


def _facts(birth: Birth, chance: Chance) -> Iterator[Fact]:
    touches = list(_touches(birth, chance))
    yield _enrolled(birth)
    before, stop = birth.at, None
    for touch in touches:
        yield _planned(touch, before)
        if stop:
            break
        before = touch.at
        happen = chance.mail if touch.channel == "email" else chance.task
        facts, stop = happen(touch)
        yield from facts
    stop = stop or Stop(before + LAST_ROOM, "finished", "completed")
    yield EnrollmentEnded(at=stop.at, state=stop.state, reason=stop.reason)
    if stop.is_glad:
        yield from chance.sale(birth.enrollment_id, stop.at)


def _enrolled(birth: Birth) -> Enrolled:
    return Enrolled(
        at=birth.at,
        cadence=birth.cadence.name,
        version=birth.cadence.version,
        variants=assign(birth.cadence, birth.prospect),
        country=country_of(birth.prospect),
        owner=birth.cadence.owner,
    )


def _planned(touch: Moment, at: datetime) -> TouchPlanned:
    return TouchPlanned(
        at=at,
        step=touch.step,
        generation=1,
        channel=touch.channel,
        due_at=touch.at,
        not_after=touch.at + 8 * HOUR,
        timezone=touch.zone,
        why="a seeded world",
        variant=touch.variant,
    )


def _touches(birth: Birth, chance: Chance) -> Iterator[Moment]:
    arms = assign(birth.cadence, birth.prospect)
    moments = [*_moments(birth, chance)]
    for number, (step, at) in enumerate(zip(birth.cadence.steps, moments, strict=True)):
        follows = moments[number + 1] if number + 1 < len(moments) else at + LAST_ROOM
        yield Moment(
            enrollment_id=birth.enrollment_id,
            step=step.id,
            number=number,
            channel=step.channel,
            variant=variant_of(birth.cadence, arms, step.id),
            at=at,
            zone=birth.zone,
            room=follows - at,
        )


def _moments(birth: Birth, chance: Chance) -> Iterator[datetime]:
    """When each touch begins: on its business day, at an hour of the prospect's own clock."""
    zone = ZoneInfo(birth.zone)
    first = birth.at.astimezone(zone).date() + timedelta(days=1)
    before = birth.at
    for step in birth.cadence.steps:
        hour = OPENS + chance.dice.number(f"{step.id}/hour", CLOSES - OPENS)
        minute = time(hour, chance.dice.number(f"{step.id}/minute", 60))
        here = datetime.combine(_business_day(first, step.day), minute, zone)
        before = max(here.astimezone(UTC), before + GAP)
        yield before


def _business_day(first: date, number: int) -> date:
    """The business day of this number, from the first on, which may be a Saturday."""
    day = first
    while True:
        if day.weekday() < SATURDAY:
            number -= 1
            if number <= 0:
                return day
        day += timedelta(days=1)
