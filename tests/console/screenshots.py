"""The pictures of the console in docs/images: `python -m tests.console.screenshots`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, expect

from domain.world import WORLD, World, lives
from ledger import migrate, open_ledger
from ledger.sql import SqlLedger
from tests.browser import a_browser
from tests.console.house import KIM, ROBIN
from tests.console.lively import CALM, TODAY, a_lively_world
from tests.console.rooms import a_served_house

PICTURES = Path(__file__).parents[2] / "docs" / "images"
SIZE = {"width": 1280, "height": 960}
LARGEST = 250_000
SEEDED = World(people=2_000, begins=TODAY - timedelta(weeks=12), weeks=12)


async def main() -> None:
    """Makes the worlds, opens a browser in each and writes the pictures."""
    async with a_ledger() as ledger:
        task = await a_lively_world(ledger)
        async with a_page(ledger, ROBIN) as page:
            await _work(page, task)
    async with a_ledger() as ledger:
        await _seed(ledger)
        async with a_page(ledger, KIM) as page:
            await page.goto(f"/analytics/touches?cadence={WORLD[0][0].name}&by=step")
            await _kept(page, "console-analytics")


@asynccontextmanager
async def a_ledger() -> AsyncIterator[SqlLedger]:
    """One of its own, empty."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ledger.sqlite3"
        migrate(url)
        ledger = open_ledger(url)
        try:
            yield ledger
        finally:
            await ledger.close()


@asynccontextmanager
async def a_page(ledger: SqlLedger, email: str) -> AsyncIterator[Page]:
    """A page of somebody who is signed in to the console of this ledger."""
    async with (
        a_browser() as browser,
        a_served_house(ledger, browser, now=lambda: TODAY) as served,
    ):
        context = await served.context(color_scheme="light", viewport=SIZE)
        yield await served.page(context, email)


async def _seed(ledger: SqlLedger) -> None:
    for cadence, _ in WORLD:
        await ledger.publish(cadence, SEEDED.begins)
    await ledger.plant(list(lives(SEEDED)))


async def _work(page: Page, task: str) -> None:
    await page.goto(f"/today/{task}")
    await page.keyboard.press("1")
    await expect(page.locator("#follows")).to_contain_text("→")
    await page.evaluate("scrollTo(0, 0)")
    await _kept(page, "console-today")
    await page.goto(f"/enrollments/{task.partition('.')[0]}")
    await _kept(page, "console-enrollment")
    await page.goto(f"/cadences/{CALM}")
    await _kept(page, "console-cadence")


async def _kept(page: Page, name: str) -> None:
    picture = PICTURES / f"{name}.png"
    await page.screenshot(path=picture)
    assert picture.stat().st_size < LARGEST, f"{picture} is too large"


if __name__ == "__main__":
    asyncio.run(main())
