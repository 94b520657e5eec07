"""Who goes away says so once: what is due goes to a stand-in, or waits for the return."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from config.host_clock import host_now
from domain.facts import TaskPostponed
from domain.rep_work.absences import Absence
from ledger.records.rep_work import Take
from ledger.sql import SqlLedger
from tests.console.furniture import Furniture, with_work
from tests.console.house import KIM, MANAGER, NOW, ROBIN, House, a_house
from tests.console.workday import at_work, with_tasks

TODAY, TOMORROW = "2026-03-04", "2026-03-05"


@pytest.fixture
async def staffed(ledger: SqlLedger, tmp_path: Path) -> AsyncIterator[House]:
    async with (
        at_work(ledger, tmp_path) as client,
        a_house(ledger, client=client, now=host_now) as house,
    ):
        await with_tasks(ledger, client, 2)
        yield house


def _days(count: int) -> dict[str, str]:
    """From today on, so many days."""
    first = host_now()
    return {"first": f"{first:%Y-%m-%d}", "last": f"{first + timedelta(days=count - 1):%Y-%m-%d}"}


async def test_work_goes_to_the_stand_in(staffed: House) -> None:
    """First it is said how much; then it is Kim's, and so is what is opened meanwhile."""
    robin = await staffed.signed_in(ROBIN)
    asked = {"rep": ROBIN, "stand_in": KIM, **_days(3)}

    told = (await robin.see("/absences?" + "&".join(f"{k}={v}" for k, v in asked.items()))).text
    before = [task.owner for task in await staffed.ledger.tasks()]
    done = await robin.send("/absences", **asked)
    page = (await robin.see("/absences")).text

    assert "<strong>2</strong>" in told
    assert f"go to {KIM}" in told
    assert before == [ROBIN] * 2
    assert done.headers["location"] == "/absences?said=handed-over"
    assert [task.owner for task in await staffed.ledger.tasks()] == [KIM] * 2
    (standing,) = await staffed.ledger.absences(host_now())
    assert (standing.rep, standing.stand_in, standing.by) == (ROBIN, KIM, ROBIN)
    assert f"{KIM} stands in" in page


async def test_work_waits_for_the_return(staffed: House) -> None:
    """Nobody stands in: each task is due on a day after the last, and the facts say who said so."""
    mona = await staffed.signed_in(MANAGER)

    done = await mona.send("/absences", rep=ROBIN, stand_in="", **_days(3))

    assert done.headers["location"] == "/absences?said=waits-for-return"
    back = host_now() + timedelta(days=2)
    for task in await staffed.ledger.tasks():
        assert task.owner == ROBIN
        assert task.due_at is not None
        assert task.due_at > back
        _, _, facts = await staffed.ledger.enrollment(task.enrollment)
        (put_off,) = [row.fact for row in facts if isinstance(row.fact, TaskPostponed)]
        assert (put_off.reason, put_off.by) == ("absence", MANAGER)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"stand_in": ROBIN.upper()}, "cannot stand in for"),
        ({"first": "soon"}, "is no day"),
        ({"first": TOMORROW, "last": TODAY}, "is before the first"),
        ({"first": "2026-03-01", "last": "2026-03-02"}, "over already"),
        ({"stand_in": "x" * 101}, "is who does it"),
    ],
)
async def test_what_is_no_absence_is_refused(
    house: House, fields: dict[str, str], words: str
) -> None:
    """In words, before anything is done."""
    robin = await house.signed_in(ROBIN)

    answer = await robin.send(
        "/absences", **{"rep": ROBIN, "first": TODAY, "last": TODAY, **fields}
    )

    assert answer.status_code == 400
    assert words in answer.text
    assert await house.ledger.absences(NOW) == ()


async def test_a_rep_speaks_for_nobody_else(house: House) -> None:
    """Kim can neither look into Robin's work nor hand it over."""
    kim = await house.signed_in(KIM)
    days = {"rep": ROBIN, "first": TODAY, "last": TODAY}

    seen = await kim.see(f"/absences?rep={ROBIN}&first={TODAY}&last={TODAY}")
    tried = await kim.send("/absences", **days)

    assert (seen.status_code, tried.status_code) == (403, 403)
    assert await house.ledger.absences(NOW) == ()


async def test_one_task_is_handed_over(house: House, furniture: Furniture) -> None:
    """Robin sees it no more, Kim does; nobody hands over what another has taken, or another's."""
    task = await with_work(house.ledger, furniture)
    robin, kim = await house.signed_in(ROBIN), await house.signed_in(KIM)
    address = f"/today/{task}/assign"

    foreign = await kim.send(address, rep=KIM)
    nobody = await robin.send(address, rep="nobody@northwind.example")
    await house.ledger.take(task, Take(MANAGER, NOW + timedelta(minutes=10)), NOW)
    taken = await robin.send(address, rep=KIM)
    await house.ledger.give_back(task, MANAGER)
    handed = await robin.send(address, rep=KIM)

    refused = (foreign.status_code, nobody.status_code, taken.status_code)
    assert refused == (403, 400, 409)
    assert handed.headers["location"] == "/today?said=assigned"
    assert task not in (await robin.see("/today")).text
    assert task in (await kim.see("/today")).text
    _, _, facts = await house.ledger.enrollment(furniture.evil)
    assert (facts[-1].fact.type, getattr(facts[-1].fact, "by", None)) == ("task_assigned", ROBIN)


async def test_an_absence_is_somebodys_however_they_are_written(house: House) -> None:
    """The stand-in of `Robin@…` does what is robin@…'s."""
    away = Absence(
        ROBIN.title(), NOW - timedelta(days=1), NOW + timedelta(days=1), KIM, MANAGER, NOW
    )
    await house.ledger.keep_absence(away)

    page = (await (await house.signed_in(ROBIN)).see("/absences")).text

    assert f"<strong>{ROBIN.title()}</strong>" in page
