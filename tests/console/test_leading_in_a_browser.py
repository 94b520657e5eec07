"""What leaders and reps do beside tasks, in a real browser: stop, find, watch, be away."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from domain.facts import ReplyReceived
from domain.ports import InboundEvent
from tests.console.furniture import Furniture, with_work
from tests.console.house import ADMIN, KIM, NOW, ROBIN
from tests.console.rooms import Served


@pytest.fixture
async def page(served: Served) -> AsyncIterator[Page]:
    context = await served.context()
    yield await served.page(context, ADMIN)
    await context.close()


async def test_a_whole_cadence_is_paused_and_goes_on(page: Page, furnished: Furniture) -> None:
    """Its page says who and why, each of its enrollments says so too, and the list marks it."""
    await page.goto("/cadences")
    await page.get_by_role("link", name="outreach", exact=True).click()
    await page.get_by_label("Why").fill("trade fair")
    await page.get_by_role("button", name="Pause the whole cadence").click()
    await expect(page.locator(".problem")).to_contain_text(f"by {ADMIN}: trade fair")
    await page.goto(f"/enrollments/{furnished.held}")
    await expect(page.get_by_text("Paused with its cadence")).to_be_visible()
    await page.goto("/cadences")
    row = page.get_by_role("row", name="outreach")
    await expect(row.get_by_text("Paused", exact=True)).to_be_visible()

    await page.goto("/cadences/outreach")
    await page.get_by_role("button", name="Resume the cadence").click()

    await expect(page.get_by_role("status")).to_contain_text("Whoever was held goes on")
    await expect(page.get_by_role("button", name="Pause the whole cadence")).to_be_visible()
    await page.goto(f"/enrollments/{furnished.held}")
    await expect(page.get_by_text("Paused with its cadence")).to_have_count(0)


async def test_a_prospect_is_found(page: Page, furnished: Furniture) -> None:
    """By a part of the name, then all that they are in."""
    await page.goto("/")
    await page.get_by_role("navigation", name="Pages").get_by_role("link", name="Prospects").click()
    await page.get_by_label("Name, address or number").fill("oubted")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Doubted Person").click()

    await expect(page.get_by_role("heading", name="Doubted Person")).to_be_visible()
    await expect(page.get_by_text("doubted@example.com")).to_be_visible()
    await page.get_by_role("link", name="Open").click()
    await expect(page.get_by_role("heading", name="Did the mail of hello arrive?")).to_be_visible()


async def test_a_reply_arrives_while_somebody_looks(
    served: Served, page: Page, furnished: Furniture
) -> None:
    """On the page of its enrollment: the words, and that it has been understood."""
    ledger = served.house.ledger
    await page.goto(f"/enrollments/{furnished.held}")
    await expect(page.get_by_text("Nothing yet.")).to_be_visible()
    event = InboundEvent(
        "imap", "late", "reply", NOW, b"raw", furnished.held, words="Thursday works."
    )

    await ledger.ingest(event)
    heard = ReplyReceived(at=NOW, source_id=event.source_id, reply_class="positive")
    await ledger.append(furnished.held, [heard])

    await expect(page.get_by_text("Thursday works.")).to_be_visible(timeout=20_000)
    await expect(page.get_by_text("Reply (positive)")).to_be_visible()


async def test_a_task_is_handed_over_and_somebody_is_away(
    served: Served, page: Page, furnished: Furniture
) -> None:
    """The one from its card, the rest by days: what would follow is said first."""
    await with_work(served.house.ledger, furnished)
    await page.goto(f"/today?owner={ROBIN}")
    await page.get_by_text("Hand it over").click()
    await page.locator(".hand-over").get_by_role("combobox").select_option(KIM)
    await page.get_by_role("button", name="Hand over").click()
    await expect(page.get_by_role("status").first).to_contain_text("Handed over.")

    await page.get_by_role("link", name="Be away…").click()
    await page.get_by_role("combobox").first.select_option(KIM)
    await page.get_by_label("First day").fill("2026-03-04")
    await page.get_by_label("Last day").fill("2026-03-06")
    await page.get_by_label("Who does the work").select_option(ROBIN)
    await page.get_by_role("button", name="See what follows").click()
    await expect(page.get_by_text("1 task is due meanwhile")).to_be_visible()
    await page.get_by_role("button", name="Hand it over").click()

    await expect(page.get_by_role("status")).to_contain_text("went to the stand-in")
    (task,) = await served.house.ledger.tasks(ROBIN)
    assert task.enrollment == furnished.evil


async def test_somebody_is_let_in_and_shown_out(page: Page, furnished: Furniture) -> None:
    """An admin adds a user, gives them a role, and takes the account away again."""
    await page.goto("/users")
    add = page.get_by_role("region", name="Add somebody")
    await add.get_by_label("Mail address").fill("new@northwind.example")
    await add.get_by_role("button", name="Add").click()
    await expect(page.get_by_role("status")).to_contain_text("may sign in now")

    cards = page.get_by_role("list", name="Users").get_by_role("listitem")
    card = cards.filter(has_text="new@northwind.example")
    await card.get_by_label("Role").select_option("manager")
    await card.get_by_role("button", name="Change").click()
    await expect(card.locator(".state")).to_have_text("Manager")
    await card.locator("summary").click()
    await card.get_by_role("button", name="Disable").click()

    await expect(card).to_contain_text("disabled")
