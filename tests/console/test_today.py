"""Today without a script: whose work it is, what follows, and that a press is one fact."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from config.host_clock import host_now
from domain.facts import Fact, NoteAdded, TaskCompleted, TaskPostponed, TouchSkipped
from ledger.records.rep_work import Take
from ledger.sql import SqlLedger
from tests.console.furniture import Furniture, with_work
from tests.console.house import KIM, MANAGER, NOW, ROBIN, Browser, House, a_house
from tests.console.workday import at_work, with_tasks

SAID = (TaskCompleted, TaskPostponed, TouchSkipped, NoteAdded)
_REQUEST = re.compile(r'name="request" value="([0-9a-f]{16})"')


@dataclass
class Desk:
    """Robin before one call, and whoever else comes by."""

    house: House
    robin: Browser
    task: str

    async def form(self, **fields: str) -> dict[str, str]:
        """The form of the card as it stands there now, filled in."""
        page = (await self.robin.see(f"/today/{self.task}")).text
        found = _REQUEST.search(page)
        assert found is not None
        return {"request": found[1], "next": "", "note": "", **fields}

    async def says(self, browser: Browser, deed: str, **fields: str) -> tuple[int, str]:
        answer = await browser.send(f"/today/{self.task}/{deed}", **fields)
        return answer.status_code, answer.text

    async def facts(self) -> list[Fact]:
        _, _, rows = await self.house.ledger.enrollment(self.task.partition(".")[0])
        return [row.fact for row in rows if isinstance(row.fact, SAID)]


@pytest.fixture
async def desk(ledger: SqlLedger, tmp_path: Path) -> AsyncIterator[Desk]:
    async with (
        at_work(ledger, tmp_path) as client,
        a_house(ledger, client=client, now=host_now) as house,
    ):
        (row,) = await with_tasks(ledger, client, 1)
        yield Desk(house, await house.signed_in(ROBIN), row.task)


async def test_the_card_says_all_and_the_page_shows_what_follows(desk: Desk) -> None:
    """Without a script one more page stands between the choice and the fact."""
    page = (await desk.robin.see("/today")).text
    status, shown = await desk.says(
        desk.robin, "confirm", **await desk.form(outcome="connected", note="Ask again in spring.")
    )

    assert all(words in page for words in ("Ask Pat0.", "Voicemail", "tel:+49", "there now"))
    assert "0</strong> of 1 done" in page
    assert status == 200
    assert re.search(r"→ step later, call, \w{3} \d\d \w{3} \d\d:\d\d Europe/Berlin", shown)
    assert "Ask again in spring." in shown
    assert await desk.facts() == []


async def test_a_double_press_is_one_fact(desk: Desk) -> None:
    """Both at once, and once more afterwards: the rep is led on each time."""
    form = await desk.form(outcome="no_answer", note="Rang out.")
    twice = [desk.says(desk.robin, "outcome", **form) for _ in range(2)]

    answers = [*await asyncio.gather(*twice), await desk.says(desk.robin, "outcome", **form)]
    page = (await desk.robin.see(f"/today/{desk.task}")).text

    fact, note = await desk.facts()
    assert [status for status, _ in answers] == [303, 303, 303]
    assert isinstance(fact, TaskCompleted)
    assert isinstance(note, NoteAdded)
    assert (fact.disposition, fact.by, note.note) == ("no_answer", ROBIN, "Rang out.")
    assert "That one is over" in page
    assert f"no answer by {ROBIN}" in page


async def test_another_rep_can_neither_see_nor_do_it(desk: Desk) -> None:
    """Kim knows the address of Robin's task, and of Robin's day; neither opens."""
    kim = await desk.house.signed_in(KIM)
    form = await desk.form(outcome="done")

    seen = [
        (await kim.see(path)).status_code
        for path in (
            f"/today/{desk.task}",
            f"/today?owner={ROBIN}",
            "/today?owner=everybody",
            f"/today/{desk.task}?owner={KIM}",
        )
    ]
    tried = [(await desk.says(kim, deed, **form))[0] for deed in ("confirm", "outcome", "take")]
    own = (await kim.see("/today")).text

    assert (seen, tried) == ([403] * 4, [403] * 3)
    assert desk.task not in own
    assert await desk.facts() == []


async def test_what_one_has_taken_another_cannot_do(desk: Desk) -> None:
    """A manager sees who has it, and is refused until it ends."""
    mona = await desk.house.signed_in(MANAGER)
    form = await desk.form(outcome="connected")

    taken = await desk.robin.send(f"/today/{desk.task}/take")
    page = (await mona.see(f"/today/{desk.task}?owner={ROBIN}")).text
    tried = [await desk.says(mona, deed, **form) for deed in ("confirm", "outcome", "take")]

    assert taken.headers["location"] == f"/today/{desk.task}?said=taken"
    assert f"{ROBIN} has taken it until" in page
    assert [status for status, _ in tried] == [409] * 3
    assert all("leave it to them" in text for _, text in tried)
    assert await desk.facts() == []


async def test_put_off_by_their_clock_and_given_up(desk: Desk) -> None:
    """A call back and a snooze leave it open; a skip ends it, and its note is kept."""
    day = f"{host_now() + timedelta(days=2):%Y-%m-%d}"
    later = await desk.form(outcome="call_back_later", later=f"{day}T15:00")
    _, shown = await desk.says(desk.robin, "confirm", **later)
    back = await desk.says(desk.robin, "outcome", **later)
    snoozed = await desk.says(desk.robin, "outcome", **await desk.form(outcome="snooze", span="3h"))
    skipped = await desk.says(
        desk.robin, "outcome", **await desk.form(outcome="skip", note="Has left.")
    )

    first, second, skip, note = await desk.facts()
    assert [back[0], snoozed[0], skipped[0]] == [303] * 3
    assert "15:00 Europe/Berlin" in shown
    assert isinstance(first, TaskPostponed)
    assert isinstance(second, TaskPostponed)
    assert (first.reason, second.reason) == ("call_back_later", "snoozed")
    assert isinstance(skip, TouchSkipped)
    assert isinstance(note, NoteAdded)
    assert (skip.by, note.note) == (ROBIN, "Has left.")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"outcome": ""}, "Say how it went"),
        ({"outcome": "made_up"}, "Say how it went"),
        ({"outcome": "done", "request": "x"}, "open the task again"),
        ({"outcome": "done", "note": "n" * 2_001}, "A note has 1 to"),
        ({"outcome": "snooze", "span": "until", "later": "soon"}, "Say when"),
        ({"outcome": "call_back_later", "later": "2026-03-04T08:00"}, "has passed there"),
    ],
)
async def test_what_cannot_be_said_is_refused(
    house: House, furniture: Furniture, fields: dict[str, str], words: str
) -> None:
    """In one line that says what to fill in; nothing is done."""
    task = await with_work(house.ledger, furniture)
    robin = await house.signed_in(ROBIN)
    form = {"request": "0" * 16, **fields}

    answers = [await robin.send(f"/today/{task}/{deed}", **form) for deed in ("confirm", "outcome")]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert all(words in answer.text for answer in answers)
    assert await house.ledger.taken(task) is None


async def test_the_queue_has_what_else_waits(house: House, furniture: Furniture) -> None:
    """A mail in doubt leads to its enrollment, what fits nobody to the inbox; Home leads here."""
    await with_work(house.ledger, furniture)
    robin = await house.signed_in(ROBIN)

    page = (await robin.see("/today")).text
    home = (await robin.see("/")).text

    assert f'href="/enrollments/{furniture.doubted}#doubt-hello"' in page
    assert 'href="/inbox"' in page
    assert '<a href="/today"><strong>1</strong> <span>open task</span>' in home


@pytest.mark.parametrize(
    ("by", "heading"), [("", "Overdue"), ("channel", "Call"), ("local", "Morning there")]
)
async def test_the_queue_in_groups(
    house: House, furniture: Furniture, by: str, heading: str
) -> None:
    """By when it is due, by channel, by what time it is there."""
    await with_work(house.ledger, furniture)
    robin = await house.signed_in(ROBIN)

    page = (await robin.see(f"/today?by={by}")).text

    assert re.search(rf"<h2>{heading} <span", page)


async def test_a_take_is_shown_in_the_queue(house: House, furniture: Furniture) -> None:
    """Who else is about to do it stands beside it."""
    task = await with_work(house.ledger, furniture)
    await house.ledger.take(task, Take(MANAGER, NOW + timedelta(minutes=10)), NOW)
    robin = await house.signed_in(ROBIN)

    page = (await robin.see("/today")).text

    assert "mona has it" in page


async def test_a_made_up_task_or_place_is_nobodys(house: House) -> None:
    """Told in words, without an error of ours."""
    robin = await house.signed_in(ROBIN)

    task = await robin.see("/today/e-000000000000.ring")
    place = await robin.see("/today?place=nowhere")

    assert "There is no open task" in task.text
    assert place.status_code == 400
