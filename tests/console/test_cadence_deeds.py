"""A whole cadence is paused and resumed on its page, by managers, and the page says by whom."""

from __future__ import annotations

from tests.console.furniture import Furniture
from tests.console.house import MANAGER, ROBIN, House


async def test_a_manager_pauses_and_resumes_a_cadence(house: House, furniture: Furniture) -> None:
    """The banner stands on its page, in the list and with everybody in it, until it is resumed."""
    browser = await house.signed_in(MANAGER)

    paused = await browser.send("/cadences/outreach/pause", because="a wrong price")
    stands = (await browser.see("/cadences/outreach")).text
    listed = (await browser.see("/cadences")).text
    person = (await browser.see(f"/enrollments/{furniture.held}")).text
    resumed = await browser.send("/cadences/outreach/resume")
    after = (await browser.see("/cadences/outreach")).text

    (pause,) = await house.ledger.cadence_pauses("outreach")
    assert (paused.status_code, resumed.status_code) == (303, 303)
    assert (pause.by, pause.because, pause.resumed_by) == (MANAGER, "a wrong price", MANAGER)
    assert "The whole cadence is paused" in stands
    assert ">Resume the cadence</button>" in stands
    assert ">Paused</span>" in listed
    assert "Paused with its cadence" in person
    assert "The whole cadence is paused" not in after
    assert ">Pause the whole cadence</button>" in after


async def test_a_rep_sees_the_pause_and_cannot_make_one(house: House, furniture: Furniture) -> None:
    """Neither the button nor the deed is a rep's."""
    browser = await house.signed_in(ROBIN)

    page = (await browser.see("/cadences/outreach")).text
    refused = [await browser.send(f"/cadences/outreach/{deed}") for deed in ("pause", "resume")]

    assert "Pause the whole cadence" not in page
    assert [answer.status_code for answer in refused] == [403, 403]
    assert await house.ledger.paused_cadences() == {}


async def test_a_cadence_that_is_none_is_said_to_be_none(house: House) -> None:
    """A page that says so, and nothing kept."""
    browser = await house.signed_in(MANAGER)

    answer = await browser.send("/cadences/nowhere/pause")

    assert answer.status_code == 404
