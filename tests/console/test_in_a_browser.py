"""The console in a real browser: sign in, find somebody, pause them, see it happen."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from config.host_clock import host_now
from domain.people.prospects import Prospect
from domain.ports import InboundEvent
from ledger.sql import SqlLedger
from tests.console.furniture import EVIL, EVIL_ATTRIBUTE, OUTREACH, furnish
from tests.console.house import ADMIN, MANAGER, NOW, PASSWORD, ROBIN
from tests.console.rooms import Served, a_served_house
from tests.console.stage import a_worker, running

PEOPLE = [
    Prospect("", email=f"{name}@example.com", variables={"first_name": name.title()})
    for name in ("ada", "grace", "joan")
]


@pytest.fixture
async def served(ledger: SqlLedger, browser: Browser) -> AsyncIterator[Served]:
    async with a_served_house(ledger, browser) as made:
        yield made


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
async def test_sign_in_find_pause_and_see_it(
    ledger: SqlLedger, browser: Browser, *, with_script: bool
) -> None:
    """From the door to the paused enrollment, as somebody does it who sees the page."""
    async with a_worker(ledger) as client, a_served_house(ledger, browser, client) as served:
        await running(ledger, client, OUTREACH, PEOPLE, host_now())
        await ledger.change_password(ROBIN, PASSWORD, ADMIN, host_now())
        context = await served.context(java_script_enabled=with_script)
        page = await served.page(context)

        await page.goto("/enrollments")
        await page.get_by_label("Mail address").fill(ROBIN)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await page.get_by_label("Name or address").fill("grace")
        await page.get_by_role("button", name="Show").click()
        await expect(page.get_by_role("row")).to_have_count(2)
        await page.get_by_role("link", name="Open Grace in outreach").click()
        await page.get_by_label("Why").first.fill("on holiday")
        await page.get_by_role("button", name="Pause").click()

        await expect(page.get_by_role("status")).to_contain_text("Paused.")
        await expect(page.get_by_text("On holiday").first).to_be_visible()
        await expect(page.get_by_role("button", name="Resume")).to_be_visible()
        await page.goto("/enrollments?state=paused")
        await expect(page.get_by_role("row")).to_have_count(2)
        assert served.errors == []
        await context.close()


async def test_a_reply_appears_while_somebody_looks(served: Served) -> None:
    """Nobody reloads the page: the script puts the fresh part in its place."""
    context = await served.context()
    page = await served.page(context, ROBIN)
    await page.goto("/")
    await expect(page.get_by_text("No reply yet")).to_be_visible()

    await served.house.ledger.ingest(
        InboundEvent("standard", "1", "reply", NOW, b"{}", email="stranger@example.com")
    )

    await expect(page.get_by_text("Somebody we do not know")).to_be_visible(timeout=20_000)
    await expect(page.get_by_role("link", name="1 event in the inbox")).to_be_visible()
    await context.close()


async def test_a_script_in_a_name_never_runs(served: Served) -> None:
    """On every page that shows the person, and in the mail's own frame: no dialog, no error."""
    furniture = await furnish(served.house.ledger)
    context = await served.context()
    page = await served.page(context, MANAGER)

    for path in (
        "/enrollments",
        "/prospects",
        "/accounts",
        "/inbox",
        f"/enrollments/{furniture.evil}",
        f"/enrollments/{furniture.active}/mails/hello",
    ):
        await page.goto(path)
    await page.goto("/prospects?q=evil")

    await expect(page.get_by_role("link", name=f"{EVIL} {EVIL_ATTRIBUTE}")).to_be_visible()
    assert served.errors == []
    await context.close()


async def test_the_page_can_be_walked_by_keyboard(served: Served) -> None:
    """The first stop leads past the navigation, straight to the page."""
    context = await served.context()
    page = await served.page(context, ROBIN)
    await page.goto("/cadences")

    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("main")).to_be_focused()
    await context.close()
