"""Who guesses passwords is slowed down, by the account and by where the tries come from."""

from __future__ import annotations

import asyncio

from ledger.people import attempts
from tests.console.house import ROBIN, Browser, House


async def test_guessing_at_an_account_is_slowed_down(house: House, robin: Browser) -> None:
    """After ten tries even the right password waits, from any address; in time it opens again."""
    for _ in range(attempts.FOR_ACCOUNT):
        assert (await robin.sign_in(ROBIN, "a guess at it")).status_code == 401

    other = house.browser("198.51.100.9")
    answers = [await robin.sign_in(ROBIN), await other.sign_in(ROBIN.upper())]
    house.watch.moves(attempts.WINDOW)

    assert [(each.status_code, "Retry-After" in each.headers) for each in answers] == [
        (429, True),
        (429, True),
    ]
    assert (await robin.sign_in(ROBIN)).status_code == 303


async def test_an_account_that_is_not_there_is_slowed_down_alike(house: House) -> None:
    """Throttling tells nobody who has an account."""
    browser = house.browser()
    for _ in range(attempts.FOR_ACCOUNT):
        await browser.sign_in("nobody@northwind.example", "a guess at it")

    assert (await browser.sign_in("nobody@northwind.example")).status_code == 429


async def test_guessing_from_one_address_is_slowed_down(house: House, robin: Browser) -> None:
    """One password tried on many accounts ends, too; other addresses go on."""
    now = house.watch.now()
    for number in range(attempts.FOR_ADDRESS):
        await house.ledger._database.run(attempts.note, f"u{number}@x.example", "203.0.113.7", now)

    assert (await robin.sign_in(ROBIN)).status_code == 429
    assert (await house.browser("198.51.100.9").sign_in(ROBIN)).status_code == 303


async def test_many_guesses_at_once_gain_nothing(house: House, robin: Browser) -> None:
    """A try counts before its password is looked at."""
    await robin.see("/sign-in")
    guess = {"email": ROBIN, "password": "a guess at it"}

    answers = await asyncio.gather(*(robin.send("/sign-in", **guess) for _ in range(15)))

    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(401), statuses.count(429)) == (attempts.FOR_ACCOUNT, 5)
