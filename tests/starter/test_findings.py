"""Findings on the command line."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from config.host_clock import host_now
from config.settings import load_settings
from domain.cadence import load_cadence
from domain.facts import TouchPlanned, TouchSkipped
from starter.session import opened_ledger
from tests.builders import a_prospect
from tests.starter.command_line import CADENCE, CommandLine


async def calls_skipped(people: int) -> None:
    """Everybody's call was planned and skipped."""
    at = host_now() - timedelta(days=3)
    everybody = [
        a_prospect(id=f"p{n}", email=f"p{n}@x.example", phone=None, linkedin_url=None)
        for n in range(people)
    ]
    planned = TouchPlanned(
        at=at,
        step="ring",
        generation=1,
        channel="call",
        due_at=at,
        not_after=at + timedelta(hours=8),
        timezone="UTC",
        why="day 3",
    )
    async with opened_ledger(load_settings()) as ledger:
        await ledger.publish(load_cadence(CADENCE), at)
        await ledger.enroll(everybody, "two-touches", at)
        for row in await ledger.enrollments():
            skipped = TouchSkipped(at=at, step="ring", reason="no_phone")
            await ledger.append(row.enrollment, [planned, skipped])


def test_what_stands_out_is_said_with_its_evidence(drumbeat: CommandLine) -> None:
    """In a line, and as a document with count and interval."""
    asyncio.run(calls_skipped(40))

    told = drumbeat("findings").out
    document = drumbeat("findings", "--json").json()

    assert told.startswith("unused-channel: two-touches: call is never used: all of 40 touches")
    assert "see docs/linting.md#few-channels" in told
    assert drumbeat("findings", "--csv").out.count("unused-channel") == 1
    assert isinstance(document, list)
    (finding,) = document
    assert finding["count"] == {"tried": 40, "hits": 0}
    assert 0 < finding["interval"]["high"] < 0.1


def test_where_nothing_stands_out_that_is_said(drumbeat: CommandLine) -> None:
    """Too little is too little."""
    asyncio.run(calls_skipped(10))

    assert drumbeat("findings").out.startswith("nothing stands out")
    assert drumbeat("findings", "--json").json() == []
