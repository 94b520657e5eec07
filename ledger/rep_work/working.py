"""Whose a task is, who is about to do it, and who is away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from domain.facts import Fact, TaskAssigned
from domain.rep_work.absences import Absence
from ledger import facts
from ledger.database.dialects import insert_or_replace
from ledger.records.rep_work import Take
from ledger.rules.taking import parts_of, refuse_closed, refuse_taken
from ledger.schema import absences, task_takes

_THE_TASK = (
    (task_takes.c.enrollment_id == bindparam("enrollment")),
    (task_takes.c.step == bindparam("touch")),
)
_PUT = insert_or_replace(task_takes)
_TAKEN = select(task_takes.c.by, task_takes.c.until).where(*_THE_TASK)
_GIVE_BACK = delete(task_takes).where(*_THE_TASK, task_takes.c.by == bindparam("rep"))
_COLUMNS = ("rep", "starts", "ends", "stand_in", "by", "at")
_ABSENCES = (
    select(*(absences.c[name] for name in _COLUMNS))
    .where(absences.c.ends > bindparam("moment"))
    .order_by(absences.c.id)
)


def assign(connection: Connection, task_id: str, fact: TaskAssigned) -> Fact:
    """Hand the open task to a rep; the fact as it stands. Raises `UnknownTask`."""
    enrollment_id, step = parts_of(task_id)
    standing = facts.lock(connection, enrollment_id)
    refuse_closed(task_id, standing.fold.state.touches.get(step))
    return facts.write(connection, standing, (fact,))[0]


def take(connection: Connection, task_id: str, wanted: Take, at: datetime) -> Take:
    """Let one rep alone do the task. Raises `TaskTaken` and `UnknownTask`."""
    enrollment_id, step = parts_of(task_id)
    standing = facts.lock(connection, enrollment_id)
    refuse_closed(task_id, standing.fold.state.touches.get(step))
    refuse_taken(task_id, taken(connection, task_id), wanted.by, at)
    row = {"enrollment_id": enrollment_id, "step": step, **vars(wanted)}
    connection.execute(_PUT.on(connection), row)
    return wanted


def taken(connection: Connection, task_id: str) -> Take | None:
    """Who has taken the task last, be it over by now."""
    enrollment_id, step = parts_of(task_id)
    row = connection.execute(_TAKEN, {"enrollment": enrollment_id, "touch": step}).one_or_none()
    return Take(row.by, row.until) if row else None


def give_back(connection: Connection, task_id: str, by: str) -> None:
    """The rep does not do it now; another's take stays."""
    enrollment_id, step = parts_of(task_id)
    connection.execute(_GIVE_BACK, {"enrollment": enrollment_id, "touch": step, "rep": by})


def keep_absence(connection: Connection, absence: Absence) -> None:
    """From now on what is opened while the rep is away is the stand-in's."""
    connection.execute(insert(absences), vars(absence))


def absences_after(connection: Connection, at: datetime) -> tuple[Absence, ...]:
    """The absences that last or are to come, as they were said."""
    rows = connection.execute(_ABSENCES, {"moment": at}).mappings()
    return tuple(Absence(**row) for row in rows)
