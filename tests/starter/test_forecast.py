"""Meetings to come, on the command line."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import datetime, timedelta

from config.host_clock import host_now
from config.settings import load_settings
from domain.cadence import load_cadence
from domain.facts import Fact, MeetingBooked, ReplyReceived, TouchPerformed, TouchPlanned
from starter.session import opened_ledger
from tests.builders import a_prospect
from tests.starter.command_line import CADENCE, CommandLine

DAY = timedelta(days=1)


async def a_past(people: int, every: int) -> None:
    """One enrolled a day, mailed at once; every so-manieth answers and meets within the week."""
    now = host_now()
    async with opened_ledger(load_settings()) as ledger:
        await ledger.publish(load_cadence(CADENCE), now - 200 * DAY)
        for number in range(people):
            at = now - (people - number) * DAY + timedelta(hours=1)
            person = a_prospect(
                id=f"p{number}", email=f"p{number}@x.example", phone=None, linkedin_url=None
            )
            await ledger.enroll([person], "two-touches", at)
        for number, row in enumerate(await ledger.enrollments()):
            meets = number % every == 0
            await ledger.append(row.enrollment, facts(row.enrolled_at, meets=meets))


def facts(at: datetime, *, meets: bool) -> list[Fact]:
    planned = TouchPlanned(
        at=at,
        step="hello",
        generation=1,
        channel="email",
        due_at=at,
        not_after=at + timedelta(hours=8),
        timezone="UTC",
        why="day 1",
    )
    good = ReplyReceived(at=at + DAY, source_id="imap/1", reply_class="positive")
    meeting = MeetingBooked(at=at + 4 * DAY, source_id="cal/1")
    came = [one for one in (good, meeting) if meets and one.at < host_now()]
    return [planned, TouchPerformed(at=at, step="hello"), *came]


def test_what_comes_is_foretold_and_tested_on_weeks_that_passed(drumbeat: CommandLine) -> None:
    """About as many as came each week before, in a table and as a document."""
    asyncio.run(a_past(people=150, every=3))

    document = drumbeat("forecast", "--weeks", "2", "--json").json()
    told = drumbeat("forecast", "--weeks", "2", "--cadence", "two-touches").out
    sheet = list(csv.DictReader(io.StringIO(drumbeat("forecast", "--weeks", "2", "--csv").out)))

    assert isinstance(document, dict)
    assert [row["since"] for row in sheet[-2:]] == [week["since"] for week in document["weeks"]]
    assert len(document["weeks"]) == 2
    # One a day, of whom a third meets after four days: those of the last four days are to come.
    assert 0.5 < document["weeks"][0]["expected"]["mean"] < 4
    assert document["weeks"][1]["expected"]["mean"] < document["weeks"][0]["expected"]["mean"]
    assert {week["came"] for week in document["tested"]} <= {1, 2}
    assert "8 of 8 inside the interval" in told
    assert "all of them" in told


def test_little_is_called_little(drumbeat: CommandLine) -> None:
    """Of nobody nothing is expected, and a few meetings are no past to learn from."""
    told = drumbeat("forecast").out
    unknown = drumbeat("forecast", "--cadence", "nowhere")

    assert "it rests on 0 meetings only: take it for a guess" in told
    assert "how it would have done" not in told
    assert unknown.code == 2
    assert "no cadence 'nowhere' has been published" in unknown.err
