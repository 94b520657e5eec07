"""A hundred people somewhere in the shipped cadences, each told in about ten facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.rep_work import kind_of
from domain.cadence import AnyStep, content_of
from domain.facts import (
    EnrollmentEnded,
    Fact,
    Paused,
    ReplyReceived,
    TaskCompleted,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchPlanned,
)
from domain.mailboxes import Mailbox
from domain.people.enrollee import Enrollee
from domain.people.prospects import Prospect
from domain.ports import Claim, ClaimRequest, ClaimState, InboundEvent, TaskRequest
from ledger.records import Ticket
from ledger.sql import SqlLedger
from starter.files.library import read_cadence_file, shipped_cadences
from starter.files.publishing import publish_all

PEOPLE = 100
FACTS = 10
ROBIN = "robin@northwind.example"
MAILBOX = Mailbox(ROBIN, ROBIN)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
WHY = "day {day} of the cadence; within their hours, spread over what remains of the window"
MESSAGE = (
    b"From: Robin <robin@northwind.example>\r\nTo: you@example.com\r\nSubject: Hello\r\n\r\n"
    + b"A paragraph of an ordinary length. " * 12
)
REPLY = b"From: you@example.com\r\nSubject: Re: Hello\r\n\r\nYes, call me on Thursday.\r\n"
# How somebody's last day looks, by their number.
ENDINGS = (
    *("planned", "planned", "planned", "open", "open"),
    *("replied", "replied", "completed", "held", "paused"),
)
IN_DOUBT = 99


@dataclass(frozen=True)
class Person:
    """Somebody who is enrolled; `now` is the moment at which the crowd is looked at."""

    ledger: SqlLedger
    enrollee: Enrollee
    number: int
    now: datetime

    async def lives(self) -> None:
        """Step by step, until there is as much to tell as of the others."""
        steps = list(self.enrollee.cadence.steps)
        told, at = 1, 0
        while told < FACTS - 2 and at < len(steps) - 2:
            told += await self._passes(steps[at], self._day(at))
            at += 1
        ending = "in_doubt" if self.number == IN_DOUBT else ENDINGS[self.number % len(ENDINGS)]
        while ending == "open" and at < len(steps) - 1 and steps[at].channel == "email":
            at += 1
        await self._ends(ending, steps[at])

    def _day(self, at: int) -> datetime:
        return self.now - (len(self.enrollee.cadence.steps) - at) * DAY - self.number * MINUTE

    async def _passes(self, step: AnyStep, at: datetime) -> int:
        """The touch is made; how many facts that is."""
        await self._append(self._plan(step, at))
        if step.channel == "email":
            claim = await self._claims(step, at)
            await self.ledger.settle(claim, ClaimState.SENT, TouchPerformed(at=at, step=step.id))
            return 2
        await self.ledger.open(self._task(step, at))
        await self._append(
            TaskCompleted(at=at + HOUR, step=step.id, disposition="no_answer", by=ROBIN)
        )
        return 3

    async def _ends(self, ending: str, step: AnyStep) -> None:
        await self._append(self._plan(step, self.now + (self.number % 7) * DAY + HOUR))
        if ending == "replied":
            await self._is_heard()
        match ending:
            case "open" if step.channel != "email":
                await self.ledger.open(self._task(step, self.now - (self.number % 7) * HOUR))
            case "in_doubt":
                claim = await self._claims(step, self.now - HOUR)
                doubt = TouchInDoubt(at=self.now - HOUR, step=step.id)
                await self.ledger.settle(claim, ClaimState.IN_DOUBT, doubt)
            case _:
                await self._append(*self._last(ending, step))

    def _last(self, ending: str, step: AnyStep) -> Iterator[Fact]:
        at = self.now - self.number * MINUTE
        match ending:
            case "replied":
                source = f"imap/{self.number}"
                yield ReplyReceived(at=at, source_id=source, reply_class="positive")
                yield EnrollmentEnded(at=at, state="finished", reason="replied")
            case "completed":
                yield EnrollmentEnded(at=at, state="finished", reason="completed")
            case "held":
                until = self.now + DAY
                yield TouchHeld(
                    at=at, step=step.id, generation=1, reason="mailbox_full", until=until
                )
            case "paused":
                yield Paused(at=at, source_id="pause/1", reason="needs_attention", by=ROBIN)

    async def _is_heard(self) -> None:
        at = self.now - self.number * MINUTE
        event = str(self.number)
        told = InboundEvent("imap", event, "reply", at, REPLY, self.enrollee.enrollment_id)
        await self.ledger.ingest(told)

    async def _claims(self, step: AnyStep, at: datetime) -> Claim:
        request = ClaimRequest(
            enrollment_id=self.enrollee.enrollment_id,
            step=step.id,
            generation=1,
            token="bench",  # noqa: S106 -- of this benchmark alone
            message_id=f"<{self.enrollee.enrollment_id}.{step.id}@northwind.example>",
            mailbox=MAILBOX,
            recipient=self.enrollee.prospect.address,
            message=MESSAGE,
            not_after=at + DAY,
            at=at,
            subject="Hello",
        )
        claim = await self.ledger.reserve(request)
        if not isinstance(claim, Claim) or await self.ledger.mark_in_doubt(claim, at):
            raise RuntimeError(f"a mail could not be claimed: {claim}")
        return claim

    def _plan(self, step: AnyStep, due_at: datetime) -> Fact:
        return TouchPlanned(
            at=due_at - DAY,
            step=step.id,
            generation=1,
            channel=step.channel,
            due_at=due_at,
            not_after=due_at + DAY,
            timezone="Europe/Berlin",
            why=WHY.format(day=step.day),
        )

    def _task(self, step: AnyStep, at: datetime) -> TaskRequest:
        return TaskRequest(
            enrollment_id=self.enrollee.enrollment_id,
            step=step.id,
            generation=1,
            kind=kind_of(content_of(step, step.channel)),
            channel=step.channel,
            not_after=None,
            until=None,
            at=at,
            due_at=at + (self.number % 5) * HOUR,
            owner=ROBIN,
        )

    async def _append(self, *facts: Fact) -> None:
        await self.ledger.append(self.enrollee.enrollment_id, facts)


async def a_crowd(ledger: SqlLedger, now: datetime) -> list[Person]:
    """Everybody, told in the ledger as it stands at this moment."""
    files = [read_cadence_file(name) for name in shipped_cadences()]
    versions = list((await publish_all(ledger, files, now - 200 * DAY)).values())
    crowd = []
    for number in range(PEOPLE):
        version = versions[number % len(versions)]
        (ticket,) = await ledger.enroll([_prospect(number)], version, now - (130 - number) * DAY)
        if not isinstance(ticket, Ticket):
            raise TypeError(f"somebody could not be enrolled: {ticket}")
        crowd.append(Person(ledger, await ledger.enrollee(ticket.enrollment_id), number, now))
    for person in crowd:
        await person.lives()
    await _strangers(ledger, now)
    return crowd


def _prospect(number: int) -> Prospect:
    names = {"first_name": f"Pat{number}", "last_name": "Bench", "title": "Head of Operations"}
    return Prospect(
        "",
        email=f"pat{number}@example.com",
        phone=f"+4930901{820000 + number}",
        linkedin_url=f"https://www.linkedin.com/in/pat-{number}",
        timezone="Europe/Berlin",
        account=f"Company {number}",
        variables=names,
    )


async def _strangers(ledger: SqlLedger, now: datetime) -> None:
    """One answer that fits nobody."""
    event = InboundEvent("imap", "stranger", "reply", now, REPLY, email="new@stranger.example")
    await ledger.ingest(event)
