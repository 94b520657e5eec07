"""By which mailbox a touch's mail goes, and what a mail server's answer means for the mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from temporalio.exceptions import ApplicationError

from activities.deliveries import BackOff, mailbox_fault_of
from activities.touching import StartTouch
from domain.errors import NoMailbox
from domain.mailboxes import Mailbox, able_for
from domain.people.enrollee import Enrollee
from domain.ports import Delivery, Mailboxes, SenderRequest

# How long, in Drumbeat time, a mailbox leaves a server alone that finds it too eager.
BACK_OFF = timedelta(hours=1)


class Senders:
    """The mailboxes of this installation, as a touch sees them."""

    def __init__(self, ledger: Mailboxes, mailboxes: Sequence[Mailbox]) -> None:
        self._ledger = ledger
        self._mailboxes = tuple(mailboxes)

    @property
    def are_several(self) -> bool:
        return len(self._mailboxes) > 1

    async def of(self, enrollee: Enrollee, request: StartTouch, now: datetime) -> Mailbox:
        """The mailbox of the enrollment's thread, or the one that can begin it first.

        Where there is none the enrollment is held until a person has named one.
        """
        owner = enrollee.cadence.owner
        try:
            if not self.are_several:
                return able_for(self._mailboxes, owner)[0]
            return await self._ledger.sender(
                SenderRequest(
                    enrollment_id=request.enrollment_id,
                    step=request.step,
                    recipient=enrollee.prospect.email or "",
                    owner=owner,
                    mailboxes=self._mailboxes,
                    not_after=request.not_after,
                    at=now,
                )
            )
        except NoMailbox as none:
            raise ApplicationError(str(none), type="NoMailbox", non_retryable=True) from none

    async def spare(self, mailbox: Mailbox, delivery: Delivery, now: datetime) -> None:
        """What the server holds against the mailbox stops the mailbox, never the person."""
        fault = mailbox_fault_of(delivery)
        if fault is not None:
            until = now + BACK_OFF if isinstance(fault, BackOff) else None
            await self._ledger.pause_mailbox(mailbox.address, fault.said, until, now)
