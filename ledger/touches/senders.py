"""Which mailbox an enrollment's mails come from, and how the mailboxes stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from domain.mailboxes import (
    MISSED_AFTER,
    Ask,
    Mailbox,
    Offer,
    able_for,
    best_of,
    domain_of,
    held_by_pause,
    no_slot,
)
from domain.ports import SenderRequest
from ledger.records import MailboxRow
from ledger.rules.fencing import STARTED
from ledger.schema import EMAIL, claims, waiters
from ledger.touches.mailboxes import Known, all_known, mailbox_row
from ledger.touches.usage import taken, usage_of

_THREAD = (
    select(claims.c.mailbox)
    .where(
        claims.c.enrollment_id == bindparam("enrollment"),
        claims.c.mailbox.is_not(None),
        claims.c.channel == EMAIL,
        claims.c.state.in_([state.value for state in STARTED]),
    )
    .order_by(claims.c.in_doubt_at.desc())
    .limit(1)
)
_WAITING = select(func.count()).where(
    waiters.c.mailbox == bindparam("mailbox"), waiters.c.until >= bindparam("since")
)


def sender(connection: Connection, request: SenderRequest) -> Mailbox:
    """`Mailboxes.sender`."""
    begun_by = connection.scalar(_THREAD, {"enrollment": request.enrollment_id})
    if theirs := [one for one in request.mailboxes if one.address == begun_by]:
        return theirs[0]
    able = able_for(request.mailboxes, request.owner)
    if len(able) == 1:
        return able[0]
    known = all_known(connection, [mailbox.address for mailbox in able])
    ask = first_ask(request)
    offers = [_offer(connection, mailbox, ask, known[mailbox.address]) for mailbox in able]
    return best_of(offers, request.enrollment_id, request.at)


def first_ask(request: SenderRequest) -> Ask:
    """The first mail of a thread as one who asks."""
    domain = domain_of(request.recipient)
    return Ask(request.enrollment_id, request.step, domain, request.at, request.not_after)


def all_mailboxes(
    connection: Connection, given: Sequence[Mailbox], at: datetime
) -> tuple[MailboxRow, ...]:
    """How these mailboxes stand at that instant, in the order given."""
    known = all_known(connection, [mailbox.address for mailbox in given])
    return tuple(_row(connection, mailbox, known[mailbox.address], at) for mailbox in given)


def _offer(connection: Connection, mailbox: Mailbox, ask: Ask, known: Known) -> Offer:
    usage = usage_of(connection, mailbox, ask, known)
    answer = held_by_pause(mailbox, ask, known.pause) or no_slot(mailbox, ask, usage)
    return Offer(mailbox, answer, usage.today, mailbox.cap_on(known.first_used_at, ask.at))


def _row(connection: Connection, mailbox: Mailbox, known: Known, at: datetime) -> MailboxRow:
    usage = taken(connection, mailbox, Ask("", "", "", at, at))
    waiting = {"mailbox": mailbox.address, "since": at - MISSED_AFTER}
    return mailbox_row(mailbox, known, usage, connection.scalar(_WAITING, waiting) or 0, at)
