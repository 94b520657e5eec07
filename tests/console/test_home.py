"""The first page: what needs a person now, where everybody stands, and who has what to do."""

from __future__ import annotations

from tests.console.furniture import Furniture, with_work
from tests.console.house import MANAGER, ROBIN, House


async def test_the_first_page_says_what_needs_a_person(house: House, furniture: Furniture) -> None:
    """Doubts, strangers and what stands still are counted, each a link to where it is listed."""
    page = await house.text("/")

    for address, count in (
        ("/doubts", 1),
        ("/inbox", 2),
        ("/enrollments?state=paused&amp;reason=needs_attention", 1),
    ):
        assert f'<a href="{address}"><strong>{count}</strong>' in page
    assert "Active Person" in page


async def test_who_has_what_to_do_is_for_who_leads(house: House, furniture: Furniture) -> None:
    """Each queue with its tasks, those overdue, and the way to that rep's day; no rep sees it."""
    await with_work(house.ledger, furniture)
    robin, mona = await house.signed_in(ROBIN), await house.signed_in(MANAGER)

    theirs, hers = (await robin.see("/")).text, (await mona.see("/")).text

    assert f'<a href="/today?owner=robin%40northwind.example">{ROBIN}</a>' in hers
    assert '1 open <span class="late">1 overdue</span>' in hers
    assert "Who has what to do" not in theirs


async def test_the_first_page_of_an_empty_house(house: House) -> None:
    """Nothing waits and nobody is enrolled: both are said, with the command that enrolls."""
    page = await house.text("/")

    assert "Nothing waits for you" in page
    assert "drumbeat enroll people.csv" in page
