"""What the ledger knows of the mailboxes: since when they are used, and which stand still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, select, update

from domain.mailboxes import Mailbox, MailboxPause, Usage
from ledger.database.dialects import insert_once
from ledger.records import MailboxRow
from ledger.schema import mailboxes, waiters

_THE_MAILBOX = mailboxes.c.address == bindparam("mailbox")
_LOCK = select(mailboxes).where(_THE_MAILBOX).with_for_update()
_WAITS = select(waiters.c.step).where(waiters.c.enrollment_id == bindparam("asker")).exists()
# A pause waits for who has read the row so, mails do not wait for each other. Both in one lookup,
# as this is all that a mailbox without limits costs.
_SHARE = (
    select(mailboxes, _WAITS.label("may_wait"))
    .where(_THE_MAILBOX)
    .with_for_update(read=True, key_share=True, of=mailboxes)
)
_INSERT = insert_once(mailboxes)
_FIRST_USE = (
    update(mailboxes)
    .where(_THE_MAILBOX, mailboxes.c.first_used_at.is_(None))
    .values(first_used_at=bindparam("at"))
)
_PAUSE = (
    update(mailboxes)
    .where(_THE_MAILBOX)
    .values(paused_at=bindparam("at"), paused_until=bindparam("end"), pause_reason=bindparam("why"))
)

_Row = Row[str, datetime | None, datetime | None, datetime | None, str | None]


@dataclass(frozen=True)
class Known:
    """A mailbox's row; one that is not known yet has done nothing.

    `may_wait` is whether who asked may have a turn, at this mailbox or at another.
    """

    first_used_at: datetime | None = None
    pause: MailboxPause | None = None
    may_wait: bool = True


def locked(connection: Connection, mailbox: Mailbox, asker: str) -> Known:
    """The mailbox as it stands for an enrollment that asks: it cannot be paused meanwhile.

    Where it has limits to keep nobody else may count what it has sent, either. Locked after the
    enrollment's row, always, so that no two wait for each other.
    """
    if mailbox.is_limited:
        return _locked(connection, mailbox.address)
    row = connection.execute(_SHARE, {"mailbox": mailbox.address, "asker": asker}).one_or_none()
    return replace(_known(row), may_wait=row.may_wait) if row else Known()


def note_use(connection: Connection, mailbox: Mailbox, known: Known, at: datetime) -> None:
    """The first mail ever that starts: the warm-up counts from it."""
    if known.first_used_at is None:
        connection.execute(_INSERT.on(connection), {"address": mailbox.address})
        connection.execute(_FIRST_USE, {"mailbox": mailbox.address, "at": at})


def pause(
    connection: Connection, address: str, reason: str, until: datetime | None, at: datetime
) -> None:
    """`Mailboxes.pause_mailbox`."""
    stands = _locked(connection, address).pause
    if stands is None or outlasts(MailboxPause(at, reason, until), stands):
        connection.execute(_PAUSE, {"mailbox": address, "at": at, "end": until, "why": reason})


def resume(connection: Connection, address: str) -> bool:
    """`Mailboxes.resume_mailbox`."""
    if _locked(connection, address).pause is None:
        return False
    connection.execute(_PAUSE, {"mailbox": address, "at": None, "end": None, "why": None})
    return True


def outlasts(new: MailboxPause, stands: MailboxPause) -> bool:
    """Whether the new pause ends later; one without end is ended by a person alone."""
    if stands.until is None:
        return False
    return new.until is None or new.until > stands.until


def mailbox_row(
    mailbox: Mailbox, known: Known, usage: Usage, waiting: int, at: datetime
) -> MailboxRow:
    """How a mailbox stands, as people read it."""
    pause = known.pause if known.pause and known.pause.holds_at(at) else None
    return MailboxRow(
        address=mailbox.address,
        owner=mailbox.owner,
        sent_today=usage.today,
        cap=mailbox.cap_on(known.first_used_at, at),
        sent_this_hour=usage.hour,
        waiting=waiting,
        ramp_day=mailbox.ramp_day(known.first_used_at, at),
        last_at=usage.last_at,
        paused=pause.reason if pause else None,
        paused_until=pause.until if pause else None,
    )


def all_known(connection: Connection, addresses: Sequence[str]) -> dict[str, Known]:
    """The rows of these mailboxes, by address."""
    rows = connection.execute(select(mailboxes).where(mailboxes.c.address.in_(addresses)))
    known = {row.address: _known(row) for row in rows}
    return {address: known.get(address, Known()) for address in addresses}


def _locked(connection: Connection, address: str) -> Known:
    row = connection.execute(_LOCK, {"mailbox": address}).one_or_none()
    if row is None:
        connection.execute(_INSERT.on(connection), {"address": address})
        row = connection.execute(_LOCK, {"mailbox": address}).one_or_none()
    return _known(row)


def _known(row: _Row | None) -> Known:
    if row is None:
        return Known()
    if row.paused_at is None:
        return Known(row.first_used_at)
    paused = MailboxPause(row.paused_at, row.pause_reason or "", row.paused_until)
    return Known(row.first_used_at, paused)
