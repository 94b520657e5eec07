"""What the keys of Today do, in a real browser; without the script the same by one more page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from config.host_clock import host_now
from domain.facts import TaskCompleted
from domain.ports import InboundEvent
from ledger.sql import SqlLedger
from tests.console.house import NOW, ROBIN
from tests.console.lively import TODAY, a_lively_world
from tests.console.rooms import Served, a_served_house
from tests.console.workday import at_work, with_tasks


@pytest.fixture
async def served(ledger: SqlLedger, browser: Browser) -> AsyncIterator[Served]:
    """Robin's day with a dozen tasks; Temporal is away."""
    async with a_served_house(ledger, browser, now=lambda: TODAY) as made:
        yield made


@pytest.fixture
async def page(served: Served) -> AsyncIterator[Page]:
    await a_lively_world(served.house.ledger)
    context = await served.context()
    opened = await served.page(context, ROBIN)
    await opened.goto("/today")
    yield opened
    await context.close()
    assert served.errors == []


async def _said_of(served: Served) -> int:
    """How many outcomes the ledger has."""
    rows = await served.house.ledger.enrollments()
    each = [(await served.house.ledger.enrollment(row.enrollment))[2] for row in rows]
    return sum(isinstance(fact.fact, TaskCompleted) for facts in each for fact in facts)


async def test_up_and_down_the_queue(page: Page) -> None:
    """J and k move, Enter opens, and a screen reader is led to the card."""
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("k")
    await expect(page.locator("#queue a").nth(1)).to_be_focused()

    await page.keyboard.press("Enter")

    await expect(page.locator("#card h2")).to_contain_text("Ruby Walsh")
    await expect(page.locator("#card h2")).to_be_focused()
    assert "/today/e-" in page.url


async def test_undo_before_it_is_sent(served: Served, page: Page) -> None:
    """The next task is there at once; undone, the first is back and no form has gone out."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    before, task = await _said_of(served), await page.locator("#card").get_attribute("data-task")

    await page.keyboard.press("1")
    await expect(page.locator("#follows")).to_contain_text("→ step day-9-video, video, Mon 09 Mar")
    await page.keyboard.press("Enter")
    await expect(page.locator("#card h2")).to_contain_text("Ruby Walsh")
    await expect(page.get_by_role("button", name="Undo")).to_be_visible()
    await page.keyboard.press("u")

    await expect(page.locator("#card")).to_have_attribute("data-task", task or "")
    await expect(page.locator("#toast")).to_contain_text("Undone: nothing was recorded.")
    assert [url for url in sent if url.endswith("/outcome")] == []
    assert await _said_of(served) == before


async def test_after_a_live_conversation_it_stays(page: Page) -> None:
    """There is something to write down first; Enter goes on when the rep is ready."""
    await page.keyboard.press("3")
    await expect(page.locator("#follows")).to_contain_text("→")
    await page.keyboard.press("Enter")

    await expect(page.locator("#card h2")).to_contain_text("Dana Whitfield")
    await expect(page.get_by_role("button", name="Next")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#card h2")).to_contain_text("Ruby Walsh")


async def test_what_could_not_be_sent_is_said(page: Page) -> None:
    """Temporal is away: the rep hears it and can send the same again, which stays one fact."""
    await page.keyboard.press("1")
    await expect(page.locator("#follows")).to_contain_text("→")
    await page.keyboard.press("Enter")

    again = page.get_by_role("button", name="Send it again")
    await expect(again).to_be_visible(timeout=20_000)
    await expect(page.locator("#toast")).to_contain_text("Temporal")


async def test_keys_are_letters_while_somebody_types(page: Page) -> None:
    """In a note nothing is chosen; Escape leads out of the field, ? lists the keys."""
    await page.keyboard.press("n")
    await page.keyboard.type("jk1xu?")
    await expect(page.get_by_label("Note")).to_have_value("jk1xu?")
    await expect(page.locator("[name=outcome]:checked")).to_have_count(0)

    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    await expect(keys).to_contain_text("How it went")
    await page.keyboard.press("Escape")
    await expect(keys).to_be_hidden()
    await page.keyboard.press("/")
    await expect(page.get_by_placeholder("Find somebody")).to_be_focused()


async def test_what_comes_in_appears_in_the_queue(served: Served, page: Page) -> None:
    """Nobody reloads the page; the chosen outcome stays chosen."""
    await page.keyboard.press("1")
    stranger = "new@stranger.example"
    await served.house.ledger.ingest(
        InboundEvent("standard", "late", "reply", NOW, b"{}", email=stranger)
    )

    await expect(page.locator("#queue")).to_contain_text(stranger, timeout=20_000)
    await expect(page.locator("[data-key='1']")).to_be_checked()


async def test_without_a_script(ledger: SqlLedger, browser: Browser, tmp_path: Path) -> None:
    """Choose, look at what follows, record it; the next task is there."""
    async with (
        at_work(ledger, tmp_path) as client,
        a_served_house(ledger, browser, client, now=host_now) as served,
    ):
        await with_tasks(ledger, client, 2)
        context = await served.context(java_script_enabled=False)
        page = await served.page(context, ROBIN)
        await page.goto("/today")

        await page.get_by_text("No answer").click()
        await page.get_by_role("button", name="See what follows").click()
        await expect(page.get_by_text("→ step later, call")).to_be_visible()
        await page.get_by_role("button", name="Record it").click()

        await expect(page.get_by_role("status").first).to_contain_text("Recorded.")
        await expect(page.locator("#card")).to_contain_text("LinkedIn invitation")
        await expect(page.locator("#card")).to_contain_text("of 300 characters")
        assert await _said_of(served) == 1
        await context.close()


async def test_words_for_another_program_are_copied(page: Page) -> None:
    """A message for LinkedIn, as it stands; a script is for speaking and has no such button."""
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy = page.get_by_role("button", name="Copy")
    await expect(copy).to_have_count(0)

    await page.locator("#queue").get_by_text("Priya Raman").click()
    await copy.click()

    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    words = await page.locator("[data-copy] .words").inner_text()
    assert await page.evaluate("navigator.clipboard.readText()") == words
