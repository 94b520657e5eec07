"""Rep work: opening it is starting a touch, so it locks and checks as a claim does."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Select, bindparam, select

from domain.facts import Fact, TaskOpened
from domain.people.prospects import address_key
from domain.ports import Refusal, TaskRequest
from domain.rep_work.absences import Absence, present
from domain.touch import Touch
from ledger import facts
from ledger.database.dialects import insert_once
from ledger.prospects import prospect_of
from ledger.records import TaskRow
from ledger.rep_work import working
from ledger.rules.folding import fold_from_json
from ledger.rules.taking import no_task, parts_of
from ledger.schema import briefs, enrollments, prospects, tasks
from ledger.touches.hindrances import Wish, before, refusal

_BRIEF = insert_once(briefs)
_TIMES = ("opened_at", "due_at", "escalated_at", "until", "postponed", "owner")
_AS_STORED = (*_TIMES, "detail", "brief", "workflow_id")
_OPEN = (
    select(
        tasks.c.enrollment_id,
        tasks.c.step,
        tasks.c.kind,
        tasks.c.channel.label("planned_channel"),
        *(tasks.c[name] for name in _TIMES),
        briefs.c.channel,
        briefs.c.detail,
        briefs.c.brief,
        enrollments.c.workflow_id,
        *(column for column in prospects.c),
    )
    .join(enrollments, enrollments.c.id == tasks.c.enrollment_id)
    .join(prospects, prospects.c.id == enrollments.c.prospect_id)
    .outerjoin(
        briefs,
        (briefs.c.enrollment_id == tasks.c.enrollment_id) & (briefs.c.step == tasks.c.step),
    )
    .where(tasks.c.closed_at.is_(None))
    .order_by(tasks.c.opened_at, tasks.c.enrollment_id, tasks.c.step)
)
_ONE = _OPEN.where(
    tasks.c.enrollment_id == bindparam("enrollment"), tasks.c.step == bindparam("touch")
)
_FOLD = select(enrollments.c.fold).where(enrollments.c.id == bindparam("enrollment"))


def open_task(connection: Connection, request: TaskRequest) -> Fact | Refusal:
    """`Tasks.open`."""
    standing = facts.lock(connection, request.enrollment_id)
    absent = working.absences_after(connection, request.at)
    opened = opened_by(request, absent)
    known = facts.known_facts(connection, request.enrollment_id, [opened.key])
    if known:
        return known[opened.key]
    if refused := refusal(
        connection, standing, before(connection, standing, request.step), _wish(request)
    ):
        return refused
    names = ("enrollment_id", "step", "channel", "detail", "brief")
    connection.execute(_BRIEF.on(connection), {name: getattr(request, name) for name in names})
    (stored,) = facts.write(connection, standing, (opened,))
    return stored


def opened_by(request: TaskRequest, absences: Iterable[Absence]) -> TaskOpened:
    """The fact of a task that may be opened, for its owner or whoever stands in."""
    return TaskOpened(
        at=request.at,
        step=request.step,
        kind=request.kind,
        until=request.until,
        due_at=request.due_at,
        escalates_at=request.escalates_at,
        owner=present(request.owner, absences, request.at),
    )


def open_tasks(connection: Connection, owner: str | None) -> tuple[TaskRow, ...]:
    """All open tasks, or those of this owner, the oldest first."""
    query = _OPEN if owner is None else _OPEN.where(tasks.c.owner == bindparam("rep"))
    return _rows(connection, query, {"rep": address_key(owner)} if owner is not None else {})


def open_task_of(connection: Connection, task_id: str) -> TaskRow:
    """The open task of this id. Raises `UnknownTask`."""
    enrollment_id, step = parts_of(task_id)
    rows = _rows(connection, _ONE, {"enrollment": enrollment_id, "touch": step})
    if not rows:
        raise no_task(task_id, _touch(connection, enrollment_id, step))
    return rows[0]


def _wish(request: TaskRequest) -> Wish:
    return Wish(request.step, request.generation, request.channel, request.not_after, request.at)


def _touch(connection: Connection, enrollment_id: str, step: str) -> Touch | None:
    """How the touch stands, where there is such an enrollment."""
    fold = connection.scalar(_FOLD, {"enrollment": enrollment_id})
    return fold_from_json(fold).state.touches.get(step) if fold else None


def _rows(
    connection: Connection, query: Select[*tuple[object, ...]], wanted: dict[str, str]
) -> tuple[TaskRow, ...]:
    return tuple(
        TaskRow(
            task=f"{row['enrollment_id']}.{row['step']}",
            enrollment=row["enrollment_id"],
            step=row["step"],
            kind=row["kind"],
            channel=row["channel"] or row["planned_channel"] or "",
            prospect=prospect_of(row).address,
            **{name: row[name] for name in _AS_STORED},
        )
        for row in connection.execute(query, wanted).mappings()
    )
