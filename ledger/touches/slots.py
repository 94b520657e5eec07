"""Slots of mailboxes: a claim is one; who finds none waits. Under the lock of the mailbox's row."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, bindparam, delete

from domain.mailboxes import Ask, Mailbox, NoSlot, held_by_pause, no_slot
from ledger.database.dialects import insert_or_replace
from ledger.schema import waiters
from ledger.touches import mailboxes
from ledger.touches.mailboxes import Known
from ledger.touches.usage import has_begun, usage_of, usage_of_started

_WAIT = insert_or_replace(waiters)
_STOP_WAITING = delete(waiters).where(waiters.c.enrollment_id == bindparam("enrollment"))


def asked(connection: Connection, mailbox: Mailbox, ask: Ask) -> NoSlot | None:
    """Whether a touch may take a slot now; it waits where it may not."""
    known, ask = _looked_up(connection, mailbox, ask)
    answer = held_by_pause(mailbox, ask, known.pause)
    if answer is None and mailbox.is_limited:
        answer = no_slot(mailbox, ask, usage_of(connection, mailbox, ask, known))
    return _kept(connection, mailbox, ask, known, answer)


def started(connection: Connection, mailbox: Mailbox, ask: Ask) -> NoSlot | None:
    """Whether the mail of a reserved slot may start now; it waits where it may not."""
    known, ask = _looked_up(connection, mailbox, ask)
    answer = held_by_pause(mailbox, ask, known.pause)
    if answer is None and mailbox.is_limited:
        answer = no_slot(mailbox, ask, usage_of_started(connection, mailbox, ask, known))
    if answer is None:
        mailboxes.note_use(connection, mailbox, known, ask.at)
    return _kept(connection, mailbox, ask, known, answer)


def _looked_up(connection: Connection, mailbox: Mailbox, ask: Ask) -> tuple[Known, Ask]:
    known = mailboxes.locked(connection, mailbox, ask.enrollment_id)
    return known, _knowing(connection, mailbox, ask)


def _knowing(connection: Connection, mailbox: Mailbox, ask: Ask) -> Ask:
    """The asker with whether it continues a thread, which matters only to limits."""
    if not mailbox.is_limited:
        return ask
    return replace(ask, is_follow_up=has_begun(connection, mailbox, ask))


def _kept(
    connection: Connection, mailbox: Mailbox, ask: Ask, known: Known, answer: NoSlot | None
) -> NoSlot | None:
    """The answer, with the asker's place among those who wait."""
    if answer is not None:
        waits = {
            "enrollment_id": ask.enrollment_id,
            "step": ask.step,
            "mailbox": mailbox.address,
            "is_follow_up": ask.is_follow_up,
            "reason": answer.reason.value,
            "until": answer.until,
        }
        connection.execute(_WAIT.on(connection), waits)
    elif known.may_wait:
        connection.execute(_STOP_WAITING, {"enrollment": ask.enrollment_id})
    return answer
