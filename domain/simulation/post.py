"""The mailboxes of a simulation: who has sent, who waits and who goes before whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.enrollment import Enrollment
from domain.mailboxes import (
    Ask,
    Mailbox,
    NoSlot,
    Offer,
    Slot,
    Usage,
    Waiter,
    able_for,
    best_of,
    domain_of,
    no_slot,
    queue_for,
    taken_by,
)
from domain.people.enrollee import Enrollee

# Longer than any day, hour and gap that a limit looks back on.
LOOKED_BACK_ON = timedelta(days=3)


class Post:
    """What the ledger knows of the mailboxes in production; those who ask come in time's order."""

    def __init__(self, mailboxes: Sequence[Mailbox]) -> None:
        self._mailboxes = tuple(mailboxes)
        self._slots: dict[str, list[Slot]] = defaultdict(list)
        self._first_used: dict[str, datetime] = {}
        self._threads: dict[str, Mailbox] = {}
        self._waiters: dict[str, dict[str, Waiter]] = defaultdict(dict)
        self._coming: dict[str, dict[str, datetime]] = defaultdict(dict)

    def ask(
        self, enrollee: Enrollee, step: str, at: datetime, not_after: datetime
    ) -> Mailbox | NoSlot:
        """The mailbox whose slot the mail has now taken, or why there is none yet.

        Raises `NoMailbox`.
        """
        domain = domain_of(enrollee.prospect.email or "")
        begun = enrollee.enrollment_id in self._threads
        ask = Ask(enrollee.enrollment_id, step, domain, at, not_after, is_follow_up=begun)
        mailbox = self._sender(enrollee, ask)
        answer = no_slot(mailbox, ask, self._usage(mailbox, ask))
        if answer is None:
            self._take(mailbox, ask)
            return mailbox
        waiter = Waiter(ask.enrollment_id, ask.is_follow_up, answer.reason, answer.until)
        self._waiters[mailbox.address][ask.enrollment_id] = waiter
        return answer

    def note(self, enrollment_id: str, state: Enrollment) -> None:
        """What the enrollment has planned; one that has ended or stands still waits no more."""
        if state.is_ended or state.pauses:
            self._leave(enrollment_id)
            return
        mailbox = self._threads.get(enrollment_id)
        if mailbox is not None:
            self._note_plan(mailbox, enrollment_id, state)

    def _note_plan(self, mailbox: Mailbox, enrollment_id: str, state: Enrollment) -> None:
        self._coming[mailbox.address].pop(enrollment_id, None)
        for touch in state.touches.values():
            if touch.mail_comes_at:
                self._coming[mailbox.address][enrollment_id] = touch.mail_comes_at

    def _sender(self, enrollee: Enrollee, ask: Ask) -> Mailbox:
        if begun_by := self._threads.get(ask.enrollment_id):
            return begun_by
        able = able_for(self._mailboxes, enrollee.cadence.owner)
        if len(able) == 1:
            return able[0]
        offers = (self._offer(mailbox, ask) for mailbox in able)
        return best_of(offers, ask.enrollment_id, ask.at)

    def _offer(self, mailbox: Mailbox, ask: Ask) -> Offer:
        usage = self._usage(mailbox, ask)
        cap = mailbox.cap_on(usage.first_used_at, ask.at)
        return Offer(mailbox, no_slot(mailbox, ask, usage), usage.today, cap)

    def _usage(self, mailbox: Mailbox, ask: Ask) -> Usage:
        queue = queue_for(ask, mailbox, self._waiters[mailbox.address].values())
        to_come = 0 if ask.is_follow_up else self._follow_ups(mailbox, ask)
        return replace(
            taken_by(self._slots[mailbox.address], mailbox, ask),
            first_used_at=self._first_used.get(mailbox.address),
            follow_ups=to_come,
            waiting=queue.waiting,
            last_turn=queue.last_turn,
            turn_at=queue.turn_at,
        )

    def _follow_ups(self, mailbox: Mailbox, ask: Ask) -> int:
        begins, ends = mailbox.midnight_before(ask.at), mailbox.midnight_after(ask.at)
        return sum(begins <= due < ends for due in self._coming[mailbox.address].values())

    def _take(self, mailbox: Mailbox, ask: Ask) -> None:
        self._leave(ask.enrollment_id)
        slots = self._slots[mailbox.address]
        while slots and slots[0].at < ask.at - LOOKED_BACK_ON:
            slots.pop(0)
        slots.append(Slot(ask.at, ask.domain))
        self._first_used.setdefault(mailbox.address, ask.at)
        self._threads[ask.enrollment_id] = mailbox

    def _leave(self, enrollment_id: str) -> None:
        for mailbox in self._mailboxes:
            self._waiters[mailbox.address].pop(enrollment_id, None)
            self._coming[mailbox.address].pop(enrollment_id, None)
