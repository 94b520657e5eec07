"""Whose a task is, who is about to do it, and who is away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from domain.absences import Absence
from domain.facts import Fact, TaskAssigned
from ledger import facts
from ledger.dialects import insert_or_replace
from ledger.rep_work_records import Take
from ledger.schema import absences, task_takes
from ledger.taking import parts_of, refuse_closed, refuse_taken

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


def assign(session: Session, task_id: str, fact: TaskAssigned) -> Fact:
    """Hand the open task to a rep; the fact as it stands. Raises `UnknownTask`."""
    enrollment_id, step = parts_of(task_id)
    standing = facts.lock(session, enrollment_id)
    refuse_closed(task_id, standing.fold.state.touches.get(step))
    return facts.write(session, standing, (fact,))[0]


def take(session: Session, task_id: str, wanted: Take, at: datetime) -> Take:
    """Let one rep alone do the task. Raises `TaskTaken` and `UnknownTask`."""
    enrollment_id, step = parts_of(task_id)
    standing = facts.lock(session, enrollment_id)
    refuse_closed(task_id, standing.fold.state.touches.get(step))
    refuse_taken(task_id, taken(session, task_id), wanted.by, at)
    row = {"enrollment_id": enrollment_id, "step": step, **vars(wanted)}
    session.execute(_PUT.on(session), row)
    return wanted


def taken(session: Session, task_id: str) -> Take | None:
    """Who has taken the task last, be it over by now."""
    enrollment_id, step = parts_of(task_id)
    row = session.execute(_TAKEN, {"enrollment": enrollment_id, "touch": step}).one_or_none()
    return Take(row.by, row.until) if row else None


def give_back(session: Session, task_id: str, by: str) -> None:
    """The rep does not do it now; another's take stays."""
    enrollment_id, step = parts_of(task_id)
    session.execute(_GIVE_BACK, {"enrollment": enrollment_id, "touch": step, "rep": by})


def keep_absence(session: Session, absence: Absence) -> None:
    """From now on what is opened while the rep is away is the stand-in's."""
    session.execute(insert(absences), vars(absence))


def absences_after(session: Session, at: datetime) -> tuple[Absence, ...]:
    """The absences that last or are to come, as they were said."""
    rows = session.execute(_ABSENCES, {"moment": at}).mappings()
    return tuple(Absence(**row) for row in rows)
