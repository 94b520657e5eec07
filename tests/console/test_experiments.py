"""Experiments in the console: the same answer in every form, its people, and keeping an arm."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from domain.world import WORLD, World, lives
from tests.builders import a_cadence, a_step
from tests.console.furniture import EVIL, Furniture
from tests.console.house import MANAGER, NOW, ROBIN, House

HERE = "/analytics/experiments/world-managers/opener"
DAY = timedelta(days=1)
THE_WORLD = World(people=600, begins=NOW - 8 * 7 * DAY, weeks=8)


@pytest.fixture
async def seeded(house: House) -> House:
    """The house with a world in it, in which one arm is much better."""
    begins = datetime(2026, 1, 5, 7, tzinfo=UTC)
    rates = replace(THE_WORLD.rates, reply=0.1, arms={"opener/question": 0.5, "opener/number": 6.0})
    world = replace(THE_WORLD, begins=begins, rates=rates)
    for cadence, _ in WORLD:
        await house.ledger.publish(cadence, begins)
    await house.ledger.plant(list(lives(world)))
    return house


async def test_page_csv_and_json_are_one_answer(seeded: House) -> None:
    """The counts of the arms, the verdict, the picture with its words beside."""
    browser = await seeded.signed_in()

    listed = (await browser.see("/analytics/experiments")).text
    shown = (await browser.see(HERE)).text
    sheet = list(csv.DictReader(io.StringIO((await browser.see(f"{HERE}.csv")).text)))
    told = (await browser.see(f"{HERE}.json")).json()
    drawn = await browser.see(f"{HERE}.svg")

    assert f'href="{HERE}"' in listed
    assert told["winner"] == "number"
    assert f"{told['verdict'][:1].upper()}{told['verdict'][1:]}." in shown
    counts = {arm["arm"]: (arm["count"]["tried"], arm["count"]["hits"]) for arm in told["arms"]}
    assert {row["arm"]: (int(row["people"]), int(row["came"])) for row in sheet} == counts
    assert all(
        f">{tried:,}<" in shown and f">{hits:,}<" in shown for tried, hits in counts.values()
    )
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert all(words in drawn.text for words in ("question", "number", "<circle"))


async def test_the_counts_of_an_arm_open_their_people(seeded: House) -> None:
    """Behind each link stand as many enrollments as it says."""
    browser = await seeded.signed_in()
    shown = (await browser.see(f"{HERE}?outcome=reply&within=7")).text

    links = re.findall(rf'<a href="({HERE}/people\?[^"]+)">([\d,]+)<', shown)

    assert len(links) == 4
    for href, number in links:
        people, place = set(), unescape(href)
        while place:
            page = (await browser.see(place)).text
            people |= set(re.findall(r'href="/enrollments/([^"]+)"', page))
            found = re.search(r'rel="next" href="([^"]+)"', page)
            place = unescape(found[1]) if found else ""
        assert len(people) == int(number.replace(",", ""))


async def test_a_manager_keeps_the_winner(seeded: House) -> None:
    """They see what changes, confirm it, and it is published and written down under their name."""
    browser = await seeded.signed_in(MANAGER)

    page = (await browser.see(f"{HERE}/keep?arm=number")).text
    before = (await seeded.ledger.cadence("world-managers")).version
    asked = {"arm": "number", "outcome": "positive", "within": "14", "because": ""}
    answer = await browser.send(f"{HERE}/keep", version=before, **asked)
    again = await browser.send(f"{HERE}/keep", version=before, **asked)
    after = (await browser.see(HERE)).text

    assert "A third of your trucks wait" in page
    assert answer.status_code == 303
    assert again.status_code == 409
    published = await seeded.ledger.cadence("world-managers")
    assert published.experiments == ()
    assert getattr(published.steps[0], "subject", "") == "A third of your trucks wait"
    (promotion,) = await seeded.ledger.promotions()
    assert (promotion.arm, promotion.by, promotion.because) == ("number", MANAGER, None)
    assert promotion.version_before == before
    assert promotion.version == published.version in page
    assert json.loads(promotion.figures)["arms"]["number"][0] > 30
    assert f"number was kept by {MANAGER}" in after
    assert "See what changes" not in after


async def test_what_has_not_won_is_kept_only_for_a_reason(seeded: House) -> None:
    """Refused without one; with it, it is written down."""
    browser = await seeded.signed_in(MANAGER)
    await browser.see(f"{HERE}/keep?arm=question")
    version = (await seeded.ledger.cadence("world-managers")).version
    asked = {"arm": "question", "outcome": "positive", "within": "14", "version": version}

    refused = await browser.send(f"{HERE}/keep", because=" ", **asked)
    done = await browser.send(f"{HERE}/keep", because="legal asked for it", **asked)

    assert (refused.status_code, "has not won" in refused.text) == (409, True)
    assert done.status_code == 303
    (promotion,) = await seeded.ledger.promotions()
    assert (promotion.arm, promotion.because) == ("question", "legal asked for it")


async def test_a_rep_looks_and_keeps_nothing(seeded: House) -> None:
    """Neither the form nor the deed is a rep's."""
    rep = await seeded.signed_in(ROBIN)

    shown = (await rep.see(HERE)).text
    refused = [
        await rep.see(f"{HERE}/keep?arm=number"),
        await rep.send(f"{HERE}/keep", arm="number"),
    ]

    assert "See what changes" not in shown
    assert [answer.status_code for answer in refused] == [403, 403]
    assert await seeded.ledger.promotions() == ()


async def test_what_a_file_says_of_an_experiment_is_text(
    house: House, furniture: Furniture
) -> None:
    """A description with markup in it runs nowhere; of few no rate is said."""
    browser = await house.signed_in()

    shown = (await browser.see("/analytics/experiments/outreach/greeting")).text

    assert EVIL not in shown
    assert "Too early to say anything." in shown
    assert 'data-label="Rate">–<' in shown


async def test_what_is_not_there_is_said(house: House) -> None:
    """No such cadence, no such experiment, none to compare: a page, no crash."""
    arms = [{"id": "a", "weight": 0}, {"id": "b", "steps": {"hello": {"subject": "B"}}}]
    cadence = a_cadence(
        name="one-armed", steps=[a_step(id="hello")], experiments=[{"id": "x", "variants": arms}]
    )
    await house.ledger.publish(cadence, NOW)
    browser = await house.signed_in()

    codes = [
        (await browser.see(f"/analytics/experiments/{path}")).status_code
        for path in ("nowhere/x", "one-armed/y", "one-armed/x", "one-armed/x?within=0")
    ]

    assert codes == [404, 404, 409, 404]


async def test_without_experiments_there_is_a_way_to_one(house: House) -> None:
    """The list says how to begin."""
    browser = await house.signed_in()

    assert "No experiment yet" in (await browser.see("/analytics/experiments")).text


async def test_the_forecast_and_its_back_test_are_one_answer(seeded: House) -> None:
    """On the page, as CSV and JSON; of one cadence as of all."""
    browser = await seeded.signed_in()

    shown = (await browser.see("/analytics/forecast?weeks=3")).text
    sheet = list(
        csv.DictReader(io.StringIO((await browser.see("/analytics/forecast.csv?weeks=3")).text))
    )
    told = (await browser.see("/analytics/forecast.json?weeks=3")).json()
    one = (await browser.see("/analytics/forecast.json?weeks=3&cadence=world-owners")).json()
    drawn = (await browser.see("/analytics/forecast.svg?weeks=3")).text

    assert [row["since"] for row in sheet[-3:]] == ["2026-03-05", "2026-03-12", "2026-03-19"]
    assert [week["since"] for week in told["weeks"]] == [row["since"] for row in sheet[-3:]]
    assert f"{told['total']['expected']['mean']:.1f}" in shown
    assert 0 < one["total"]["expected"]["mean"] < told["total"]["expected"]["mean"]
    came = [int(row["came"]) for row in sheet if row["came"]]
    assert came == [week["came"] for week in told["tested"]]
    assert sum(came) > 0
    assert drawn.count("<circle") == len(sheet) + len(came)


async def test_findings_lead_to_their_figures(house: House) -> None:
    """In words, with count and interval; where there are none, that is said."""
    cadence = a_cadence(name="calls", steps=[a_step(id="ring", channel="call")])
    await house.ledger.publish(cadence, NOW - 30 * DAY)
    browser = await house.signed_in()
    nothing = (await browser.see("/analytics/findings")).text
    world = World(40, NOW - 40 * DAY, 3, cadences=((cadence, 1.0),))
    overdue = replace(world, rates=replace(world.rates, overdue=1.0))
    await house.ledger.plant(list(lives(overdue)))

    shown = (await browser.see("/analytics/findings")).text
    told = (await browser.see("/analytics/findings.json")).json()
    sheet = list(csv.DictReader(io.StringIO((await browser.see("/analytics/findings.csv")).text)))

    assert "Nothing stands out" in nothing
    assert "overdue-tasks" in {finding["kind"] for finding in told}
    assert [row["words"] for row in sheet] == [finding["words"] for finding in told]
    assert all(finding["words"] in unescape(shown) for finding in told)
    for href in re.findall(r'<a href="([^"]+)">Figures', shown):
        assert (await browser.see(unescape(href))).status_code == 200
