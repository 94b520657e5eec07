"""A rep's whole day by keyboard alone, in a real browser, with a real server and worker."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page, expect

from config.host_clock import host_now
from domain.facts import Fact, TaskCompleted, TaskPostponed, TouchSkipped
from ledger.sql import SqlLedger
from tests.browser import a_browser
from tests.console.house import ROBIN
from tests.console.rooms import a_served_house
from tests.console.workday import at_work, with_tasks

PEOPLE = 30


async def _done_by_keyboard(page: Page, number: int) -> None:
    """One task: choose how it went, read what follows, and say so."""
    before = await page.locator("#card").get_attribute("data-task")
    # A live conversation stays until the rep goes on; the rest advances by itself.
    key = {0: "3", 7: "s", 13: "x"}.get(number, "1")
    await page.keyboard.press(key)
    await expect(page.locator("#follows")).to_contain_text("→")
    if number == 5:
        await page.keyboard.press("n")
        await page.keyboard.type("jk1 is no key here")
    await page.keyboard.press("Enter")
    if await page.get_by_role("button", name="Next").is_visible():
        await page.keyboard.press("Enter")
    await expect(page.locator("#card")).not_to_have_attribute("data-task", before or "")


async def _facts(ledger: SqlLedger, tasks: list[str]) -> list[list[Fact]]:
    """What was said of each task."""
    said = (TaskCompleted, TaskPostponed, TouchSkipped)
    rows = [(await ledger.enrollment(task.partition(".")[0]))[2] for task in tasks]
    return [[row.fact for row in each if isinstance(row.fact, said)] for each in rows]


async def test_a_day_of_thirty_tasks_by_keyboard(ledger: SqlLedger, tmp_path: Path) -> None:
    """Thirty facts, each once, by Robin; nobody touched the mouse, and nothing moved by itself."""
    async with (
        a_browser() as browser,
        at_work(ledger, tmp_path) as client,
        a_served_house(ledger, browser, client, now=host_now) as served,
    ):
        tasks = [row.task for row in await with_tasks(ledger, client, PEOPLE)]
        context = await served.context()
        page = await served.page(context, ROBIN)
        await page.goto("/today")

        for number in range(PEOPLE - 1):
            await _done_by_keyboard(page, number)
        await page.keyboard.press("1")
        await expect(page.locator("#follows")).to_contain_text("→")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Upcoming 1")).to_be_visible(timeout=15_000)
        await expect(page.get_by_text("0 minutes left", exact=True)).to_be_visible(timeout=15_000)
        facts = await _facts(ledger, tasks)
        await context.close()

    assert [len(each) for each in facts] == [1] * PEOPLE
    assert {getattr(fact, "by", None) for each in facts for fact in each} == {ROBIN}
    assert served.errors == []
