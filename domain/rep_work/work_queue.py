"""In what order reps work, and how long it takes them.

The queue has three groups: overdue, today, upcoming. Within each comes first what somebody waits
for, then what is due soonest:

0. a call that was promised for this time, and what somebody wrote that fits nobody yet;
1. calls, as they are done while people can be reached;
2. what holds something up: a mail that lacks a word or a look, a mail in doubt, research;
3. messages: SMS, LinkedIn, voicemail;
4. what has time: videos and all else.

What was postponed is upcoming until its time has come, be it today. A mail in doubt and an event
that fits nobody are everybody's, due by the end of the day on which they came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from domain.by_hand import CALL_BACK

IN_DOUBT = "in_doubt"
UNMATCHED = "unmatched"

PROMISED = 0
LAST = 4
PRIORITIES: Mapping[str, int] = {
    UNMATCHED: PROMISED,
    "call": 1,
    "missing_variable": 2,
    "email_review": 2,
    IN_DOUBT: 2,
    "research": 2,
    "sms": 3,
    "linkedin_connect": 3,
    "linkedin_message": 3,
    "linkedin_inmail": 3,
    "voicemail": 3,
}

# Minutes of work for one of each kind, looking up and writing down included: our estimate.
MINUTES: Mapping[str, int] = {
    "call": 5,
    "voicemail": 2,
    "sms": 2,
    "linkedin_connect": 2,
    "linkedin_message": 3,
    "linkedin_inmail": 4,
    "video": 10,
    "research": 8,
    "email_review": 3,
    "missing_variable": 4,
    IN_DOUBT: 3,
    UNMATCHED: 2,
}
OTHERWISE_MINUTES = 5


class Group(IntEnum):
    """Where a piece of work stands in the queue."""

    OVERDUE = 0
    TODAY = 1
    UPCOMING = 2


@dataclass(frozen=True)
class Day:
    """A rep's day: the moment it is, and between which midnights that lies."""

    at: datetime
    starts: datetime
    ends: datetime


def day_of(at: datetime, zone: str) -> Day:
    """The day of this moment in an IANA zone; a day of 23 or 25 hours where clocks change."""
    here = at.astimezone(ZoneInfo(zone)).date()
    starts, ends = (
        datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for day in (here, here + timedelta(days=1))
    )
    return Day(at, starts, ends)


def group_of_task(day: Day, due_at: datetime, postponed: str | None) -> Group:
    """The group of a task that is due then."""
    if due_at < day.at:
        return Group.OVERDUE
    return Group.TODAY if due_at < day.ends and postponed is None else Group.UPCOMING


def group_of_find(day: Day, came_at: datetime) -> Group:
    """The group of a mail in doubt, or of an event that fits nobody."""
    return Group.OVERDUE if came_at < day.starts else Group.TODAY


def priority_of(kind: str, postponed: str | None = None) -> int:
    """From 0, which is first, to 4."""
    return PROMISED if postponed == CALL_BACK else PRIORITIES.get(kind, LAST)


def minutes_of(counts: Mapping[str, int]) -> int:
    """How long so many of each kind take."""
    return sum(MINUTES.get(kind, OTHERWISE_MINUTES) * count for kind, count in counts.items())
