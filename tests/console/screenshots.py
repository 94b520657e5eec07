"""The pictures of the console in docs/images: `python -m tests.console.screenshots`.

A small world from what the demo enrolls, told in facts on a fixed day, so that the pictures are the
same wherever they are made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page

from domain.briefing import brief_of
from domain.cadence import Cadence
from domain.facts import Fact, ReplyReceived, TaskCompleted, TouchPerformed, TouchPlanned
from domain.ports import InboundEvent, TaskRequest
from ledger import migrate, open_ledger
from ledger.records import Ticket
from ledger.sql import SqlLedger
from starter.files.library import read_cadence_file, shipped_folder
from starter.files.publishing import publish_all
from starter.files.prospects import read_prospects
from tests.browser import a_browser
from tests.console.furniture import a_claim
from tests.console.house import ROBIN
from tests.console.rooms import a_served_house

PICTURES = Path(__file__).parents[2] / "docs" / "images"
CADENCE = "outbound-multi-channel"
TODAY = datetime(2026, 3, 4, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
LARGEST = 250_000
BY_HAND = {"research": "done", "linkedin": "done", "video": "done"}


async def main() -> None:
    """Makes the world, opens a browser in it and writes the pictures."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ledger.sqlite3"
        migrate(url)
        ledger = open_ledger(url)
        try:
            chosen = await _furnish(ledger)
            await _look(ledger, chosen)
        finally:
            await ledger.close()


async def _look(ledger: SqlLedger, chosen: str) -> None:
    async with (
        a_browser() as browser,
        a_served_house(ledger, browser, now=lambda: TODAY) as served,
    ):
        context = await served.context(
            color_scheme="light", viewport={"width": 1280, "height": 860}
        )
        page = await served.page(context, ROBIN)
        await page.goto(f"/today/{chosen}")
        await page.get_by_role("heading", name="Today", exact=True).wait_for()
        await page.keyboard.press("1")
        await page.wait_for_function("document.querySelector('#follows').textContent")
        await page.evaluate("scrollTo(0, 0)")
        await _take(page, "console-today")
        await page.goto(f"/enrollments/{chosen.partition('.')[0]}")
        await _take(page, "console-enrollment")
        await page.goto(f"/cadences/{CADENCE}")
        await _take(page, "console-cadence")


async def _take(page: Page, name: str) -> None:
    picture = PICTURES / f"{name}.png"
    await page.screenshot(path=picture)
    assert picture.stat().st_size < LARGEST, f"{picture} is too large"


async def _furnish(ledger: SqlLedger) -> str:
    """Everybody of the demo somewhere in the cadence; the task whose card is shown."""
    file = read_cadence_file(CADENCE)
    cadence = file.cadence
    await publish_all(ledger, [file], TODAY - 30 * DAY)
    people = read_prospects(shipped_folder("examples", "examples") / "prospects.csv").prospects
    reachable = [each for each in people if each.email]
    tickets = [
        ticket
        for ticket in await ledger.enroll(reachable, CADENCE, TODAY - 14 * DAY)
        if isinstance(ticket, Ticket)
    ]
    for number, ticket in enumerate(tickets):
        reached = {0: 6, len(tickets) - 1: 2}.get(number, (3 + number * 5) % 11)
        await _advance(ledger, cadence, ticket.enrollment_id, number, reached)
    doubted = tickets[-1].enrollment_id
    await a_claim(ledger, doubted, "day-2-email")
    await _hear(ledger, tickets[2].enrollment_id)
    return f"{tickets[0].enrollment_id}.day-6-call"


async def _advance(
    ledger: SqlLedger, cadence: Cadence, enrollment: str, number: int, reached: int
) -> None:
    """So far that the task of that step is open, or its mail planned."""
    begin = TODAY - 13 * DAY
    for at, step in enumerate(cadence.steps[:reached]):
        moment = begin + at * 2 * DAY + number * 7 * MINUTE
        await ledger.append(enrollment, [_planned(step.id, step.channel, moment, at)])
        if step.channel != "email":
            await _open(ledger, enrollment, cadence, step.id, step.channel, moment, number)
        await ledger.append(enrollment, [_done(step.id, step.channel, moment)])
    step = cadence.steps[reached]
    moment = TODAY - 4 * 60 * MINUTE + number * 11 * MINUTE
    await ledger.append(enrollment, [_planned(step.id, step.channel, moment, reached)])
    if step.channel != "email":
        await _open(ledger, enrollment, cadence, step.id, step.channel, moment, number)


def _planned(step: str, channel: str, at: datetime, number: int) -> Fact:
    return TouchPlanned(
        at=at - DAY / 2,
        step=step,
        generation=1,
        channel=channel,
        due_at=at,
        not_after=at + DAY,
        timezone="America/New_York",
        why=f"day {number + 1} of the cadence, moved into their hours and off holidays",
    )


async def _open(
    ledger: SqlLedger,
    enrollment: str,
    cadence: Cadence,
    step: str,
    channel: str,
    at: datetime,
    number: int,
) -> None:
    enrollee = await ledger.enrollee(enrollment)
    content = cadence.by_id[step]
    kind = f"linkedin_{content.kind}" if channel == "linkedin" else channel
    request = TaskRequest(
        enrollment_id=enrollment,
        step=step,
        generation=1,
        kind=kind,
        channel=channel,
        not_after=at + DAY,
        until=None,
        at=at,
        due_at=at + (3 + number % 5) * 60 * MINUTE,
        brief=brief_of(enrollee, step, channel),
        owner=ROBIN,
    )
    await ledger.open(request)


def _done(step: str, channel: str, at: datetime) -> Fact:
    if channel == "email":
        return TouchPerformed(at=at, step=step)
    word = BY_HAND.get(channel, "no_answer")
    note = "Reception says mornings are better." if channel == "call" else None
    return TaskCompleted(at=at + 30 * MINUTE, step=step, disposition=word, by=ROBIN, note=note)


async def _hear(ledger: SqlLedger, enrollment: str) -> None:
    came: Sequence[tuple[str, str | None, str | None]] = (
        ("1", enrollment, None),
        ("2", None, "t.ferris@quayside-spares.example"),
    )
    for event, about, email in came:
        await ledger.ingest(
            InboundEvent(
                "standard", event, "reply", TODAY - 50 * MINUTE, b"Yes.", about, email=email
            )
        )
    reply = ReplyReceived(at=TODAY - 40 * MINUTE, source_id="standard/1", reply_class="neutral")
    await ledger.append(enrollment, [reply])


if __name__ == "__main__":
    asyncio.run(main())
