"""Slots of mailboxes in memory: nothing comes between the look and the write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.mailboxes import (
    HELD_FOR,
    MISSED_AFTER,
    Ask,
    Mailbox,
    MailboxPause,
    NoSlot,
    Offer,
    Queue,
    Slot,
    Usage,
    Waiter,
    able_for,
    best_of,
    domain_of,
    held_by_pause,
    no_slot,
    queue_for,
    taken_by,
)
from domain.ports import ClaimState, SenderRequest
from domain.touch import Touched
from ledger.memory.state import Frozen, Kept, Memory
from ledger.records import MailboxRow
from ledger.rules.fencing import STARTED
from ledger.touches.mailboxes import Known, mailbox_row, outlasts
from ledger.touches.senders import first_ask
from ledger.touches.usage import NONE_HELD


def asked(memory: Memory, mailbox: Mailbox, ask: Ask) -> NoSlot | None:
    """Whether a touch may take a slot now; it waits where it may not."""
    ask = _knowing(memory, mailbox, ask)
    usage = usage_of(memory, mailbox, ask) if mailbox.is_limited else Usage()
    return _kept(memory, mailbox, ask, _answer(memory, mailbox, ask, usage))


def started(memory: Memory, mailbox: Mailbox, ask: Ask) -> NoSlot | None:
    """Whether the mail of a reserved slot may start now; it waits where it may not."""
    ask, known = _knowing(memory, mailbox, ask), _known(memory, mailbox)
    usage = _usage_of_started(memory, mailbox, ask) if mailbox.is_limited else Usage()
    answer = _answer(memory, mailbox, ask, usage)
    if answer is None and known.first_used_at is None:
        memory.mailboxes[mailbox.address] = replace(known, first_used_at=ask.at)
    return _kept(memory, mailbox, ask, answer)


def sender(memory: Memory, request: SenderRequest) -> Mailbox:
    """`Mailboxes.sender`."""
    kept = memory.kept(request.enrollment_id)
    begun = [one for one in kept.claims.values() if one.is_mail and _has_started(one)]
    begun_by = max(begun, key=_slot_at).claim.mailbox.address if begun else None
    if theirs := [one for one in request.mailboxes if one.address == begun_by]:
        return theirs[0]
    ask = first_ask(request)
    able = able_for(request.mailboxes, request.owner)
    offers = (_offer(memory, mailbox, ask) for mailbox in able)
    return best_of(offers, request.enrollment_id, request.at)


def pause(memory: Memory, address: str, new: MailboxPause) -> None:
    """`Mailboxes.pause_mailbox`."""
    known = memory.mailboxes.get(address, Known())
    if known.pause is None or outlasts(new, known.pause):
        memory.mailboxes[address] = replace(known, pause=new)


def resume(memory: Memory, address: str) -> bool:
    """`Mailboxes.resume_mailbox`."""
    known = memory.mailboxes.get(address, Known())
    memory.mailboxes[address] = replace(known, pause=None)
    return known.pause is not None


def all_mailboxes(memory: Memory, given: Sequence[Mailbox], at: datetime) -> tuple[MailboxRow, ...]:
    """How these mailboxes stand at that instant, in the order given."""
    return tuple(_row(memory, mailbox, at) for mailbox in given)


def usage_of(memory: Memory, mailbox: Mailbox, ask: Ask) -> Usage:
    """What the mailbox has sent and promised, as the asker sees it."""
    queue = _queue(memory, mailbox, ask)
    to_come = 0 if ask.is_follow_up else _follow_ups(memory, mailbox, ask)
    return replace(
        _taken(memory, mailbox, ask, HELD_FOR),
        first_used_at=_known(memory, mailbox).first_used_at,
        follow_ups=to_come,
        waiting=queue.waiting,
        last_turn=queue.last_turn,
        turn_at=queue.turn_at,
    )


def _usage_of_started(memory: Memory, mailbox: Mailbox, ask: Ask) -> Usage:
    """What has really started: the last word on caps and gaps; who reserved has waited."""
    return replace(
        _taken(memory, mailbox, ask, NONE_HELD),
        first_used_at=_known(memory, mailbox).first_used_at,
        last_turn=_queue(memory, mailbox, ask).last_turn,
        turn_at=ask.at,
    )


def _answer(memory: Memory, mailbox: Mailbox, ask: Ask, usage: Usage) -> NoSlot | None:
    pause = _known(memory, mailbox).pause
    return held_by_pause(mailbox, ask, pause) or no_slot(mailbox, ask, usage)


def _taken(memory: Memory, mailbox: Mailbox, ask: Ask, held_for: timedelta) -> Usage:
    slots = (
        Slot(_slot_at(frozen), domain_of(frozen.recipient))
        for kept in memory.enrollments.values()
        for frozen in kept.claims.values()
        if frozen.claim.mailbox.address == mailbox.address and not _is_of(frozen, ask)
        if _has_started(frozen) or _is_held(frozen, ask.at - held_for)
    )
    return taken_by(slots, mailbox, ask)


def _queue(memory: Memory, mailbox: Mailbox, ask: Ask) -> Queue:
    theirs = (waiter for address, waiter in memory.waiters.values() if address == mailbox.address)
    return queue_for(ask, mailbox, (w for w in theirs if _can_go_on(memory.kept(w.enrollment_id))))


def _follow_ups(memory: Memory, mailbox: Mailbox, ask: Ask) -> int:
    """The mails of begun threads, planned or held, that are still to come on the mailbox's day."""
    begins, ends = mailbox.midnight_before(ask.at), mailbox.midnight_after(ask.at)
    coming = (
        comes_at
        for kept in memory.enrollments.values()
        if _can_go_on(kept) and _has_begun(kept, mailbox)
        for touch in kept.projection.fold.state.touches.values()
        if touch.status is not Touched.HELD or kept.enrollment_id in memory.waiters
        if not _has_slot(kept, touch.step) and (comes_at := touch.mail_comes_at)
    )
    return sum(begins <= comes_at < ends for comes_at in coming)


def _has_slot(kept: Kept, step: str) -> bool:
    return step in kept.claims and kept.claims[step].slot_at is not None


def _offer(memory: Memory, mailbox: Mailbox, ask: Ask) -> Offer:
    usage = usage_of(memory, mailbox, ask)
    cap = mailbox.cap_on(usage.first_used_at, ask.at)
    return Offer(mailbox, _answer(memory, mailbox, ask, usage), usage.today, cap)


def _row(memory: Memory, mailbox: Mailbox, at: datetime) -> MailboxRow:
    usage = usage_of(memory, mailbox, Ask("", "", "", at, at))
    theirs = (waiter for address, waiter in memory.waiters.values() if address == mailbox.address)
    waiting = sum(waiter.until >= at - MISSED_AFTER for waiter in theirs)
    return mailbox_row(mailbox, _known(memory, mailbox), usage, waiting, at)


def _kept(memory: Memory, mailbox: Mailbox, ask: Ask, answer: NoSlot | None) -> NoSlot | None:
    """The answer, with the asker's place among those who wait."""
    if answer is None:
        memory.waiters.pop(ask.enrollment_id, None)
    else:
        waiter = Waiter(ask.enrollment_id, ask.is_follow_up, answer.reason, answer.until)
        memory.waiters[ask.enrollment_id] = (mailbox.address, waiter)
    return answer


def _knowing(memory: Memory, mailbox: Mailbox, ask: Ask) -> Ask:
    return replace(ask, is_follow_up=_has_begun(memory.kept(ask.enrollment_id), mailbox))


def _known(memory: Memory, mailbox: Mailbox) -> Known:
    return memory.mailboxes.get(mailbox.address, Known())


def _has_begun(kept: Kept, mailbox: Mailbox) -> bool:
    return any(
        _has_started(frozen) and frozen.claim.mailbox.address == mailbox.address
        for frozen in kept.claims.values()
    )


def _has_started(frozen: Frozen) -> bool:
    return frozen.claim.state in STARTED


def _is_held(frozen: Frozen, since: datetime) -> bool:
    return frozen.claim.state is ClaimState.RESERVED and _slot_at(frozen) >= since


def _is_of(frozen: Frozen, ask: Ask) -> bool:
    return (frozen.claim.enrollment_id, frozen.claim.step) == (ask.enrollment_id, ask.step)


def _slot_at(frozen: Frozen) -> datetime:
    if frozen.slot_at is None:
        raise ValueError(f"{frozen.claim} has no slot")
    return frozen.slot_at


def _can_go_on(kept: Kept) -> bool:
    return kept.is_open and not kept.projection.fold.state.pauses
