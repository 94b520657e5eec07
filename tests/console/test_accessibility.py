"""Every page as axe judges it (WCAG 2.2 AA), by day and by night, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from console.app import create_app
from console.views.reporting import VIEWS
from domain.world import WORLD, World, lives
from ledger.sql import SqlLedger
from tests.console.furniture import Furniture, furnish, with_work
from tests.console.house import MANAGER
from tests.console.rooms import Served, a_served_house
from tests.console.routes import address_of, routes_of

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Each ink and each width once: neither changes what the other does.
LOOKS = [("light", 1280), ("dark", 360)]
BEGINS = datetime(2026, 1, 19, 7, tzinfo=UTC)
# No page of its own: what stands in the frame of a mail, what is no HTML, what leads elsewhere.
NO_PAGE = ("/html", "z", "/provider", "/back", ".csv", ".json", ".svg", ".ics")


@pytest.fixture
async def served(ledger: SqlLedger, browser: Browser) -> AsyncIterator[Served]:
    async with a_served_house(ledger, browser) as made:
        yield made


def _paths(served: Served, furniture: Furniture) -> list[str]:
    """Every page, those of people in trouble, and the empty ones."""
    routes = routes_of(create_app(served.house.room))
    pages = [
        address_of(path, furniture)
        for method, path in routes
        if method == "GET" and not path.endswith(NO_PAGE)
    ]
    people = [f"/enrollments/{getattr(furniture, name)}" for name in ("doubted", "held", "paused")]
    work = [
        f"/today/{furniture.active}.ring",
        "/today?by=local",
        "/today?owner=everybody&by=channel",
    ]
    reports = [f"/analytics/{name}" for name in ("funnel", "cohorts", "hours", "pace")]
    return [
        *pages,
        *people,
        *work,
        *reports,
        "/enrollments?q=zzz",
        "/suppressions?q=zzz",
        "/nowhere",
    ]


async def _faults(
    served: Served, paths: Sequence[str], scheme: str, width: int
) -> dict[str, list[str]]:
    """What is wrong with each page, where anything is."""
    context = await served.context(
        color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=False
    )
    await context.add_init_script(AXE)
    page = await served.page(context, MANAGER)
    found = {}
    for path in paths:
        await page.goto(path)
        too_wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if faults := [*await _violations(page), *(["too wide"] if too_wide else [])]:
            found[path] = faults
    await context.close()
    return found


async def _violations(page: Page) -> list[str]:
    """What axe finds, each with the first element that breaks the rule."""
    options = {"runOnly": {"type": "tag", "values": RULES}, "iframes": False}
    found: dict[str, Any] = await page.evaluate("axe => window.axe.run(document, axe)", options)
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
async def test_every_page_is_accessible(served: Served, scheme: str, width: int) -> None:
    """No violation, nothing wider than the screen, nothing that the policy had to stop."""
    furniture = await furnish(served.house.ledger)
    await with_work(served.house.ledger, furniture)

    found = await _faults(served, _paths(served, furniture), scheme, width)

    assert found == {}
    assert served.errors == []


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
async def test_reports_of_many_are_accessible(served: Served, scheme: str, width: int) -> None:
    """With numbers in every cell, and every strength of the heat."""
    world = World(people=1_500, begins=BEGINS, weeks=6)
    for cadence, _ in WORLD:
        await served.house.ledger.publish(cadence, BEGINS)
    await served.house.ledger.plant(list(lives(world)))

    experiment = "/analytics/experiments/world-managers/opener"
    views = [
        *(f"/analytics/{report}?by={by}" for report, by, _ in VIEWS),
        *(experiment, f"{experiment}/keep?arm=number", f"{experiment}/people?arm=number"),
        *("/analytics/experiments", "/analytics/forecast", "/analytics/findings"),
    ]
    found = await _faults(served, views, scheme, width)

    assert found == {}
    assert served.errors == []


async def test_axe_finds_what_is_wrong(served: Served) -> None:
    """A picture without words and grey on grey are found: the judge is awake."""
    context = await served.context()
    await context.add_init_script(AXE)
    page = await context.new_page()
    await page.goto("/sign-in")
    await page.evaluate("document.querySelector('h1').innerHTML = '<img src=/static/drum.svg>'")

    assert any(fault.startswith("image-alt") for fault in await _violations(page))
    await context.close()
