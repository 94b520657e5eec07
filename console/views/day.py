"""A rep's day as its page shows it: whose it is, and the queue under headings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from pydantic import BaseModel, Field

from console.asked import LONGEST_PLACE, LONGEST_SEARCH
from console.door.guarding import NotAllowed
from console.room import Room
from console.views import words
from console.views.rendering import clock, hour, query, soon
from domain.people.prospects import address_key
from domain.rep_work.work_queue import IN_DOUBT, UNMATCHED, Group, day_of
from ledger.people.users import Role, User
from ledger.records.rep_work import QueueItem, QueueRequest

EVERYBODY = "everybody"
PAGE = 40
GROUPS: Mapping[Group, str] = {
    Group.OVERDUE: "Overdue",
    Group.TODAY: "Today",
    Group.UPCOMING: "Upcoming",
}
BY: Mapping[str, str] = {"": "Due", "channel": "Channel", "local": "Local time"}
ELSEWHERE = frozenset({IN_DOUBT, UNMATCHED})
# Where it is morning people can be reached, and where it is night nobody can.
_NIGHT, _UNKNOWN = "Night there", "Time there not known"
_PARTS: Mapping[str, range] = {
    "Morning there": range(7, 12),
    "Afternoon there": range(12, 17),
    "Evening there": range(17, 21),
}
_BY_PART = (*_PARTS, _NIGHT, _UNKNOWN)


class View(BaseModel):
    """How the queue is looked at, as it stands in the address."""

    by: str = Field("", max_length=LONGEST_SEARCH)
    owner: str = Field("", max_length=LONGEST_SEARCH)
    place: str = Field("", max_length=LONGEST_PLACE)

    def address(self, task: str = "", **also: str) -> str:
        """The page of this task, or of whatever is first, seen in the same way."""
        asked = query(**{**self.model_dump(), **also})
        path = f"/today/{quote(task, safe='')}" if task else "/today"
        return f"{path}?{asked}" if asked else path

    @property
    def fields(self) -> Mapping[str, str]:
        """The same for a form."""
        return self.model_dump(exclude_defaults=True)


@dataclass(frozen=True)
class Line:
    """A piece of work in the list: `when` it is due by the rep's clock, what time it is `there`."""

    item: QueueItem
    address: str
    is_task: bool
    when: str
    there: str | None


@dataclass(frozen=True)
class Stretch:
    """Lines under a heading."""

    title: str
    lines: tuple[Line, ...]


def request_of(room: Room, user: User, view: View) -> QueueRequest:
    """The page of the queue that was asked for. Raises `NotAllowed` for another rep's."""
    day = day_of(room.now(), room.zone_of(user.email))
    return QueueRequest(whose(user, view.owner), day, limit=PAGE, after=view.place or None)


def whose(user: User, owner: str) -> str | None:
    """Whose work is asked for, None for everybody's. Raises `NotAllowed`."""
    if not owner or address_key(owner) == address_key(user.email):
        return user.email
    if not user.role.includes(Role.MANAGER):
        raise NotAllowed("you can see your own day and what is nobody's; ask a manager for more")
    return None if owner == EVERYBODY else owner


def stretches(
    items: Sequence[QueueItem], view: View, now: datetime, zone: str
) -> tuple[Stretch, ...]:
    """The page in its order, under headings; each heading once, where its first line stands."""
    under: dict[str, list[Line]] = {}
    title = _TITLES.get(view.by, _by_group)
    for item in items:
        under.setdefault(title(item, now), []).append(_line(item, view, now, zone))
    headings = _BY_PART if view.by == "local" else under
    return tuple(Stretch(each, tuple(under[each])) for each in headings if each in under)


def after(found: Sequence[Stretch], task: str) -> str:
    """The task below this one as the page has them; the first one below the last, or none."""
    tasks = [line.item.work for each in found for line in each.lines if line.is_task]
    at = tasks.index(task) + 1 if task in tasks else 0
    rest = [other for other in (*tasks[at:], *tasks[:at]) if other != task]
    return rest[0] if rest else ""


def _line(item: QueueItem, view: View, now: datetime, zone: str) -> Line:
    there = clock(now, item.timezone) if item.timezone else None
    when = soon(item.due_at, zone, now)
    match item.kind:
        case "in_doubt":
            address = f"/enrollments/{item.enrollment}#doubt-{item.step}"
        case "unmatched":
            address = f"/inbox#event-{item.work}"
        case _:
            address = view.address(item.work)
    return Line(item, address, item.kind not in ELSEWHERE, when, there)


def _by_group(item: QueueItem, _: datetime) -> str:
    return GROUPS[item.group]


def _by_channel(item: QueueItem, _: datetime) -> str:
    return words.channel(item.channel) if item.channel else words.work(item.kind)


def _by_local_time(item: QueueItem, now: datetime) -> str:
    if not item.timezone:
        return _UNKNOWN
    here = hour(now, item.timezone)
    return next((part for part, hours in _PARTS.items() if here in hours), _NIGHT)


_TITLES: Mapping[str, Callable[[QueueItem, datetime], str]] = {
    "channel": _by_channel,
    "local": _by_local_time,
}
