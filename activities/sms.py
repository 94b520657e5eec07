"""Texts that go by themselves: claimed, handed to the provider, settled by what it answered.

An HTTP request has no moment between its go-ahead and its body: the claim is committed as in doubt
before anything is asked, and taken back where no connection came about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.heartbeats import heartbeating
from activities.refusals import recorded, refused, what_stands
from activities.rep_work import Now, Work, left_out, open_task
from activities.settling import Settling, token
from activities.texts import outcome_of
from activities.touching import Started, StartTouch
from domain.cadence import Sms, content_of, goes_by_itself
from domain.cadence.content import LONGEST_TEXT
from domain.conditions import leaves_out
from domain.errors import InvalidTemplate, MissingVariable
from domain.mailboxes import Mailbox, NoSlot
from domain.people.enrollee import Enrollee
from domain.ports import (
    Claim,
    ClaimRequest,
    ClaimState,
    Ledger,
    LeftToRep,
    Refusal,
    Text,
    TextTransport,
    Withdrawn,
)
from domain.rendering import render_for


@dataclass
class _Attempt:
    """A claim on the way from its reservation to the request; `at` is when the touch starts."""

    ledger: Ledger
    wanted: ClaimRequest
    now: Now
    at: datetime
    claim: Claim | None = None

    @property
    def held(self) -> Claim:
        """The claim. Raises `TypeError` for a transport that asked before it had begun."""
        if self.claim is None:
            raise TypeError(f"{self.wanted.step} of {self.wanted.enrollment_id} was never claimed")
        return self.claim

    async def begin(self, sender: str) -> Refusal | NoSlot | None:
        """Reserve, and commit as in doubt: from here on only an answer tells."""
        self.at = self.now()
        mailbox = Mailbox(sender, sender)
        reserved = await self.ledger.reserve(replace(self.wanted, mailbox=mailbox, at=self.at))
        if not isinstance(reserved, Claim):
            return reserved
        if reserved.state is not ClaimState.RESERVED:
            return Refusal.ALREADY_STARTED
        self.claim = reserved
        return await self.ledger.mark_in_doubt(reserved, self.at)


class SmsActivities:
    """Text messages that no rep has to look at, at most one a touch."""

    def __init__(self, ledger: Ledger, transport: TextTransport, now: Now) -> None:
        self._ledger = ledger
        self._transport = transport
        self._settling = Settling(ledger, now)
        self._now = now

    @activity.defn
    async def send_sms(self, request: StartTouch) -> Started:
        """Send the touch's text if it may go out now; the fact that came of it stands recorded.

        Where no provider is set up, or the text has to be looked at, a rep is asked to send it.
        Safe to run again: what an earlier run has begun is never sent a second time.
        """
        async with heartbeating():
            if begun := await self._ledger.begun(request.enrollment_id, request.step):
                return await self._settling.begun(begun, request)
            enrollee = await self._ledger.enrollee(request.enrollment_id)
            if leaves_out(enrollee, request.step, request.results):
                return await left_out(self._ledger, request, self._now())
            wanted = _wanted(enrollee, request)
            if isinstance(wanted, Work):
                return await open_task(self._ledger, enrollee, request, wanted, self._now())
            return await self._send(enrollee, request, wanted)

    async def _send(self, enrollee: Enrollee, request: StartTouch, text: Text) -> Started:
        wanted = self._claim_for(request, text)
        attempt = _Attempt(self._ledger, wanted, self._now, wanted.at)
        delivery = await self._transport.send(text, attempt.begin)
        now = attempt.at
        match delivery:
            case LeftToRep():
                work = Work("sms", "sms")
                return await open_task(self._ledger, enrollee, request, work, now)
            case Withdrawn(Refusal() as refusal) if attempt.claim is None:
                return await what_stands(self._ledger, request, refusal, now)
            case Withdrawn(refusal) if attempt.claim is None:
                held = refused(request.step, request.generation, refusal, now)
                return await recorded(self._ledger, request, held)
            case _:
                outcome = outcome_of(delivery, request, now)
                return await self._settling.settle(attempt.held, *outcome)

    def _claim_for(self, request: StartTouch, text: Text) -> ClaimRequest:
        return ClaimRequest(
            enrollment_id=request.enrollment_id,
            step=request.step,
            generation=request.generation,
            token=token(),
            message_id=f"sms/{text.sending}",
            mailbox=Mailbox("", ""),
            recipient=text.recipient,
            message=text.words.encode(),
            not_after=request.not_after,
            at=self._now(),
            channel="sms",
        )


def _wanted(enrollee: Enrollee, request: StartTouch) -> Text | Work:
    """The text to send, or what a rep is to do about it."""
    content = content_of(enrollee.cadence.by_id[request.step], "sms")
    if not (isinstance(content, Sms) and goes_by_itself(content)):
        return Work("sms", "sms")
    try:
        words = render_for(enrollee, content.text).strip()
    except MissingVariable as missing:
        return Work("sms", "missing_variable", missing.variable)
    except InvalidTemplate as unfit:
        raise ApplicationError(str(unfit), type="InvalidTemplate", non_retryable=True) from unfit
    if not 0 < len(words) <= LONGEST_TEXT:
        return Work("sms", "sms", f"{len(words)} characters, where 1 to {LONGEST_TEXT} fit")
    sending = f"{request.enrollment_id}.{request.step}.{request.generation}"
    return Text(enrollee.prospect.phone or "", words, sending)
