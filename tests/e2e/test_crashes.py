"""Real processes, killed: nothing is lost, nothing goes out twice."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from secrets import token_hex
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from standardwebhooks import Webhook

from config.host_clock import HostClock, host_now
from domain.cadence import Cadence
from domain.facts import EnrollmentEnded, ReplyReceived, TouchInDoubt, TouchPerformed
from domain.ports import InboundEvent, Ingested
from tests.builders import a_cadence, a_prospect, a_step
from tests.e2e.house import (
    SECRET,
    House,
    a_house,
    days_at,
    eventually,
    facts_of,
    until_ended,
)
from tests.e2e.ordeal import Plan, ordeal
from workflows.contract import Heard
from workflows.enrollment import EnrollmentWorkflow

DYING_WORKER = "tests.e2e.dying_worker"
ALL_DAY = {"window": "00:30-23:30"}
# Where the prospects of these tests live: their windows and days are those of this zone.
BERLIN = ZoneInfo("Europe/Berlin")


def some_mails(count: int, **cadence: Any) -> Cadence:  # noqa: ANN401 -- what a cadence has
    steps = [a_step(id=f"mail-{n}", channel="email", day=n) for n in range(1, count + 1)]
    return a_cadence(steps=steps, rules=ALL_DAY, **cadence)


@pytest.mark.parametrize("reaction", ["continue", "finish"])
async def test_a_worker_dies_between_commit_and_workflow_task(
    tmp_path: Path, reaction: str
) -> None:
    """A reply comes in the gap after the plan's commit: the enrollment goes on, or stops."""
    speed = 40_000.0
    async with a_house(tmp_path, speed) as house, house.ledger() as ledger:
        (ticket,) = await house.enroll(
            ledger, some_mails(4, on={"reply": reaction}), [a_prospect()]
        )
        house.start("dying", sys.executable, "-m", DYING_WORKER, "plan/mail-2/1")
        await asyncio.to_thread(house.running["dying"].wait, 30)
        sent_before = len(house.mailbox.mails)

        now = HostClock(await ledger.clock(host_now(), speed)).now()
        event = InboundEvent("test", "1", "reply", now, b"{}", enrollment_id=ticket.enrollment_id)
        assert await ledger.ingest(event) == (Ingested.ACCEPTED, ticket.enrollment_id)
        handle = (await house.client()).get_workflow_handle(ticket.workflow_id)
        await handle.signal(EnrollmentWorkflow.reply, Heard(ticket.enrollment_id, "test/1", now))
        house.start_worker()
        await until_ended(ledger, 40)

        facts = await facts_of(ledger, ticket)
        plans = [fact for fact in facts if fact.key == "plan/mail-2/1"]
        assert len(plans) == 1
        assert sum(isinstance(fact, ReplyReceived) for fact in facts) == 1
        assert sent_before == 1
        assert len(house.mailbox.mails) == (4 if reaction == "continue" else 1)
        assert isinstance(facts[-1], EnrollmentEnded)


async def test_random_kills_and_faults_lose_nothing_and_send_nothing_twice(
    tmp_path: Path,
) -> None:
    """Workers are killed and the mail server fails; each touch is accounted for nevertheless."""
    plan = Plan(
        people=40,
        mails=3,
        speed=10_000.0,
        rate=0.02,
        kill_every=6.0,
        seed=token_hex(4),
        seconds=300,
    )

    tally = await ordeal(tmp_path, plan)

    assert tally.broken == (), f"{plan} {tally}"
    assert tally.sent + tally.in_doubt + tally.not_sent.total() == plan.touches
    assert tally.kills >= 3
    assert tally.faults, f"nothing went wrong: the test shows nothing of {plan}"


async def test_a_reply_accepted_while_temporal_is_down_stops_the_cadence(tmp_path: Path) -> None:
    """Temporal is killed, the reply is stored, Temporal comes back: no touch follows."""
    speed = 20_000.0
    async with a_house(tmp_path, speed) as house, house.ledger() as ledger:
        (ticket,) = await house.enroll(ledger, some_mails(5), [a_prospect()])
        house.start_worker()
        house.start_webhooks()
        await eventually(lambda: len(house.mailbox.mails) >= 1, 30, "no first mail")
        house.kill("temporal")
        sent = len(house.mailbox.mails)

        accepted = await _reply(house, ticket.enrollment_id)
        await asyncio.sleep(days_at(speed, 2))
        house.start_temporal()
        await until_ended(ledger, 60)

        row, _, _ = await ledger.enrollment(ticket.enrollment_id)
        assert accepted == 202
        assert (row.state, row.reason) == ("finished", "replied")
        assert len(house.mailbox.mails) == sent


async def test_after_an_outage_over_a_weekend_there_is_no_burst(tmp_path: Path) -> None:
    """Everything stopped for days after two mails: windows and spacing hold as if nothing was."""
    speed = 40_000.0
    async with a_house(tmp_path, speed) as house, house.ledger() as ledger:
        tickets = await house.enroll(
            ledger,
            some_mails(6),
            [a_prospect(id=f"x{n}", email=f"p{n}@example.com") for n in range(10)],
        )
        house.start_worker()
        # Not after so many days: a worker that is slow to start would miss the outage.
        two_each = 2 * len(tickets)
        await eventually(lambda: len(house.mailbox.mails) >= two_each, 60, "no two mails each")
        house.kill("worker")
        house.kill("temporal")
        await asyncio.sleep(days_at(speed, 5.5))
        house.start_temporal()
        house.start_worker()
        await until_ended(ledger, 60)

        for ticket in tickets:
            facts = await facts_of(ledger, ticket)
            sent = [f.at.astimezone(BERLIN) for f in facts if isinstance(f, TouchPerformed)]
            # The kill may have met one between its mark and its outcome; that is told later.
            in_doubt = sum(isinstance(fact, TouchInDoubt) for fact in facts)
            assert len(sent) + in_doubt == 6
            assert all(_is_in_window(at) for at in sent)
            days = [at.date() for at in sent]
            assert all(later > earlier for earlier, later in pairwise(days))
            gaps = [later - earlier for earlier, later in pairwise(days)]
            assert max(gaps) > timedelta(days=3), "no outage was felt: the test shows nothing"


def _is_in_window(local: datetime) -> bool:
    return local.weekday() < 5 and time(0, 30) <= local.time() <= time(23, 30)


async def _reply(house: House, enrollment_id: str) -> int:
    """A signed webhook, as a client would send it."""
    body = json.dumps({"type": "reply", "data": {"enrollment": enrollment_id}})
    headers = {
        "webhook-id": "reply-1",
        "webhook-timestamp": str(int(host_now().timestamp())),
        "webhook-signature": Webhook(SECRET).sign("reply-1", host_now(), body),
    }
    url = f"http://127.0.0.1:{house.ports['webhooks']}/webhooks/standard"
    async with httpx.AsyncClient() as client:
        for _ in range(100):
            try:
                return (await client.post(url, content=body, headers=headers)).status_code
            except httpx.ConnectError:
                await asyncio.sleep(0.1)
    raise AssertionError("the webhook server did not come up")
