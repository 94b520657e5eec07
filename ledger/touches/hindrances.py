"""What stands against a touch that is about to start, asked under the lock of its enrollment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from domain.people.prospects import Prospect
from domain.ports import Refusal
from ledger.database.dialects import lock_tables
from ledger.enrollments.pauses import PAUSED
from ledger.facts import Standing
from ledger.rules.addresses import keys_of
from ledger.rules.refusing import Start, hindrance_of, refusal_of
from ledger.schema import (
    cadence_pauses,
    claims,
    enrollments,
    pending_stops,
    prospects,
    suppressions,
)
from ledger.suppressions import is_suppressed

_ADDRESSES = ("id", "email", "phone", "linkedin_url")
_CLAIM = ("generation", "token", "state", "message_id", "recipient", "not_after", "channel")
# Not with the lock itself: PostgreSQL would answer as of before the wait for it.
_BEFORE = (
    select(
        *(prospects.c[name] for name in _ADDRESSES),
        *(claims.c[name] for name in _CLAIM),
        select(pending_stops.c.source_id)
        .where(pending_stops.c.enrollment_id == bindparam("enrollment"))
        .exists()
        .label("has_stop"),
        select(cadence_pauses.c.id)
        .join(enrollments, enrollments.c.cadence == cadence_pauses.c.name)
        .where(enrollments.c.id == bindparam("enrollment"), PAUSED)
        .exists()
        .label("is_cadence_paused"),
    )
    .outerjoin(
        claims,
        (claims.c.enrollment_id == bindparam("enrollment")) & (claims.c.step == bindparam("touch")),
    )
    .where(prospects.c.id == bindparam("who"))
)


@dataclass(frozen=True)
class Frozen:
    """What the claims table keeps of an attempt."""

    generation: int
    token: str
    state: str
    message_id: str
    recipient: str
    not_after: datetime
    channel: str


@dataclass(frozen=True)
class Before:
    """A touch before it starts: whose it is, what was heard or said, an earlier claim on it."""

    person: Prospect
    has_stop: bool
    is_cadence_paused: bool
    claim: Frozen | None


@dataclass(frozen=True)
class Wish:
    """The touch that is to start now, on this channel and to these addresses besides its person's.

    Domains count too; see `addresses.listed_keys`.
    """

    step: str
    generation: int
    channel: str
    not_after: datetime | None
    at: datetime
    keys: tuple[str, ...] = ()


def before(connection: Connection, standing: Standing, step: str) -> Before:
    """How the touch stands: nobody can add to what is against it until the transaction ends."""
    lock_tables(connection, (suppressions, cadence_pauses), "ROW SHARE")
    of = {"enrollment": standing.enrollment_id, "touch": step, "who": standing.prospect_id}
    row = connection.execute(_BEFORE, of).one()
    person = Prospect(**{name: getattr(row, name) for name in _ADDRESSES})
    claim = None
    if row.token is not None:
        claim = Frozen(**{name: getattr(row, name) for name in _CLAIM})
    return Before(person, row.has_stop, row.is_cadence_paused, claim)


def refusal(
    connection: Connection, standing: Standing, stands: Before, wish: Wish
) -> Refusal | None:
    """The weightiest reason against it."""
    return refusal_of(_start(connection, standing, stands, wish))


def hindrance(
    connection: Connection, standing: Standing, stands: Before, wish: Wish
) -> Refusal | None:
    """The same, where the touch has begun and goes on."""
    return hindrance_of(_start(connection, standing, stands, wish))


def _start(connection: Connection, standing: Standing, stands: Before, wish: Wish) -> Start:
    keys: Iterable[str] = {*keys_of(stands.person), *wish.keys}
    return Start(
        state=standing.fold.state,
        step=wish.step,
        generation=wish.generation,
        not_after=wish.not_after,
        at=wish.at,
        has_stop=stands.has_stop,
        is_cadence_paused=stands.is_cadence_paused,
        is_suppressed=is_suppressed(connection, keys, wish.channel),
    )
