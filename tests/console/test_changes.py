"""One change for all of a filter: told first, made by the process, and seen in its page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from config.host_clock import host_now
from domain.facts import Paused
from ledger.sql import SqlLedger
from tests.builders import a_prospect
from tests.console.furniture import OUTREACH, Furniture
from tests.console.house import MANAGER, ROBIN, Browser, House, a_house
from tests.console.stage import a_worker, running

PEOPLE = [
    a_prospect(id=f"p{n}", email=f"p{n}@example.com", phone=None, linkedin_url=None)
    for n in range(3)
]


@pytest.fixture
async def staffed(ledger: SqlLedger) -> AsyncIterator[House]:
    """Three who run."""
    async with a_worker(ledger) as client, a_house(ledger, client=client) as house:
        await running(ledger, client, OUTREACH, PEOPLE, host_now())
        yield house


async def over(browser: Browser, address: str) -> str:
    """The page of a change once that is over."""
    async with asyncio.timeout(30):
        while "Under way" in (page := (await browser.see(address)).text):  # noqa: ASYNC110 -- a page sets no event
            await asyncio.sleep(0.1)
    return page


async def test_all_of_a_filter_are_paused_once(staffed: House) -> None:
    """The first page counts, the last one says how it went; again, it leaves them alone."""
    browser = await staffed.signed_in(MANAGER)
    asked = {"deed": "pause", "cadence": "outreach", "because": "holiday"}

    listed = (await browser.see("/enrollments?cadence=outreach")).text
    told = (await browser.see("/changes?cadence=outreach")).text
    begun = await browser.send("/changes", **asked)
    first = await over(browser, begun.headers["location"])
    second = await over(browser, (await browser.send("/changes", **asked)).headers["location"])

    rows = await staffed.ledger.enrollments()
    facts = [(await staffed.ledger.enrollment(row.enrollment))[2] for row in rows]
    pauses = [row.fact for each in facts for row in each if isinstance(row.fact, Paused)]
    assert 'href="/changes?cadence=outreach"' in listed
    assert "Change 3 enrollments" in told
    assert "<strong>3</strong> done" in first
    assert "<strong>3</strong> stood so already" in second
    assert [(fact.reason, fact.by) for fact in pauses] == [("holiday", MANAGER)] * 3


async def test_a_change_that_cannot_go_on_says_so(house: House, furniture: Furniture) -> None:
    """Temporal is away: nothing is done, and what is away stands on the page."""
    browser = await house.signed_in(MANAGER)

    begun = await browser.send("/changes", deed="finish", cadence="outreach")
    page = await over(browser, begun.headers["location"])

    assert "It stopped:" in page
    assert (await house.ledger.enrollment(furniture.held))[0].state == "active"


async def test_what_is_no_change_is_refused(house: House, furniture: Furniture) -> None:
    """An unknown deed, a filter too long, a page that nobody began; and everything by a rep."""
    browser, rep = await house.signed_in(MANAGER), await house.signed_in(ROBIN)

    deed = await browser.send("/changes", deed="forget")
    long = await browser.send("/changes", deed="pause", cadence="x" * 201)
    nowhere = await browser.see("/changes/made-up")
    reps = [await rep.see("/changes"), await rep.send("/changes", deed="pause")]

    assert (deed.status_code, long.status_code, nowhere.status_code) == (400, 400, 404)
    assert [answer.status_code for answer in reps] == [403, 403]
    assert "/changes" not in (await rep.see("/enrollments")).text
