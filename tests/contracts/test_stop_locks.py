"""A stop and a start in two transactions at once, held at chosen points, on PostgreSQL.

What SQLite's one writer cannot show: whoever has the enrollment's row first is first, whoever waits
for it sees what the other has committed.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from domain.facts import EnrollmentEnded, Fact, ReplyReceived, TaskOpened
from domain.ports import Claim, Ingested, Refusal
from ledger import facts, migrate, open_ledger
from ledger.enrollments import pauses
from ledger.inbound import inbox
from ledger.records import Attribution
from ledger.rep_work import tasks
from ledger.sql import SqlLedger
from ledger.touches import claims
from tests.contracts.scene import (
    HOUR,
    INTRODUCTION,
    MONDAY,
    a_claim,
    a_plan,
    a_request,
    a_task,
    an_enrolled,
    an_event,
    somebody_waits,
)
from tests.postgres import PostgresServer

AT = MONDAY + HOUR
BY_ANA = Attribution("ana", None, AT)
Work = Callable[[Connection], Any]
Start = Callable[[Connection, str, Claim], Any]


def reserve(connection: Connection, enrolled: str, _: Claim) -> Any:  # noqa: ANN401 -- claim or refusal
    return claims.reserve(connection, a_request(enrolled, "second", generation=2))


def mark(connection: Connection, _: str, claim: Claim) -> Any:  # noqa: ANN401 -- nothing or refusal
    return claims.mark_in_doubt(connection, claim, AT)


def open_task(connection: Connection, enrolled: str, _: Claim) -> Any:  # noqa: ANN401 -- fact or refusal
    return tasks.open_task(connection, a_task(enrolled))


every_start = pytest.mark.parametrize("start", [reserve, mark, open_task])


@asynccontextmanager
async def two_processes(postgres: PostgresServer) -> AsyncIterator[tuple[SqlLedger, SqlLedger]]:
    """Each with connections of its own."""
    url = postgres.new_database()
    migrate(url)
    left, right = open_ledger(url), open_ledger(url)
    yield left, right
    await left.close()
    await right.close()


async def crossed(
    first: tuple[SqlLedger, Work], second: tuple[SqlLedger, Work]
) -> tuple[object, object]:
    """The first has done everything and not committed when the second comes, and has to wait."""
    has_done, may_commit = threading.Event(), threading.Event()

    def held(connection: Connection) -> object:
        done: object = first[1](connection)
        has_done.set()
        assert may_commit.wait(20)
        return done

    holding = asyncio.create_task(first[0]._database.run(held))
    await asyncio.to_thread(has_done.wait, 20)
    waiting = asyncio.create_task(second[0]._database.run(second[1]))
    await somebody_waits(second[0])
    may_commit.set()
    return await holding, await waiting


async def ready(ledger: SqlLedger) -> tuple[str, Claim]:
    """Somebody whose mail is reserved and whose call is planned."""
    enrolled = await an_enrolled(ledger)
    await ledger.append(enrolled, [a_plan(), a_plan("call", channel="call")])
    return enrolled, await a_claim(ledger, enrolled)


def has_started(start: Start, outcome: object) -> bool:
    return outcome is None if start is mark else isinstance(outcome, Claim | TaskOpened)


@every_start
async def test_a_start_that_waits_for_a_reply_is_refused(
    postgres: PostgresServer, start: Start
) -> None:
    """It saw no stop when it came; it sees the stop when it has the row."""
    async with two_processes(postgres) as (left, right):
        enrolled, claim = await ready(left)
        event = an_event(enrollment_id=enrolled)

        told, refused = await crossed(
            (left, lambda connection: inbox.ingest(connection, event)),
            (right, lambda connection: start(connection, enrolled, claim)),
        )

    assert told == (Ingested.ACCEPTED, enrolled)
    assert refused is Refusal.STOP_PENDING


@every_start
async def test_a_reply_that_waits_for_a_start_is_answered_after_it(
    postgres: PostgresServer, start: Start
) -> None:
    """The touch had started before the 2xx; the next one does not."""
    async with two_processes(postgres) as (left, right):
        enrolled, claim = await ready(left)
        event = an_event(enrollment_id=enrolled)

        started, told = await crossed(
            (left, lambda connection: start(connection, enrolled, claim)),
            (right, lambda connection: inbox.ingest(connection, event)),
        )
        next_one = await right.open(a_task(enrolled, step="another"))

    assert has_started(start, started)
    assert told == (Ingested.ACCEPTED, enrolled)
    assert next_one is Refusal.STOP_PENDING


@every_start
async def test_a_stop_is_cleared_and_replaced_in_one_moment(
    postgres: PostgresServer, start: Start
) -> None:
    """The run records the reply and the end in one append: no start slips in between."""
    async with two_processes(postgres) as (left, right):
        enrolled, claim = await ready(left)
        await left.ingest(an_event(enrollment_id=enrolled))
        end = EnrollmentEnded(at=AT, state="finished", reason="replied")
        recorded: list[Fact] = [ReplyReceived(at=AT, source_id="crm/1"), end]

        _, refused = await crossed(
            (left, lambda connection: facts.append(connection, enrolled, recorded)),
            (right, lambda connection: start(connection, enrolled, claim)),
        )

    assert refused is Refusal.ENDED


async def test_an_event_told_twice_at_once_stops_once(postgres: PostgresServer) -> None:
    """Two deliveries of one event in two processes: one is the first, both are answered alike."""
    async with two_processes(postgres) as (left, right):
        enrolled, _ = await ready(left)
        event = an_event(enrollment_id=enrolled)

        answers = await crossed(
            (left, lambda connection: inbox.ingest(connection, event)),
            (right, lambda connection: inbox.ingest(connection, event)),
        )
        rows = await left.undelivered(10)

    assert answers == ((Ingested.ACCEPTED, enrolled), (Ingested.DUPLICATE, enrolled))
    assert len(rows) == 1


async def test_a_reservation_before_the_reply_does_not_start_after_it(
    postgres: PostgresServer,
) -> None:
    """Reserve, reply, mark: three transactions of three processes, in that order."""
    async with two_processes(postgres) as (left, right):
        enrolled, _ = await ready(left)

        claim, told = await crossed(
            (left, lambda connection: claims.reserve(connection, a_request(enrolled, "second"))),
            (right, lambda connection: inbox.ingest(connection, an_event(enrollment_id=enrolled))),
        )
        assert isinstance(claim, Claim)
        marked = await left.mark_in_doubt(claim, AT + timedelta(seconds=1))

    assert told == (Ingested.ACCEPTED, enrolled)
    assert marked is Refusal.STOP_PENDING


@every_start
async def test_a_start_that_waits_for_a_pause_of_the_cadence_is_refused(
    postgres: PostgresServer, start: Start
) -> None:
    """The flag is seen by whoever starts after it, though no enrollment's row was locked."""
    async with two_processes(postgres) as (left, right):
        enrolled, claim = await ready(left)

        _, refused = await crossed(
            (left, lambda connection: pauses.pause(connection, INTRODUCTION.name, BY_ANA)),
            (right, lambda connection: start(connection, enrolled, claim)),
        )

    assert refused is Refusal.CADENCE_PAUSED


@every_start
async def test_a_pause_of_the_cadence_waits_for_a_start(
    postgres: PostgresServer, start: Start
) -> None:
    """Once it has returned, nothing is about to start that did not see it."""
    async with two_processes(postgres) as (left, right):
        enrolled, claim = await ready(left)

        started, is_paused = await crossed(
            (left, lambda connection: start(connection, enrolled, claim)),
            (right, lambda connection: pauses.pause(connection, INTRODUCTION.name, BY_ANA)),
        )

    assert has_started(start, started)
    assert is_paused
