"""The queue of reps in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from domain.mail.doubts import Doubt
from domain.people.prospects import address_key, name_of
from domain.rep_work.work_queue import (
    IN_DOUBT,
    UNMATCHED,
    Day,
    Group,
    group_of_find,
    group_of_task,
    priority_of,
)
from ledger.inbound.inbox import FOR_A_PERSON
from ledger.memory.doubts import doubts
from ledger.memory.enrolling import enrollment_row
from ledger.memory.state import Arrived, Kept, Memory
from ledger.records.rep_work import Queue, QueueItem, QueueRequest
from ledger.rep_work.queueing import counts_of, work_of
from ledger.rules.folding import Row
from ledger.rules.queue_places import Place, place_in, text_of
from ledger.rules.taking import still


def queue(memory: Memory, request: QueueRequest) -> Queue:
    """A page of work in its order, and the header of the day. Raises `InvalidPlace`."""
    owner = address_key(request.owner) if request.owner is not None else None
    work = sorted(_work(memory, owner, request.day), key=_place)
    by_group: dict[int, Counter[str]] = {
        group: Counter(i.kind for i in work if i.group is group) for group in Group
    }
    after = place_in(request.after) if request.after else None
    wanted = [
        item
        for item in work
        if request.channel in (None, item.channel)
        and request.group in (None, item.group)
        and (after is None or _place(item) > after)
    ]
    items = tuple(wanted[: request.limit])
    has_more = len(wanted) > request.limit
    counts = counts_of(by_group, _done(memory, owner, request.day))
    return Queue(items, counts, items[-1].place if has_more else None)


def _work(memory: Memory, owner: str | None, day: Day) -> Iterator[QueueItem]:
    """All of it, in no order."""
    for kept in memory.enrollments.values():
        for row in kept.projection.tasks.values():
            if row["closed_at"] is None and (owner is None or row["owner"] in (owner, None)):
                yield _task(memory, kept, row, day)
    for doubt in doubts(memory):
        yield _doubt(memory, doubt, day)
    for one in memory.inbox.values():
        if one.verdict in FOR_A_PERSON and one.closed_at is None:
            yield _event(one, day)


def _task(memory: Memory, kept: Kept, row: Row, day: Day) -> QueueItem:
    due_at, postponed = row["due_at"] or row["opened_at"], row["postponed"]
    item = _item(memory, kept, row["step"], row["kind"], due_at)
    return _placed(
        replace(
            item,
            group=group_of_task(day, due_at, postponed),
            priority=priority_of(row["kind"], postponed),
            channel=row["channel"] or "",
            owner=row["owner"],
            postponed=postponed,
            take=still(kept.takes.get(row["step"]), day.at),
        )
    )


def _doubt(memory: Memory, doubt: Doubt, day: Day) -> QueueItem:
    kept = memory.kept(doubt.enrollment)
    item = _item(memory, kept, doubt.step, IN_DOUBT, doubt.since)
    group = group_of_find(day, doubt.since)
    return _placed(replace(item, group=group, channel=doubt.channel))


def _event(one: Arrived, day: Day) -> QueueItem:
    came_at = one.event.received_at
    item = _item(None, None, str(one.id), UNMATCHED, came_at)
    address = one.event.email or one.event.phone or ""
    return _placed(replace(item, group=group_of_find(day, came_at), prospect=address))


def _item(
    memory: Memory | None, kept: Kept | None, step: str, kind: str, due_at: datetime
) -> QueueItem:
    """Whose work it is and when it is due; its place is still to be found."""
    enrolled = enrollment_row(memory, kept) if memory and kept else None
    person = memory.prospects[kept.prospect_id] if memory and kept else None
    enrollment = enrolled.enrollment if enrolled else ""
    return QueueItem(
        work=work_of(kind, enrollment, step),
        kind=kind,
        group=Group.TODAY,
        priority=priority_of(kind),
        due_at=due_at,
        channel="",
        enrollment=enrollment,
        step=step,
        prospect=enrolled.prospect if enrolled else "",
        account=person.account if person else None,
        name=name_of(person.variables) or None if person else None,
        timezone=enrolled.timezone if enrolled else None,
        owner=None,
        postponed=None,
        take=None,
        place="",
    )


def _placed(item: QueueItem) -> QueueItem:
    return replace(item, place=text_of(_place(item)))


def _place(item: QueueItem) -> Place:
    return Place(item.group, item.priority, item.due_at, item.enrollment, item.step)


def _done(memory: Memory, owner: str | None, day: Day) -> int:
    rows = (row for kept in memory.enrollments.values() for row in kept.projection.tasks.values())
    return sum(
        row["closed_at"] is not None and day.starts <= row["closed_at"] <= day.at
        for row in rows
        if row["completed_by"] is not None and owner in (None, row["completed_by"])
    )
