"""Enrolling goes on where it was stopped, and enrolls nobody twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from config.settings import Settings
from domain.cadence import load_cadence
from domain.people.prospects import Prospect
from starter.enrolling import BATCH, Enrolling
from starter.session import connected, host_clock, migrate_ledger, opened_ledger
from tests.starter.command_line import CADENCE

PEOPLE = [Prospect("", f"p{number}@x.example") for number in range(3 * BATCH)]


class Interrupted(Exception):
    """Ctrl-C between two batches."""


def interrupt(_: int) -> None:
    raise Interrupted


async def test_an_interrupted_enrollment_goes_on(temporal: str, tmp_path: Path) -> None:
    """After a stop between batches the same list enrolls exactly the rest."""
    settings = Settings(home=tmp_path, temporal_address=temporal, task_queue="nobody-works")
    await asyncio.to_thread(migrate_ledger, settings)
    async with opened_ledger(settings) as ledger:
        clock = await host_clock(ledger)
        version = await ledger.publish(load_cadence(CADENCE), clock.now())
        client = await connected(settings)
        enrolling = Enrolling(ledger, client, clock, "nobody-works", version, again=False)

        with pytest.raises(Interrupted):
            await enrolling.enroll(PEOPLE, interrupt)
        outcomes = await enrolling.enroll(PEOPLE, lambda _: None)

        rows = await ledger.enrollments()
    assert set(outcomes) == {"already_active", "enrolled"}
    assert outcomes.total() == len(PEOPLE)
    assert sorted(row.prospect for row in rows) == sorted(p.address for p in PEOPLE)
