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
from console.views.rendering import clock, query, soon
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
    day = day_of(room.now(), zone_of_rep(room, user))
    return QueueRequest(whose(user, view.owner), day, limit=PAGE, after=view.place or None)


def zone_of_rep(room: Room, user: User) -> str:
    """Where they work: the zone of their mailbox, UTC without one."""
    return zone_of(room, user.email)


def zone_of(room: Room, rep: str) -> str:
    """The zone of this rep's mailbox, UTC without one."""
    zones = {address_key(each.owner): each.timezone for each in room.mailboxes if each.owner}
    return zones.get(address_key(rep), "UTC")


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
    ordered = sorted(under.items()) if view.by == "local" else list(under.items())
    return tuple(Stretch(heading, tuple(lines)) for heading, lines in ordered)


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
    return f"{clock(now, item.timezone)} there now" if item.timezone else "Time there not known"


_TITLES: Mapping[str, Callable[[QueueItem, datetime], str]] = {
    "channel": _by_channel,
    "local": _by_local_time,
}
