"""The pictures of the console in docs/images: `python -m tests.console.screenshots`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, expect

from ledger import migrate, open_ledger
from ledger.sql import SqlLedger
from tests.browser import a_browser
from tests.console.house import ROBIN
from tests.console.lively import CALM, TODAY, a_lively_world
from tests.console.rooms import a_served_house

PICTURES = Path(__file__).parents[2] / "docs" / "images"
SIZE = {"width": 1280, "height": 960}
LARGEST = 250_000


async def main() -> None:
    """Makes the world, opens a browser in it and writes the pictures."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ledger.sqlite3"
        migrate(url)
        ledger = open_ledger(url)
        try:
            await _picture(ledger, await a_lively_world(ledger))
        finally:
            await ledger.close()


async def _picture(ledger: SqlLedger, task: str) -> None:
    async with (
        a_browser() as browser,
        a_served_house(ledger, browser, now=lambda: TODAY) as served,
    ):
        context = await served.context(color_scheme="light", viewport=SIZE)
        page = await served.page(context, ROBIN)
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
