"""A link signs in once, within a day, and only who may."""

from __future__ import annotations

from console.door.signing_in import USED
from ledger.people.sessions import LINK_LASTS
from tests.console.house import ADMIN, ROBIN, House


async def test_a_link_signs_in_once(house: House) -> None:
    """Looking at it uses nothing up; the second use is refused."""
    token = await house.ledger.make_sign_in_link(ROBIN, ADMIN, house.watch.now())
    browser, other = house.browser(), house.browser()

    for _ in range(3):
        assert (await browser.see(f"/sign-in/link/{token}")).status_code == 200
    first = await browser.send(f"/sign-in/link/{token}")
    await other.see(f"/sign-in/link/{token}")
    second = await other.send(f"/sign-in/link/{token}")

    assert first.status_code == 303
    assert "robin" in (await browser.see("/")).text
    assert (second.status_code, USED in second.text) == (403, True)
    assert (await other.see("/")).status_code == 303


async def test_a_link_grows_old(house: House) -> None:
    """A day later it opens nothing; nor does one that was made up."""
    token = await house.ledger.make_sign_in_link(ROBIN, ADMIN, house.watch.now())
    house.watch.moves(LINK_LASTS)
    browser = house.browser()
    await browser.see("/sign-in")

    answers = [await browser.send(f"/sign-in/link/{each}") for each in (token, "made-up")]

    assert [answer.status_code for answer in answers] == [403, 403]


async def test_who_was_disabled_has_no_link_any_more(house: House) -> None:
    """A link that lies in a mail is worth nothing after that."""
    token = await house.ledger.make_sign_in_link(ROBIN, ADMIN, house.watch.now())
    await house.ledger.disable_user(ROBIN, ADMIN, house.watch.now())
    browser = house.browser()
    await browser.see("/sign-in")

    assert (await browser.send(f"/sign-in/link/{token}")).status_code == 403
