"""Who may do what: reps on what is theirs, managers on everything, and nobody by guessing an id."""

from __future__ import annotations

import pytest

from domain.ports import InboundEvent
from tests.console.furniture import Furniture
from tests.console.house import KIM, MANAGER, NOW, ROBIN, House

DEEDS = ("pause", "resume", "finish", "skip", "jump", "doubt")


@pytest.mark.parametrize("deed", DEEDS)
async def test_a_rep_cannot_change_what_is_anothers(
    house: House, furniture: Furniture, deed: str
) -> None:
    """Kim knows the id of Robin's enrollment, and that is not enough."""
    kim = await house.signed_in(KIM)
    fields = {"ruling": "arrived", "step": "hello", "to": "nudge"}

    answer = await kim.send(f"/enrollments/{furniture.doubted}/{deed}", **fields)

    _, _, facts = await house.ledger.enrollment(furniture.doubted)
    assert answer.status_code == 403
    assert "robin@northwind.example" in answer.text
    assert [row.fact.type for row in facts] == ["enrolled", "touch_planned", "touch_in_doubt"]


async def test_a_rep_is_shown_no_button_for_what_is_anothers(
    house: House, furniture: Furniture
) -> None:
    """The page can be read; whose it is stands where the buttons would be."""
    kim = await house.signed_in(KIM)

    page = (await kim.see(f"/enrollments/{furniture.doubted}")).text

    assert "They or a manager can change it." in page
    assert "It arrived" not in page


@pytest.mark.parametrize("email", [ROBIN, MANAGER])
async def test_who_it_is_of_and_managers_may(
    house: House, furniture: Furniture, email: str
) -> None:
    """The doubt is resolved, and the fact says by whom."""
    browser = await house.signed_in(email)
    fields = {"ruling": "arrived", "step": "hello"}

    answer = await browser.send(f"/enrollments/{furniture.doubted}/doubt", **fields)
    again = await browser.send(f"/enrollments/{furniture.doubted}/doubt", **fields)

    _, _, facts = await house.ledger.enrollment(furniture.doubted)
    resolved = [row.fact for row in facts if getattr(row.fact, "by", None)]
    assert answer.headers["location"] == f"/enrollments/{furniture.doubted}?said=arrived"
    assert [getattr(fact, "by", None) for fact in resolved] == [email]
    assert again.status_code == 404


async def test_a_mail_in_doubt_is_sent_again(house: House, furniture: Furniture) -> None:
    """The fact has the name of who decided; neither answer, and another doubt, are refused."""
    browser = await house.signed_in(ROBIN)
    address = f"/enrollments/{furniture.doubted}/doubt"

    neither = await browser.send(address, ruling="perhaps", step="hello")
    another = await browser.send(address, ruling="send_again", step="hello", generation="7")
    answer = await browser.send(address, ruling="send_again", step="hello", generation="1")

    _, (touch, *_), facts = await house.ledger.enrollment(furniture.doubted)
    assert (neither.status_code, another.status_code) == (409, 404)
    assert answer.headers["location"] == f"/enrollments/{furniture.doubted}?said=send-again"
    assert (facts[-1].fact.type, getattr(facts[-1].fact, "by", None)) == ("touch_reopened", ROBIN)
    assert (touch.outcome, touch.reason) == ("held", "send_again")


async def test_a_rep_says_whose_a_weak_match_is(house: House, furniture: Furniture) -> None:
    """Of what is likely theirs, or by naming an enrollment of theirs; of nothing of another's."""
    heard = InboundEvent("standard", "9", "reply", NOW, b"Yes", email="cy@elsewhere.example")
    _, likely = await house.ledger.ingest(heard)
    event = str(next(row.id for row in await house.ledger.waiting() if row.event_id == "9"))
    robin, kim = await house.signed_in(ROBIN), await house.signed_in(KIM)

    foreign = await kim.send("/inbox/match", event=event, enrollment=furniture.active)
    nobodys = await robin.send("/inbox/match", event=event)
    nowhere = await robin.send("/inbox/match", event=event, enrollment="e-000000000000")
    own = await robin.send("/inbox/match", event=event, enrollment=furniture.active)

    assert likely is None
    answers = (foreign, nobodys, nowhere, own)
    assert [each.status_code for each in answers] == [403, 409, 404, 303]
    assert (await house.ledger.event(int(event))).row.enrollment_id == furniture.active


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/mailboxes/pause", {"address": ROBIN, "reason": "x"}),
        ("/mailboxes/resume", {"address": ROBIN}),
        ("/inbox/discard", {"event": "2"}),
        (
            "/suppressions/lift",
            {"address": "gone@example.com", "channel": "*", "because": "she asked"},
        ),
    ],
)
async def test_what_concerns_everybody_needs_a_manager(
    house: House, furniture: Furniture, path: str, fields: dict[str, str]
) -> None:
    """A rep is told which role it takes; a manager does it."""
    rep, manager = await house.signed_in(ROBIN), await house.signed_in(MANAGER)

    refused = await rep.send(path, **fields)
    done = await manager.send(path, **fields)

    assert (refused.status_code, "this needs a manager" in refused.text.lower()) == (403, True)
    assert done.status_code == 303


async def test_an_enrollment_that_is_not_there_is_nobodys(house: House) -> None:
    """A made-up id is not found, for whoever asks."""
    browser = await house.signed_in(MANAGER)

    answers = [
        await browser.see("/enrollments/e-000000000000"),
        await browser.send("/enrollments/e-000000000000/pause"),
        await browser.see("/prospects/p-000000000000"),
        await browser.see("/cadences/nothing"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
