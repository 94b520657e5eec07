"""A history that grows long is left behind: the enrollment goes on in a new run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from domain.facts import TouchPerformed
from tests.builders import a_cadence, a_prospect, a_step
from tests.e2e.house import a_house, facts_of, until_ended

# Temporal suggests a new run at 4,096 events, which no ordinary cadence has: here at a few steps'.
EARLY = ("--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=24")
MAILS = [f"mail-{day}" for day in range(1, 6)]


async def test_an_enrollment_goes_on_over_several_runs(tmp_path: Path) -> None:
    """Five mails over at least two runs: each goes out once, and the last run ends `completed`."""
    steps = [a_step(id=mail, day=day) for day, mail in enumerate(MAILS, 1)]
    cadence = a_cadence(steps=steps, rules={"window": "00:30-23:30"})
    async with (
        a_house(tmp_path, 40_000.0, temporal_options=EARLY) as house,
        house.ledger() as ledger,
    ):
        (ticket,) = await house.enroll(ledger, cadence, [a_prospect()])

        house.start_worker()
        await until_ended(ledger, 60)

        client = await house.client()
        outcome = await client.get_workflow_handle(ticket.workflow_id).result()
        runs = await _runs(client, ticket.workflow_id)
        facts = await facts_of(ledger, ticket)
        assert len(runs) >= 2
        assert (outcome["state"], outcome["reason"]) == ("finished", "completed")
        assert [fact.step for fact in facts if isinstance(fact, TouchPerformed)] == MAILS
        arrived = Counter(str(mail["Message-ID"]) for mail in house.mailbox.mails)
        assert list(arrived.values()) == [1] * len(MAILS)
        assert await ledger.differences() == ()


async def _runs(client: Client, workflow_id: str) -> list[str]:
    """The run ids, from the first to the one that has no successor."""
    newest = await client.get_workflow_handle(workflow_id).describe()
    next_run = newest.raw_description.workflow_execution_info.first_run_id
    runs: list[str] = []
    while next_run:
        runs.append(next_run)
        history = await client.get_workflow_handle(workflow_id, run_id=next_run).fetch_history()
        last = history.events[-1]
        assert last.event_type in (
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
        )
        next_run = last.workflow_execution_continued_as_new_event_attributes.new_execution_run_id
    return runs
