"""What a mailbox has sent, and what it has promised: counted under the lock of its row."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, bindparam, case, func, or_, select

from domain.mailboxes import (
    HELD_FOR,
    HOUR,
    MISSED_AFTER,
    Ask,
    Mailbox,
    Queue,
    Usage,
    Waiter,
    queue_for,
)
from domain.ports import ClaimState
from domain.touch import Touched
from ledger.rules.fencing import STARTED
from ledger.schema import PLANNED_MAILS, claims, enrollments, touches, waiters
from ledger.touches.mailboxes import Known

# What is reserved counts for who asks, but not between those that start.
NONE_HELD = -timedelta(days=1)

# No column of an index: without statistics SQLite would take everything that the mailbox has ever
# sent for less than the few mails of one enrollment.
_IS_FROM_IT = func.coalesce(claims.c.mailbox, "") == bindparam("mailbox")
_STARTED = claims.c.state.in_([state.value for state in STARTED])
# What others have taken of a mailbox since an instant: started, or reserved not long ago.
_TAKEN = (
    claims.c.mailbox == bindparam("mailbox"),
    claims.c.slot_at >= bindparam("since"),
    or_(
        _STARTED,
        (claims.c.state == ClaimState.RESERVED.value)
        & (claims.c.slot_at >= bindparam("held_since")),
    ),
    or_(
        claims.c.enrollment_id != bindparam("enrollment"),
        claims.c.step != bindparam("touch"),
    ),
)
_IS_TODAY = claims.c.slot_at >= bindparam("midnight")
_COUNT = select(
    func.sum(case((_IS_TODAY, 1), else_=0)).label("today"),
    func.sum(case((claims.c.slot_at > bindparam("hour_ago"), 1), else_=0)).label("hour"),
    func.sum(
        case((_IS_TODAY & (claims.c.recipient_domain == bindparam("domain")), 1), else_=0)
    ).label("to_domain"),
    func.max(claims.c.slot_at).label("last_at"),
).where(*_TAKEN)
# The mail whose leaving the last hour lets the next one in.
_FREES_HOUR = (
    select(claims.c.slot_at)
    .where(*_TAKEN)
    .order_by(claims.c.slot_at.desc())
    .limit(1)
    .offset(bindparam("others"))
)
_HAS_BEGUN = (
    select(claims.c.step)
    .where(
        claims.c.enrollment_id == bindparam("enrollment"),
        _IS_FROM_IT,
        _STARTED,
    )
    .limit(1)
)
_CAN_GO_ON = enrollments.c.is_open & (enrollments.c.state != "paused")
_WAITERS = (
    select(waiters.c.enrollment_id, waiters.c.is_follow_up, waiters.c.reason, waiters.c.until)
    .join(enrollments, enrollments.c.id == waiters.c.enrollment_id)
    .where(
        waiters.c.mailbox == bindparam("mailbox"),
        waiters.c.until >= bindparam("since"),
        waiters.c.until < bindparam("midnight"),
        _CAN_GO_ON,
    )
)
# A mail whose time has come is still to come until it has its slot.
_HAS_SLOT = (
    select(claims.c.step)
    .where(
        claims.c.enrollment_id == touches.c.enrollment_id,
        claims.c.step == touches.c.step,
        claims.c.slot_at.is_not(None),
    )
    .exists()
)
_PLANNED_FOLLOW_UPS = (
    select(func.count())
    .select_from(touches)
    .join(enrollments, enrollments.c.id == touches.c.enrollment_id)
    .where(
        PLANNED_MAILS,
        touches.c.due_at >= bindparam("since"),
        touches.c.due_at < bindparam("midnight"),
        _CAN_GO_ON,
        ~_HAS_SLOT,
        select(claims.c.step)
        .where(
            claims.c.enrollment_id == touches.c.enrollment_id,
            _IS_FROM_IT,
            _STARTED,
        )
        .exists(),
    )
)
_HELD_FOLLOW_UPS = (
    select(func.count())
    .select_from(waiters)
    .join(enrollments, enrollments.c.id == waiters.c.enrollment_id)
    .join(
        touches,
        (touches.c.enrollment_id == waiters.c.enrollment_id) & (touches.c.step == waiters.c.step),
    )
    .where(
        waiters.c.mailbox == bindparam("mailbox"),
        waiters.c.is_follow_up,
        waiters.c.until >= bindparam("since"),
        waiters.c.until < bindparam("midnight"),
        _CAN_GO_ON,
        touches.c.status == Touched.HELD.value,
    )
)


def has_begun(connection: Connection, mailbox: Mailbox, ask: Ask) -> bool:
    """Whether the mailbox has sent the enrollment a mail, which the asker's would follow."""
    given = {"mailbox": mailbox.address, "enrollment": ask.enrollment_id}
    return connection.execute(_HAS_BEGUN, given).first() is not None


def usage_of(connection: Connection, mailbox: Mailbox, ask: Ask, known: Known) -> Usage:
    """What the mailbox has sent and promised, as the asker sees it."""
    queue = _queue(connection, mailbox, ask)
    usage = taken(connection, mailbox, ask, HELD_FOR)
    # Only a day's cap is shared with those that follow.
    is_shared = mailbox.limits.day is not None and not ask.is_follow_up
    to_come = _follow_ups(connection, mailbox, ask) if is_shared else 0
    return replace(
        usage,
        first_used_at=known.first_used_at,
        follow_ups=to_come,
        waiting=queue.waiting,
        last_turn=queue.last_turn,
        turn_at=queue.turn_at,
    )


def usage_of_started(connection: Connection, mailbox: Mailbox, ask: Ask, known: Known) -> Usage:
    """What has really started: the last word on caps and gaps; who reserved has waited."""
    return replace(
        taken(connection, mailbox, ask, NONE_HELD),
        first_used_at=known.first_used_at,
        last_turn=_queue(connection, mailbox, ask).last_turn,
        turn_at=ask.at,
    )


def taken(
    connection: Connection, mailbox: Mailbox, ask: Ask, held_for: timedelta = HELD_FOR
) -> Usage:
    """What others than the asker have taken of the mailbox, and nothing of what is to come."""
    midnight, hour_ago = mailbox.midnight_before(ask.at), ask.at - HOUR
    longest = mailbox.limits.gap[1] if mailbox.limits.gap else HOUR
    given = {
        "mailbox": mailbox.address,
        "enrollment": ask.enrollment_id,
        "touch": ask.step,
        "domain": ask.domain,
        "midnight": midnight,
        "hour_ago": hour_ago,
        "since": min(midnight, hour_ago, ask.at - longest),
        "held_since": ask.at - held_for,
    }
    row = connection.execute(_COUNT, given).one()
    today, hour, to_domain = (row.today or 0, row.hour or 0, row.to_domain or 0)
    frees_at = None
    if mailbox.limits.hour and hour >= mailbox.limits.hour:
        oldest = connection.scalar(_FREES_HOUR, {**given, "others": mailbox.limits.hour - 1})
        frees_at = oldest + HOUR if oldest else None
    return Usage(today, hour, frees_at, to_domain, row.last_at)


def _queue(connection: Connection, mailbox: Mailbox, ask: Ask) -> Queue:
    given = {
        "mailbox": mailbox.address,
        "since": ask.at - MISSED_AFTER,
        "midnight": mailbox.midnight_after(ask.at),
    }
    rows = connection.execute(_WAITERS, given)
    return queue_for(ask, mailbox, (Waiter(*row) for row in rows))


def _follow_ups(connection: Connection, mailbox: Mailbox, ask: Ask) -> int:
    """The mails of begun threads, planned or held, that are still to come on the mailbox's day."""
    given = {
        "mailbox": mailbox.address,
        "since": mailbox.midnight_before(ask.at),
        "midnight": mailbox.midnight_after(ask.at),
    }
    counts = (connection.scalar(one, given) for one in (_PLANNED_FOLLOW_UPS, _HELD_FOLLOW_UPS))
    return sum(count or 0 for count in counts)
