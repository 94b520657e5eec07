"""Whole cadences that stand still: a row for each pause, whatever the number of people in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, select, update

from domain.errors import UnknownCadence
from domain.pausing import CadencePause, HeldBack
from ledger.database.dialects import PerDialect, lock_table
from ledger.records import Attribution
from ledger.schema import HELD_BACK, cadence_pauses, cadences, enrollments, touches

# The condition of the index, word for word.
PAUSED = cadence_pauses.c.resumed_at.is_(None)

_KNOWN = select(cadences.c.version).where(cadences.c.name == bindparam("cadence")).limit(1)
_PAUSE = PerDialect(
    cadence_pauses,
    lambda new: new.on_conflict_do_nothing().returning(cadence_pauses.c.id),
)
_RESUME = (
    update(cadence_pauses)
    .where(cadence_pauses.c.name == bindparam("cadence"), PAUSED)
    .values(resumed_at=bindparam("at"), resumed_by=bindparam("whom"))
    .returning(cadence_pauses.c.id)
)
_ENDED = cadence_pauses.c.resumed_at.is_not(None) & cadence_pauses.c.woken_at.is_(None)
# Whom an earlier pause still holds, the new one holds: its end wakes all of them.
_TAKE_OVER = (
    update(cadence_pauses)
    .where(cadence_pauses.c.name == bindparam("cadence"), _ENDED)
    .values(woken_at=bindparam("at"))
)
_WOKEN = (
    update(cadence_pauses)
    .where(cadence_pauses.c.id == bindparam("pause"))
    .values(woken_at=bindparam("at"))
)
_ALL = select(cadence_pauses).order_by(cadence_pauses.c.id.desc())
_HELD = (
    select(enrollments.c.id, enrollments.c.workflow_id)
    .select_from(touches)
    .join(enrollments, enrollments.c.id == touches.c.enrollment_id)
    .where(
        HELD_BACK,
        touches.c.until > bindparam("end", type_=touches.c.until.type),
        # Not by the index of cadences: everybody is in one, and few are held.
        enrollments.c.cadence + "" == bindparam("cadence"),
        enrollments.c.is_open,
    )
)
_LONGEST_HELD = _HELD.order_by(touches.c.until, enrollments.c.number).limit(bindparam("most"))

_Row = Row[int, str, datetime, str, str | None, datetime | None, str | None, datetime | None]


def pause(connection: Connection, name: str, attribution: Attribution) -> bool:
    """Let nothing of the cadence start; whether it was going on. Raises `UnknownCadence`."""
    _refuse_unknown(connection, name)
    # Whoever starts a touch comes before it or after.
    lock_table(connection, cadence_pauses, "EXCLUSIVE")
    said = {"by": attribution.by, "because": attribution.because, "paused_at": attribution.at}
    is_new = connection.execute(_PAUSE.on(connection), {"name": name, **said}).first() is not None
    if is_new:
        connection.execute(_TAKE_OVER, {"cadence": name, "at": attribution.at})
    return is_new


def resume(connection: Connection, name: str, by: str, at: datetime) -> bool:
    """Let it go on; whether it was paused. Raises `UnknownCadence`."""
    _refuse_unknown(connection, name)
    said = {"cadence": name, "at": at, "whom": by}
    return connection.execute(_RESUME, said).first() is not None


def paused(connection: Connection) -> Mapping[str, CadencePause]:
    """The pauses that stand, by cadence."""
    rows = connection.execute(_ALL.where(PAUSED))
    return {row.name: _pause(row) for row in rows}


def history(connection: Connection, name: str) -> tuple[CadencePause, ...]:
    """Every pause of this cadence, the latest first."""
    rows = connection.execute(_ALL.where(cadence_pauses.c.name == name))
    return tuple(map(_pause, rows))


def ended(connection: Connection) -> tuple[CadencePause, ...]:
    """The pauses that are over and not yet noted as woken, the latest first."""
    return tuple(map(_pause, connection.execute(_ALL.where(_ENDED))))


def held_back(connection: Connection, pause: CadencePause, limit: int) -> tuple[HeldBack, ...]:
    """Those that the pause still holds after its end, the longest held first."""
    given = {"cadence": pause.cadence, "end": pause.resumed_at, "most": limit}
    return tuple(HeldBack(*row) for row in connection.execute(_LONGEST_HELD, given))


def note_woken(connection: Connection, pause_id: int, at: datetime) -> None:
    """Nobody is left whom it holds."""
    connection.execute(_WOKEN, {"pause": pause_id, "at": at})


def _refuse_unknown(connection: Connection, name: str) -> None:
    if connection.execute(_KNOWN, {"cadence": name}).first() is None:
        raise UnknownCadence(f"no cadence {name!r} has been published")


def _pause(row: _Row) -> CadencePause:
    return CadencePause(
        id=row.id,
        cadence=row.name,
        paused_at=row.paused_at,
        by=row.by,
        because=row.because,
        resumed_at=row.resumed_at,
        resumed_by=row.resumed_by,
    )
