"""What is done on the page of an enrollment reaches its run, once, with the name of who did it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from config.host_clock import host_now
from domain.facts import EnrollmentEnded, Fact, Jumped, Paused, Resumed, TouchSkipped
from ledger.sql import SqlLedger
from tests.builders import a_prospect
from tests.console.furniture import OUTREACH, Furniture
from tests.console.house import KIM, ROBIN, Browser, House, a_house
from tests.console.stage import a_worker, running


@dataclass
class Desk:
    """Robin at the page of an enrollment that runs."""

    house: House
    browser: Browser
    enrollment: str

    async def does(self, deed: str, **fields: str) -> int:
        answer = await self.browser.send(f"/enrollments/{self.enrollment}/{deed}", **fields)
        return answer.status_code

    async def page(self) -> str:
        return (await self.browser.see(f"/enrollments/{self.enrollment}")).text

    async def facts(self, kind: type[Fact]) -> list[Fact]:
        _, _, rows = await self.house.ledger.enrollment(self.enrollment)
        return [row.fact for row in rows if isinstance(row.fact, kind)]


@pytest.fixture
async def desk(ledger: SqlLedger) -> AsyncIterator[Desk]:
    async with a_worker(ledger) as client, a_house(ledger, client=client) as house:
        (enrollment,) = await running(ledger, client, OUTREACH, [a_prospect()], host_now())
        yield Desk(house, await house.signed_in(ROBIN), enrollment)


async def test_pause_and_resume(desk: Desk) -> None:
    """The page shows it at once; the facts say who and why; a second resume is refused."""
    paused = await desk.does("pause", reason="on holiday")
    page = await desk.page()
    resumed = await desk.does("resume")
    again = await desk.does("resume")

    (pause,), (resume,) = await desk.facts(Paused), await desk.facts(Resumed)
    assert isinstance(pause, Paused)
    assert isinstance(resume, Resumed)
    assert (paused, resumed, again) == (303, 303, 409)
    assert (pause.reason, pause.by, pause.until) == ("on holiday", ROBIN, None)
    assert resume.by == ROBIN
    assert "On holiday" in page
    assert ">Resume</button>" in page
    assert ">Pause</button>" in await desk.page()


async def test_a_pause_may_end_by_itself(desk: Desk) -> None:
    """On the day that was given, at its beginning where the prospect lives."""
    wrong = await desk.does("pause", until="soon")
    right = await desk.does("pause", until="2030-03-05")

    (pause,) = await desk.facts(Paused)
    assert isinstance(pause, Paused)
    assert (wrong, right) == (409, 303)
    assert pause.until is not None
    assert pause.until.isoformat() == "2030-03-04T23:00:00+00:00"


async def test_finish_ends_it_for_good(desk: Desk) -> None:
    """With reason and name; afterwards nothing more can be done to it."""
    finished = await desk.does("finish", reason="moved on")
    after = [await desk.does(deed) for deed in ("pause", "resume", "finish")]

    (end,) = await desk.facts(EnrollmentEnded)
    assert isinstance(end, EnrollmentEnded)
    assert (finished, after) == (303, [409, 409, 409])
    assert (end.reason, end.by) == ("moved on", ROBIN)
    assert "Change it" not in await desk.page()


async def test_a_reason_that_is_none_is_refused(desk: Desk) -> None:
    """What the run does not take is said in its words, and nothing happens."""
    assert await desk.does("pause", reason="x" * 101) == 409
    assert await desk.facts(Paused) == []


async def test_a_step_is_left_out_by_hand(desk: Desk) -> None:
    """The page offers what is to come; a step that the cadence does not have is refused."""
    page = await desk.page()
    skipped = await desk.does("skip", step="nudge")
    wrong = [await desk.does("skip", step="nowhere"), await desk.does("skip")]

    facts = await desk.facts(TouchSkipped)
    assert '<option value="nudge">' in page
    assert (skipped, wrong) == (303, [409, 400])
    assert [(fact.step, fact.by) for fact in facts if isinstance(fact, TouchSkipped)] == [
        ("nudge", ROBIN)
    ]


async def test_one_goes_ahead_by_hand(desk: Desk) -> None:
    """What had not begun before the step is left out, and the facts say who wanted it."""
    jumped = await desk.does("jump", to="nudge")
    back = await desk.does("jump", to="hello")

    (fact,) = await desk.facts(Jumped)
    assert isinstance(fact, Jumped)
    assert (jumped, back) == (303, 409)
    assert (fact.to, fact.by) == ("nudge", ROBIN)


async def test_another_rep_reaches_no_run(desk: Desk) -> None:
    """Kim's pause of Robin's enrollment is refused before anything is asked of Temporal."""
    desk.browser = await desk.house.signed_in(KIM)

    assert await desk.does("pause") == 403
    assert await desk.facts(Paused) == []


async def test_without_temporal_it_is_said_what_is_away(house: House, furniture: Furniture) -> None:
    """A page that says so, with the way back; what was written down stays readable."""
    browser = await house.signed_in(ROBIN)

    answer = await browser.send(f"/enrollments/{furniture.active}/pause")

    assert answer.status_code == 503
    assert f'href="/enrollments/{furniture.active}">Back</a>' in answer.text
