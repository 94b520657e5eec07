"""Each kind of work is done in a real browser: what a rep sees of it, and what is recorded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from config.host_clock import host_now
from domain.facts import TaskCompleted
from domain.ports import InboundEvent
from ledger.sql import SqlLedger
from tests.console.furniture import Furniture
from tests.console.house import NOW, ROBIN
from tests.console.rooms import Served, a_served_house
from tests.console.workday import KINDS, at_work, with_tasks

# What the card shows of each, and how it goes by its first key.
SEEN: Mapping[str, tuple[str, str]] = {
    "Call": ("Ask Pat0.", "no_answer"),
    "Voicemail": ("Hello, Robin here.", "left_voicemail"),
    "LinkedIn invitation": ("7 of 300 characters", "done"),
    "LinkedIn message": ("Hello Pat0", "done"),
    "LinkedIn InMail": ("A word", "done"),
    "Video": ("Wave.", "done"),
    "Text message": ("Hi Pat0, Robin here.", "done"),
    "Mail to look at": ("Hi Pat0, have a look.", "done"),
    "Research": ("Which site?", "done"),
    "Something is missing": ("needs trigger", "done"),
}
FOUND = {"Research": ("Site", "Bergen"), "Something is missing": ("Trigger", "the strike")}


@pytest.fixture
async def page(served: Served) -> AsyncIterator[Page]:
    context = await served.context()
    yield await served.page(context, ROBIN)
    await context.close()


async def _done(page: Page) -> str:
    """The kind of the card, which shows what that is for and is done with."""
    card = page.locator("#card")
    kind = await card.locator(".chip").first.inner_text()
    await expect(card).to_contain_text(SEEN[kind][0])
    await page.keyboard.press("1")
    if kind in FOUND:
        name, value = FOUND[kind]
        await card.get_by_label(name, exact=True).fill(value)
    await expect(page.locator("#follows")).to_contain_text("→")
    before = await card.get_attribute("data-task")
    await page.keyboard.press("Enter")
    await expect(card).not_to_have_attribute("data-task", before or "")
    return kind


async def _dispositions(ledger: SqlLedger) -> list[str]:
    each = [(await ledger.enrollment(row.enrollment))[2] for row in await ledger.enrollments()]
    done = [row.fact for facts in each for row in facts if isinstance(row.fact, TaskCompleted)]
    return sorted(fact.disposition for fact in done)


async def test_each_kind_of_task_is_done(
    ledger: SqlLedger, browser: Browser, tmp_path: Path
) -> None:
    """All ten, one after the other; what was found out stands with the prospect."""
    async with (
        at_work(ledger, tmp_path) as client,
        a_served_house(ledger, browser, client, now=host_now) as served,
    ):
        await with_tasks(ledger, client, len(KINDS))
        context = await served.context()
        page = await served.page(context, ROBIN)
        await page.goto("/today")

        done = {await _done(page) for _ in KINDS}
        async with asyncio.timeout(30):
            while len(await _dispositions(ledger)) < len(KINDS):  # noqa: ASYNC110 -- a browser tells no event
                await asyncio.sleep(0.1)
        await context.close()

    people = [await ledger.enrollee(row.enrollment) for row in await ledger.enrollments()]
    known = [each.prospect.variables for each in people]
    assert done == SEEN.keys()
    assert await _dispositions(ledger) == sorted(how for _, how in SEEN.values())
    assert [each["site"] for each in known if "site" in each] == ["Bergen"]
    assert [each["trigger"] for each in known if "trigger" in each] == ["the strike"]
    assert served.errors == []


@pytest.mark.parametrize(
    ("button", "said"),
    [("It arrived", "the mail arrived"), ("Send again", "It is sent again")],
)
async def test_a_mail_in_doubt_is_work_too(
    page: Page, furnished: Furniture, button: str, said: str
) -> None:
    """From the queue to the evidence, and from there to what becomes of it."""
    await page.goto("/today")
    await page.locator("#queue").get_by_text("Mail in doubt").click()
    banner = page.locator(".doubt")
    await expect(banner).to_contain_text("not in Sent")

    await banner.get_by_role("button", name=button).click()

    await expect(page.get_by_role("status")).to_contain_text(said)
    await expect(banner).to_have_count(0)


async def test_a_weak_match_is_work_too(served: Served, page: Page, furnished: Furniture) -> None:
    """What somebody's colleague wrote: the rep says that it is about them."""
    await served.house.ledger.discard(2, NOW)
    event = InboundEvent(
        "standard", "7", "reply", NOW, b"{}", email="cy@example.com", words="Not Ada, me."
    )
    await served.house.ledger.ingest(event)
    await page.goto("/today")
    await page.locator("#queue").get_by_text("cy@example.com").click()
    await expect(page.get_by_text("Not Ada, me.")).to_be_visible()

    await page.get_by_role("button", name="It is theirs").click()

    await expect(page.get_by_role("status")).to_contain_text("it is about them")
