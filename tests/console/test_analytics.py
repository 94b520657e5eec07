"""Analytics: the page, the CSV and the JSON say the same, and every number opens its people."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from html import unescape

import pytest

from console.views.reporting import VIEWS
from domain.world import WORLD, World, lives
from tests.builders import a_cadence, a_step
from tests.console.house import House

THE_WORLD = World(people=200, begins=datetime(2026, 1, 19, 7, tzinfo=UTC), weeks=6)
NUMBER = re.compile(r'<a href="(/analytics/[a-z]+/people\?[^"]+)">([\d,]+)<')


@pytest.fixture
async def seeded(house: House) -> House:
    """The house with a world in it."""
    for cadence, _ in WORLD:
        await house.ledger.publish(cadence, THE_WORLD.begins)
    await house.ledger.plant(list(lives(THE_WORLD)))
    return house


@pytest.mark.parametrize(("report", "by", "words"), VIEWS)
async def test_page_csv_and_json_are_one_query(
    seeded: House, report: str, by: str, words: str
) -> None:
    """The totals of every view, whichever way they are taken out."""
    browser = await seeded.signed_in()

    shown = await browser.see(f"/analytics/{report}?by={by}")
    sheet = await browser.see(f"/analytics/{report}.csv?by={by}")
    told = (await browser.see(f"/analytics/{report}.json?by={by}")).json()

    assert words in shown.text
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    *_, total = csv.DictReader(io.StringIO(sheet.text))
    counts = told["total"]["counts"]
    assert {name: int(total[name]) for name in counts} == counts
    assert counts[told["rates_of"]] > 0
    assert f">{counts[told['rates_of']]:,}<" in shown.text


async def test_every_number_opens_its_people(seeded: House) -> None:
    """Behind each link of the page stand as many as its number says."""
    browser = await seeded.signed_in()
    shown = await browser.see("/analytics/touches?by=channel&since=2026-01-20")

    numbers = NUMBER.findall(shown.text)

    assert len(numbers) > 20
    for href, number in numbers:
        count, place = 0, unescape(href)
        while place:
            people = (await browser.see(place)).text
            count += sum(map(int, re.findall(r'data-label="Touches">(\d+)<', people)))
            found = re.search(r'rel="next" href="([^"]+)"', people)
            place = unescape(found[1]) if found else ""
        assert count == int(number.replace(",", "")), href


async def test_a_drawing_is_a_picture_without_scripts(seeded: House) -> None:
    """By day and by night; what people call their cadences is text in it."""
    browser = await seeded.signed_in()

    day = await browser.see("/analytics/touches.svg?by=persona")
    night = await browser.see("/analytics/touches.svg?by=persona&ink=dark")

    assert day.headers["content-type"] == "image/svg+xml"
    assert "Warehouse managers" in day.text
    assert "<script" not in day.text
    assert ("#3d5a80" in day.text, "#9dbde8" in night.text) == (True, True)


async def test_what_a_cadence_says_is_text_everywhere(house: House) -> None:
    """A persona with markup in it and a formula before it runs nowhere."""
    evil = "=<script>alert(1)</script>"
    cadence = a_cadence(name="evil", persona=evil, steps=[a_step()])
    await house.ledger.publish(cadence, THE_WORLD.begins)
    (life,) = lives(World(1, THE_WORLD.begins, 2, cadences=((cadence, 1.0),)))
    await house.ledger.plant([life])
    browser = await house.signed_in()

    for kind in ("", ".svg"):
        shown = await browser.see(f"/analytics/funnel{kind}?by=persona")
        assert "&lt;script&gt;" in shown.text
        assert "<script>" not in shown.text
    sheet = await browser.see("/analytics/funnel.csv?by=persona")
    assert next(csv.DictReader(io.StringIO(sheet.text)))["persona"] == f"'{evil}"


@pytest.mark.parametrize(
    "address",
    [
        "/analytics/nothing",
        "/analytics/touches?by=nothing",
        "/analytics/touches?since=monday",
        "/analytics/touches?where=hour%3Dnoon",
        "/analytics/touches/people?measure=nothing",
        "/analytics/touches/people?measure=due&place=nowhere",
    ],
)
async def test_what_no_report_answers_is_said(house: House, address: str) -> None:
    """As a page, with what would be right."""
    browser = await house.signed_in()

    answer = await browser.see(address)

    assert answer.status_code == 400
    assert "That does not fit" in answer.text


async def test_without_touches_there_is_nothing_to_report(house: House) -> None:
    """Every view says so."""
    browser = await house.signed_in()

    for report, by, _ in VIEWS:
        answer = await browser.see(f"/analytics/{report}?by={by}")
        assert "Nothing to report yet" in answer.text
