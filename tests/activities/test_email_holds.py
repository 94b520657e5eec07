"""Why a mail does not go out, who is told, and what outlives a stumbling ledger."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

import activities.email
import activities.heartbeats
from activities.email import EmailActivities
from activities.touching import StartTouch
from domain.cadence import Cadence
from domain.errors import LedgerUnavailable
from domain.facts import (
    Fact,
    TaskOpened,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchSkipped,
)
from domain.people.prospects import Prospect
from domain.ports import Claim, ClaimState, InboundEvent
from ledger.memory import MemoryLedger
from tests.activities.desk import CLOSES, NOW, a_desk, an_enrollment_of
from tests.builders import ROBIN, a_cadence, a_prospect, a_step
from tests.contracts.scene import a_request
from tests.smtp_server import Answer

# What the ledger refuses


async def test_a_reply_between_claim_and_body_stops_the_mail() -> None:
    """The server has said 354; the reply that was accepted a moment before is obeyed."""
    async with a_desk({"data": Answer("354 go", after=0.1)}) as desk:
        sending = asyncio.create_task(desk.send())
        await desk.server.reached["data"].wait()
        await desk.ledger.ingest(_an_event("reply"))

        held = await sending

        assert isinstance(held, TouchHeld)
        assert (held.reason, held.until) == ("stop_pending", NOW + timedelta(hours=1))
        assert (desk.server.bodies_begun, desk.claim_state()) == (0, ClaimState.NOT_SENT)


def _an_event(fact: str) -> InboundEvent:
    return InboundEvent("test", f"{fact}-1", fact, NOW, b"", email="ada@example.com")


async def test_a_passed_window_is_planned_anew_at_once() -> None:
    """Too late is no reason to send in a hurry."""
    async with a_desk() as desk:
        desk.activities = EmailActivities(
            desk.ledger,
            desk.activities._transport,
            [ROBIN],
            lambda: CLOSES + timedelta(seconds=1),
        )

        held = await desk.send()

        assert isinstance(held, TouchHeld)
        assert (held.reason, held.until) == ("window_passed", held.at)
        assert desk.server.connections == 0


async def test_a_suppressed_address_is_skipped() -> None:
    """Somebody who opted out elsewhere is not written to here."""
    async with a_desk() as desk:
        other = a_cadence(name="other", exclusivity_group="other")
        elsewhere = await an_enrollment_of(desk.ledger, other, a_prospect())
        await desk.ledger.ingest(replace(_an_event("opt_out"), enrollment_id=elsewhere, email=None))

        skipped = await desk.send()

        assert skipped == TouchSkipped(at=NOW, step="intro", reason="suppressed")
        assert desk.server.connections == 0


# What cannot be written


async def test_a_missing_variable_becomes_a_rep_task() -> None:
    """A mail is never sent with a blank: a person is asked, and told what is missing."""
    async with a_desk(prospect=a_prospect(variables={})) as desk:
        opened = await desk.send()
        again = await desk.send(attempt=2)

        assert isinstance(opened, TaskOpened)
        assert again == opened
        (task,) = await desk.ledger.tasks()
        assert (task.kind, task.channel, task.detail) == ("missing_variable", "email", "first_name")
        assert desk.server.connections == 0


@pytest.mark.parametrize(
    ("cadence", "prospect"),
    [
        (a_cadence(), a_prospect(variables={})),
        (a_cadence(steps=[a_step(review=True)]), a_prospect()),
        (a_cadence(steps=[a_step(when='country == "NO"')]), a_prospect()),
    ],
    ids=["variable", "review", "condition"],
)
async def test_a_mail_that_may_have_gone_out_is_in_doubt_whatever_has_changed(
    cadence: Cadence, prospect: Prospect
) -> None:
    """A worker died over its body; since then its words or its condition have failed."""
    async with a_desk(cadence=cadence, prospect=prospect) as desk:
        claim = await desk.ledger.reserve(a_request(desk.enrollment_id, not_after=CLOSES, at=NOW))
        assert isinstance(claim, Claim)
        await desk.ledger.mark_in_doubt(claim, NOW)

        started = await desk.send(attempt=2)

        assert started == TouchInDoubt(at=NOW, step="intro", mailbox=ROBIN.address)
        assert desk.server.connections == 0


@pytest.mark.parametrize(
    ("cadence", "prospect"),
    [
        (a_cadence(steps=[a_step(text="{{ 'now' | date: '%Y' }}")]), a_prospect()),
        (a_cadence(), a_prospect(email="not an address")),
    ],
)
async def test_what_cannot_be_written_is_not_tried_again(
    cadence: Cadence, prospect: Prospect
) -> None:
    """Such a mail needs a person; trying ten times would only take time."""
    async with a_desk(cadence=cadence, prospect=prospect) as desk:
        with pytest.raises(ApplicationError) as error:
            await desk.send()

        assert error.value.non_retryable
        assert desk.server.connections == 0


# A ledger that stumbles


class StumblingLedger(MemoryLedger):
    """Away for the first few times that an outcome is settled."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times

    async def settle(self, claim: Claim, state: ClaimState, outcome: Fact) -> tuple[Fact, ...]:
        self._times -= 1
        if self._times >= 0:
            raise LedgerUnavailable
        return await super().settle(claim, state, outcome)


async def test_an_answer_outlives_a_ledger_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the server accepted is not turned into a doubt by a restart of the database."""
    monkeypatch.setattr(activities.settling, "SETTLE_WAITS", (0.01,) * 3)
    async with a_desk(ledger=StumblingLedger(3)) as desk:
        assert await desk.send() == TouchPerformed(at=NOW, step="intro", mailbox=ROBIN.address)


async def test_a_ledger_that_stays_away_leaves_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the last try the error passes; the next attempt tells the truth and sends nothing."""
    monkeypatch.setattr(activities.settling, "SETTLE_WAITS", ())
    async with a_desk(ledger=StumblingLedger(1)) as desk:
        with pytest.raises(LedgerUnavailable):
            await desk.send(attempt=1)

        assert isinstance(await desk.send(attempt=2), TouchInDoubt)
        assert len(desk.server.delivered) == 1


class SlowLedger(MemoryLedger):
    """Takes its time to settle."""

    def __init__(self) -> None:
        super().__init__()
        self.is_settling = asyncio.Event()
        self.may_settle = asyncio.Event()

    async def settle(self, claim: Claim, state: ClaimState, outcome: Fact) -> tuple[Fact, ...]:
        self.is_settling.set()
        await self.may_settle.wait()
        return await super().settle(claim, state, outcome)


async def test_a_worker_that_is_told_to_stop_records_the_answer() -> None:
    """The server took the mail, so it is no doubt, however near the end of the worker was."""
    ledger = SlowLedger()
    async with a_desk(ledger=ledger) as desk:
        environment = ActivityEnvironment()
        request = StartTouch(desk.enrollment_id, "intro", 1, "email", CLOSES)
        running = asyncio.create_task(environment.run(desk.activities.send_email, request))
        await ledger.is_settling.wait()

        environment.cancel()
        await asyncio.sleep(0)
        ledger.may_settle.set()

        with pytest.raises(asyncio.CancelledError):
            await running
        assert desk.claim_state() is ClaimState.SENT
        assert await desk.facts() == [TouchPerformed(at=NOW, step="intro", mailbox=ROBIN.address)]


# Long waits


async def test_a_long_wait_for_the_server_heartbeats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporal sees that the worker lives while the server takes its time."""
    monkeypatch.setattr(activities.heartbeats, "SECONDS_BETWEEN", 0.02)
    async with a_desk({"body": Answer("250 kept", after=0.15)}) as desk:
        environment, beats = ActivityEnvironment(), list[tuple[object, ...]]()
        environment.on_heartbeat = lambda *details: beats.append(details)
        request = StartTouch(desk.enrollment_id, "intro", 1, "email", CLOSES)

        await environment.run(desk.activities.send_email, request)

        assert len(beats) >= 3


async def test_a_canceled_send_is_a_doubt() -> None:
    """A worker that stops in the middle of a body leaves the truth behind."""
    async with a_desk({"body": Answer("250 kept", after=0.15)}) as desk:
        environment = ActivityEnvironment()
        request = StartTouch(desk.enrollment_id, "intro", 1, "email", CLOSES)
        running = asyncio.create_task(environment.run(desk.activities.send_email, request))
        await desk.server.reached["in_body"].wait()

        environment.cancel()

        with pytest.raises(asyncio.CancelledError):
            await running
        assert desk.claim_state() is ClaimState.IN_DOUBT
        assert isinstance(await desk.send(attempt=2), TouchInDoubt)
