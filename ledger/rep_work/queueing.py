"""The queue of reps: open tasks, mails in doubt and events that fit nobody, in one order.

One query over the union of the three finds the page, one counts it, one counts what is done. What
is open for a rep is found by an index, however many enrollments there are or have been.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    RowMapping,
    Select,
    Subquery,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    tuple_,
    union_all,
)

from domain.by_hand import CALL_BACK
from domain.people.prospects import address_key, name_of
from domain.rep_work.work_queue import (
    IN_DOUBT,
    LAST,
    PRIORITIES,
    PROMISED,
    UNMATCHED,
    Group,
    minutes_of,
)
from ledger.database.instants import Instant
from ledger.inbound.inbox import IS_FOR_A_PERSON
from ledger.prospects import prospect_of
from ledger.records.rep_work import Counts, Queue, QueueItem, QueueRequest, Take
from ledger.rules.queue_places import Place, place_in, text_of
from ledger.rules.taking import still
from ledger.schema import claims, enrollments, inbox, prospects, task_takes, tasks
from ledger.touches.doubts import CLAIMS, IS_DOUBT

_AT, _STARTS, _ENDS = (bindparam(name, type_=Instant) for name in ("at", "starts", "ends"))
_OWNER = bindparam("owner", type_=Text)
_DUE = func.coalesce(tasks.c.due_at, tasks.c.opened_at)
_NOTHING = cast(null(), Text)
_PLACE_TYPES = (Integer, Integer, Instant, Text, Text)
_PLACE = {f"after_{name}": kind for name, kind in zip(Place._fields, _PLACE_TYPES, strict=True)}
_AFTER = tuple_(*(bindparam(name, type_=kind) for name, kind in _PLACE.items()))


def queue(connection: Connection, request: QueueRequest) -> Queue:
    """A page of work in its order, and the header of the day. Raises `InvalidPlace`."""
    work = _OF_ALL if request.owner is None else _OF_ONE
    owner = address_key(request.owner) if request.owner is not None else None
    given: dict[str, Any] = {**vars(request.day), "owner": owner}
    page, wanted = _page(work, request)
    rows = connection.execute(page, {**given, **wanted}).mappings().all()
    items = tuple(_item(row, request) for row in rows[: request.limit])
    has_more = len(rows) > request.limit
    return Queue(items, _counts(connection, work, given), items[-1].place if has_more else None)


def _tasks(*whose: ColumnElement[bool]) -> Select[Any]:
    is_upcoming = (_DUE >= _ENDS) | tasks.c.postponed.is_not(None)
    group = case((_DUE < _AT, Group.OVERDUE), (is_upcoming, Group.UPCOMING), else_=Group.TODAY)
    of_kind = case(dict(PRIORITIES), value=tasks.c.kind, else_=LAST)
    return select(
        tasks.c.kind.label("kind"),
        cast(group, Integer).label("group"),
        cast(case((tasks.c.postponed == CALL_BACK, PROMISED), else_=of_kind), Integer).label(
            "priority"
        ),
        _DUE.label("due_at"),
        tasks.c.enrollment_id.label("enrollment"),
        tasks.c.step.label("step"),
        func.coalesce(tasks.c.channel, "").label("channel"),
        tasks.c.owner.label("owner"),
        tasks.c.postponed.label("postponed"),
        _NOTHING.label("address"),
    ).where(tasks.c.closed_at.is_(None), *whose)


def _find(kind: str, came_at: ColumnElement[Any], *rest: ColumnElement[Any]) -> Select[Any]:
    """Everybody's work, in the columns of a task's: enrollment, step, channel, and the address."""
    group = case((came_at < _STARTS, Group.OVERDUE), else_=Group.TODAY)
    *which, address = rest
    ranked = (cast(group, Integer), literal(PRIORITIES[kind], Integer), came_at)
    return select(literal(kind, Text), *ranked, *which, _NOTHING, _NOTHING, address)


def _work(*open_tasks: Select[Any]) -> Subquery:
    claim = (claims.c.enrollment_id, claims.c.step, claims.c.channel, claims.c.recipient)
    number = cast(inbox.c.id, Text)
    known = func.coalesce(inbox.c.email, inbox.c.phone)
    event = (literal("", Text), number, literal("", Text), known)
    return union_all(
        *open_tasks,
        _find(IN_DOUBT, claims.c.in_doubt_at, *claim).select_from(CLAIMS).where(*IS_DOUBT),
        _find(UNMATCHED, inbox.c.received_at, *event).where(IS_FOR_A_PERSON),
    ).subquery("work")


_OF_ALL = _work(_tasks())
# Two questions, each with an index: as one, SQLite reads the open tasks of everybody.
_OF_ONE = _work(_tasks(tasks.c.owner == _OWNER), _tasks(tasks.c.owner.is_(None)))


def _order(work: Subquery) -> list[ColumnElement[Any]]:
    return [work.c[name] for name in ("group", "priority", "due_at", "enrollment", "step")]


def _page(work: Subquery, request: QueueRequest) -> tuple[Select[Any], dict[str, Any]]:
    """The page with all that is shown of it, and the parameters that it needs."""
    wanted = select(work).order_by(*_order(work)).limit(request.limit + 1)
    if request.channel is not None:
        wanted = wanted.where(work.c.channel == request.channel)
    if request.group is not None:
        wanted = wanted.where(work.c.group == int(request.group))
    given: dict[str, Any] = {}
    if request.after is not None:
        wanted = wanted.where(tuple_(*_order(work)) > _AFTER)
        given = dict(zip(_PLACE, place_in(request.after), strict=True))
    page = wanted.subquery("page")
    return _shown(page), given


def _shown(page: Subquery) -> Select[Any]:
    return (
        select(
            page,
            enrollments.c.timezone.label("planned_timezone"),
            task_takes.c.by.label("taken_by"),
            task_takes.c.until.label("taken_until"),
            *prospects.c,
        )
        .outerjoin(enrollments, enrollments.c.id == page.c.enrollment)
        .outerjoin(prospects, prospects.c.id == enrollments.c.prospect_id)
        .outerjoin(
            task_takes,
            (task_takes.c.enrollment_id == page.c.enrollment) & (task_takes.c.step == page.c.step),
        )
        .order_by(*_order(page))
    )


def _counts(connection: Connection, work: Subquery, given: dict[str, Any]) -> Counts:
    tally = select(work.c.group, work.c.kind, func.count()).group_by(work.c.group, work.c.kind)
    by_group: dict[int, dict[str, int]] = {group: {} for group in Group}
    for group, kind, count in connection.execute(tally, given):
        by_group[group][kind] = count
    is_mine = tasks.c.completed_by == _OWNER
    whose = tasks.c.completed_by.is_not(None) if given["owner"] is None else is_mine
    done = select(func.count()).where(whose, tasks.c.closed_at.between(_STARTS, _AT))
    return counts_of(by_group, connection.scalar(done, given) or 0)


def counts_of(by_group: Mapping[int, Mapping[str, int]], done: int) -> Counts:
    """The header, from how many of each kind are in each group."""
    overdue, today, upcoming = (sum(by_group[group].values()) for group in Group)
    minutes = sum(minutes_of(by_group[group]) for group in (Group.OVERDUE, Group.TODAY))
    return Counts(done, overdue, today, upcoming, minutes)


def work_of(kind: str, enrollment: str, step: str) -> str:
    """By what a piece of work is asked for: the number of an event, else enrollment and step."""
    return step if kind == UNMATCHED else f"{enrollment}.{step}"


def _item(row: RowMapping, request: QueueRequest) -> QueueItem:
    person = prospect_of(row) if row["id"] else None
    take = Take(row["taken_by"], row["taken_until"]) if row["taken_by"] else None
    named = {name: row[name] for name in ("kind", "priority", "due_at", "enrollment", "step")}
    place = Place(row["group"], *(named[name] for name in Place._fields[1:]))
    return QueueItem(
        **named,
        work=work_of(row["kind"], row["enrollment"], row["step"]),
        group=Group(row["group"]),
        channel=row["channel"],
        prospect=person.address if person else row["address"] or "",
        account=person.account if person else None,
        name=name_of(person.variables) or None if person else None,
        timezone=row["planned_timezone"] or (person.timezone if person else None),
        owner=row["owner"],
        postponed=row["postponed"],
        take=still(take, request.day.at),
        place=text_of(place),
    )
