"""A lively small world for the pictures: who the demo enrolls, somewhere in two cadences.

It is told in facts on a fixed day, so that the pictures are the same wherever they are made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from activities.rep_work import kind_of
from domain.cadence import content_of
from domain.facts import (
    Fact,
    NoteAdded,
    ReplyReceived,
    TaskCompleted,
    TouchInDoubt,
    TouchPerformed,
    TouchPlanned,
)
from domain.people.enrollee import Enrollee
from domain.people.prospects import Prospect, zone_of
from domain.ports import ClaimState, InboundEvent, TaskRequest
from domain.rep_work.briefing import brief_of
from ledger.records import Ticket
from ledger.sql import SqlLedger
from starter.files.library import read_cadence_file, shipped_folder
from starter.files.prospects import read_prospects
from starter.files.publishing import publish_all
from tests.console.furniture import a_claim
from tests.console.house import ROBIN

MAIN = "outbound-multi-channel"
CALM = "outbound-eight-touch"
TODAY = datetime(2026, 3, 4, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SATURDAY = 5
# How many have just been called when the picture is taken, and how it went with each.
DONE_TODAY = ("no_answer", "left_voicemail", "connected", "done", "done", "done", "done")
NOTE = "Reception says that mornings are better."


@dataclass(frozen=True)
class Person:
    """Somebody who is enrolled, the how-manieth of their cadence."""

    ledger: SqlLedger
    enrollee: Enrollee
    number: int

    @property
    def id(self) -> str:
        return self.enrollee.enrollment_id

    async def reaches(self, reached: int) -> None:
        """All before that step is done; its task is open, or its mail planned."""
        for at, step in enumerate(self.enrollee.cadence.steps[:reached]):
            moment = _workdays_ago(reached - at) + self.number * 7 * MINUTE
            await self._starts(step.id, step.channel, moment)
            await self.does(step.id, step.channel, moment)
        step = self.enrollee.cadence.steps[reached]
        await self._starts(step.id, step.channel, TODAY - 4 * HOUR + self.number * 9 * MINUTE)

    async def does(self, step: str, channel: str, at: datetime, word: str = "") -> None:
        """The touch is made, by the worker or by Robin."""
        if channel == "email":
            fact: Fact = TouchPerformed(at=at, step=step)
        else:
            how = word or ("no_answer" if channel == "call" else "done")
            done = at + 30 * MINUTE
            fact = TaskCompleted(at=done, step=step, disposition=how, by=ROBIN)
            if how == "no_answer" and self.number == 0:
                note = NoteAdded(at=done, step=step, note=NOTE, by=ROBIN, request_id=step)
                await self.ledger.append(self.id, [note])
        await self.ledger.append(self.id, [fact])

    async def _starts(self, step: str, channel: str, at: datetime) -> None:
        await self.ledger.append(self.id, [self._planned(step, channel, at)])
        if channel != "email":
            await self.ledger.open(self._task(step, channel, at))

    def _planned(self, step: str, channel: str, at: datetime) -> Fact:
        cadence = self.enrollee.cadence
        zone = zone_of(self.enrollee.prospect, cadence.rules.timezone)[0]
        return TouchPlanned(
            at=at - DAY / 2,
            step=step,
            generation=1,
            channel=channel,
            due_at=at,
            not_after=at + DAY,
            timezone=zone,
            why=f"day {cadence.by_id[step].day} of {cadence.name}; within their hours in {zone}",
        )

    def _task(self, step: str, channel: str, at: datetime) -> TaskRequest:
        return TaskRequest(
            enrollment_id=self.id,
            step=step,
            generation=1,
            kind=kind_of(content_of(self.enrollee.cadence.by_id[step], channel)),
            channel=channel,
            not_after=at + DAY,
            until=None,
            at=at,
            due_at=at + (3 + self.number % 5) * HOUR,
            brief=brief_of(self.enrollee, step, channel),
            owner=ROBIN,
        )


def _workdays_ago(count: int) -> datetime:
    """So many working days before the day of the picture."""
    days = (TODAY - number * DAY for number in range(1, 2 * count + 3))
    return [day for day in days if day.weekday() < SATURDAY][count - 1]


async def a_lively_world(ledger: SqlLedger) -> str:
    """Makes it; the task whose card is worth a picture."""
    files = [read_cadence_file(name) for name in (MAIN, CALM)]
    await publish_all(ledger, files, TODAY - 30 * DAY)
    known = read_prospects(shipped_folder("examples", "examples") / "prospects.csv").prospects
    people = [each for each in known if each.email]
    main = await _enrolled(ledger, people[:16], MAIN)
    calm = await _enrolled(ledger, people[16:], CALM)
    reached: Mapping[int, int] = {0: 6, 4: 3, len(main) - 1: 2}
    for person in main:
        await person.reaches(reached.get(person.number, (3 + person.number * 5) % 11))
    for person in calm:
        await person.reaches(person.number % 7)
    claim = await a_claim(ledger, main[-1].id, "day-2-email")
    doubt = TouchInDoubt(at=TODAY - 2 * HOUR, step="day-2-email")
    await ledger.settle(claim, ClaimState.IN_DOUBT, doubt)
    await _work_already_done(main)
    await _heard(ledger, calm[0])
    return f"{main[0].id}.day-6-call"


async def _enrolled(ledger: SqlLedger, people: Sequence[Prospect], name: str) -> list[Person]:
    tickets = await ledger.enroll(people, name, TODAY - 20 * DAY)
    ids = [ticket.enrollment_id for ticket in tickets if isinstance(ticket, Ticket)]
    return [Person(ledger, await ledger.enrollee(each), at) for at, each in enumerate(ids)]


async def _work_already_done(people: list[Person]) -> None:
    """Robin has been at it since the morning."""
    words = iter(DONE_TODAY)
    for person in people[5::2]:
        for task in await person.ledger.tasks():
            if task.enrollment == person.id and (word := next(words, None)):
                await person.does(task.step, task.channel, TODAY - 2 * HOUR, word)


async def _heard(ledger: SqlLedger, person: Person) -> None:
    """One answer that is understood, and one from somebody whom nobody knows."""
    stranger = "t.ferris@quayside-spares.example"
    came: list[tuple[str, str | None, str | None]] = [("1", person.id, None), ("2", None, stranger)]
    for event, about, email in came:
        await ledger.ingest(
            InboundEvent(
                "standard", event, "reply", TODAY - 50 * MINUTE, b"Yes.", about, email=email
            )
        )
    reply = ReplyReceived(at=TODAY - 40 * MINUTE, source_id="standard/1", reply_class="neutral")
    await ledger.append(person.id, [reply])
