"""Rep work: opening it is starting a touch, so it locks and checks as a claim does."""

from __future__ import annotations

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from domain.facts import Fact, TaskOpened
from domain.ports import Refusal, TaskRequest
from ledger import facts
from ledger.dialects import insert_once
from ledger.hindrances import Wish, before, refusal
from ledger.prospects import prospect_of
from ledger.records import TaskRow, UnknownTask
from ledger.schema import briefs, enrollments, prospects, tasks

_BRIEF = insert_once(briefs)
_AS_STORED = ("opened_at", "due_at", "escalated_at", "until", "detail", "brief", "workflow_id")
_OPEN = (
    select(
        tasks.c.enrollment_id,
        tasks.c.step,
        tasks.c.kind,
        tasks.c.channel.label("planned_channel"),
        tasks.c.opened_at,
        tasks.c.due_at,
        tasks.c.escalated_at,
        tasks.c.until,
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


def open_task(session: Session, request: TaskRequest) -> Fact | Refusal:
    """`Tasks.open`."""
    standing = facts.lock(session, request.enrollment_id)
    opened = opened_by(request)
    known = facts.known_facts(session, request.enrollment_id, [opened.key])
    if known:
        return known[opened.key]
    if refused := refusal(
        session, standing, before(session, standing, request.step), _wish(request)
    ):
        return refused
    names = ("enrollment_id", "step", "channel", "detail", "brief")
    session.execute(_BRIEF.on(session), {name: getattr(request, name) for name in names})
    (stored,) = facts.write(session, standing, (opened,))
    return stored


def opened_by(request: TaskRequest) -> TaskOpened:
    """The fact of a task that may be opened."""
    return TaskOpened(
        at=request.at,
        step=request.step,
        kind=request.kind,
        until=request.until,
        due_at=request.due_at,
        escalates_at=request.escalates_at,
    )


def open_tasks(session: Session) -> tuple[TaskRow, ...]:
    """All open tasks, the oldest first."""
    return _rows(session, _OPEN, {})


def open_task_of(session: Session, task_id: str) -> TaskRow:
    """The open task of this id. Raises `UnknownTask`."""
    enrollment_id, _, step = task_id.partition(".")
    rows = _rows(session, _ONE, {"enrollment": enrollment_id, "touch": step})
    if not rows:
        raise UnknownTask(f"there is no open task {task_id!r}")
    return rows[0]


def _wish(request: TaskRequest) -> Wish:
    return Wish(request.step, request.generation, request.channel, request.not_after, request.at)


def _rows(
    session: Session, query: Select[*tuple[object, ...]], wanted: dict[str, str]
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
        for row in session.execute(query, wanted).mappings()
    )
