"""Mails: written, claimed, handed to the mail server, and settled by what it answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.deliveries import outcome_of
from activities.heartbeats import heartbeating
from activities.mail import Author, Letterhead, Mail, files_of, thread_so_far
from activities.refusals import recorded, refused, what_stands
from activities.rep_work import Now, Work, left_out, open_task
from activities.senders import Senders
from activities.settling import Settling, token
from activities.touching import Started, StartTouch
from domain.cadence import email_of
from domain.conditions import leaves_out
from domain.errors import InvalidTemplate, MissingVariable, UnknownFile
from domain.mailboxes import Mailbox, NoSlot
from domain.people.enrollee import Enrollee
from domain.ports import (
    Claim,
    ClaimRequest,
    ClaimState,
    Delivery,
    Ledger,
    MailTransport,
    Refusal,
)

NOTHING_ADDED = Letterhead()


class EmailActivities:
    """Mails from these mailboxes, at most one a touch."""

    def __init__(
        self,
        ledger: Ledger,
        transport: MailTransport,
        mailboxes: Sequence[Mailbox],
        now: Now,
        letterhead: Letterhead = NOTHING_ADDED,
    ) -> None:
        self._ledger = ledger
        self._transport = transport
        self._senders = Senders(ledger, mailboxes)
        self._letterhead = letterhead
        self._settling = Settling(ledger, now)
        self._now = now

    @activity.defn
    async def send_email(self, request: StartTouch) -> Started:
        """Send the touch's mail if it may go out now; the fact that came of it stands recorded.

        Safe to run again: what an earlier run has begun is never sent a second time.
        """
        async with heartbeating():
            enrollee = await self._ledger.enrollee(request.enrollment_id)
            wanted = await self._wanted(enrollee, request)
            if isinstance(wanted, ClaimRequest):
                return await self._claim_and_send(wanted, enrollee, request)
            # What an earlier attempt may have sent is no work of a rep, whatever has changed since.
            if begun := await self._ledger.begun(request.enrollment_id, request.step):
                return await self._settling.begun(begun, request, begun.mailbox.address)
            if wanted is None:
                return await left_out(self._ledger, request, self._now())
            return await open_task(self._ledger, enrollee, request, wanted, self._now())

    async def _wanted(self, enrollee: Enrollee, request: StartTouch) -> ClaimRequest | Work | None:
        """The mail to send, or what a rep is to do about it; None where the step is left out."""
        if leaves_out(enrollee, request.step, request.results):
            return None
        try:
            attempt = await self._attempt(enrollee, request)
        except MissingVariable as missing:
            return Work("email", "missing_variable", missing.variable)
        needs_review = email_of(enrollee.cadence, request.step).review
        return Work("email", "email_review") if needs_review else attempt

    async def _claim_and_send(
        self, attempt: ClaimRequest, enrollee: Enrollee, request: StartTouch
    ) -> Started:
        claim = await self._ledger.reserve(attempt)
        if isinstance(claim, NoSlot) and self._senders.are_several:
            # There was room when it was chosen; another that has some may begin the thread.
            attempt = await self._attempt(enrollee, request)
            claim = await self._ledger.reserve(attempt)
        return await self._claimed(claim, attempt, request)

    async def _claimed(
        self, claim: Claim | Refusal | NoSlot, attempt: ClaimRequest, request: StartTouch
    ) -> Started:
        """Send on a fresh claim; one that has been used says itself what came of it."""
        match claim:
            case NoSlot():
                held = refused(request.step, request.generation, claim, attempt.at)
                return await recorded(self._ledger, request, held)
            case Refusal():
                return await what_stands(self._ledger, request, claim, self._now())
            case Claim(state=ClaimState.SENT | ClaimState.IN_DOUBT):
                return await self._settling.begun(claim, request, claim.mailbox.address)
            case _:
                delivery, started = await self._send(claim, attempt)
                sender = claim.mailbox.address
                outcome = outcome_of(delivery, request, sender, started)
                settled = await self._settling.settle(claim, *outcome)
                await self._senders.spare(claim.mailbox, delivery, self._now())
                return settled

    async def _send(self, claim: Claim, attempt: ClaimRequest) -> tuple[Delivery, datetime]:
        """Hand the mail over, and when the touch started: between the go-ahead and the body."""
        started = self._now()

        async def start() -> Refusal | NoSlot | None:
            nonlocal started
            started = self._now()
            return await self._ledger.mark_in_doubt(claim, started)

        delivery = await self._transport.send(
            attempt.mailbox.address, attempt.recipient, attempt.message, start
        )
        return delivery, started

    # Writing

    async def _attempt(self, enrollee: Enrollee, request: StartTouch) -> ClaimRequest:
        """This attempt's claim with its finished mail. Raises `MissingVariable`."""
        mailbox = await self._senders.of(enrollee, request, self._now())
        author = Author(mailbox.sender, self._letterhead)
        try:
            mail = await self._mail(author, enrollee, request.step)
            message = author.written(mail)
        except (InvalidTemplate, UnknownFile, ValueError) as unfit:
            raise _hopeless(unfit) from unfit
        return ClaimRequest(
            enrollment_id=request.enrollment_id,
            step=request.step,
            generation=request.generation,
            token=token(),
            message_id=mail.message_id,
            mailbox=mailbox,
            recipient=mail.recipient,
            message=message,
            not_after=request.not_after,
            at=mail.at,
            subject=mail.words.subject,
        )

    async def _mail(self, author: Author, enrollee: Enrollee, step: str) -> Mail:
        """The mail, dated now: with its claim, its date stands for good."""
        thread = await thread_so_far(self._ledger, enrollee, step)
        files = await files_of(self._ledger, enrollee, step)
        return author.mail(enrollee, step, self._now(), thread, files)


def _hopeless(error: Exception) -> ApplicationError:
    """What trying again cannot change: the enrollment is held until a person has looked."""
    return ApplicationError(str(error), type=type(error).__name__, non_retryable=True)
