"""Signing in at a provider: only its sound word, for this browser, about a user of ours, counts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from console.door.sign_on import SignOn
from ledger.sql import SqlLedger
from tests.console.house import ADDRESS, ADMIN, ROBIN, Browser, House, a_house
from tests.console.provider import CLIENT, OTHER_KEY, SECRET, OpenIdProvider, an_openid_provider


@pytest.fixture
async def provider() -> AsyncIterator[OpenIdProvider]:
    async with an_openid_provider() as made:
        yield made


@pytest.fixture
async def house(ledger: SqlLedger, provider: OpenIdProvider) -> AsyncIterator[House]:
    sign_on = SignOn(provider.issuer, CLIENT, SECRET, ADDRESS)
    async with a_house(ledger, sign_on=sign_on) as made:
        yield made


async def _there(browser: Browser, next_: str = "") -> str:
    """Go to the provider and consent; the address on which the browser comes back."""
    sent = await browser.see(f"/sign-in/provider?next={next_}")
    assert sent.status_code == 303, sent.text
    async with httpx.AsyncClient(trust_env=False) as client:
        consented = await client.get(sent.headers["location"])
    return str(consented.headers["location"]).removeprefix(ADDRESS)


async def test_who_signs_in_there_is_in_here(house: House) -> None:
    """By the verified address, and on to the page that was wanted."""
    browser = house.browser()

    answer = await browser.see(await _there(browser, "/cadences"))

    assert (answer.status_code, answer.headers["location"]) == (303, "/cadences")
    assert "robin" in (await browser.see("/")).text
    assert "company account" in (await house.browser().see("/sign-in")).text


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": None},
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody else"},
        {"aud": [CLIENT, "somebody else"]},
        {"iss": "http://evil.example"},
        {"exp": 1_000_000_000},
        {"iat": None},
    ],
    ids=str,
)
async def test_an_unsound_word_lets_nobody_in(
    house: House, provider: OpenIdProvider, claims: dict[str, Any]
) -> None:
    """Unverified, for another client, by another issuer, of another sign-in, too old: refused."""
    provider.claims = claims
    browser = house.browser()

    answer = await browser.see(await _there(browser))

    assert answer.status_code == 400
    assert (await browser.see("/")).status_code == 303


@pytest.mark.parametrize("algorithm", ["RS256", "HS256"])
async def test_a_word_that_is_not_the_providers_lets_nobody_in(
    house: House, provider: OpenIdProvider, algorithm: str
) -> None:
    """Signed by another key, or by the public key taken for a shared secret."""
    provider.algorithm = algorithm
    provider.key = OTHER_KEY if algorithm == "RS256" else provider.key
    browser = house.browser()

    assert (await browser.see(await _there(browser))).status_code == 400


async def test_a_stranger_stays_out(house: House, provider: OpenIdProvider) -> None:
    """Whoever the provider knows and we do not is told so; so is who was disabled."""
    provider.email = "stranger@elsewhere.example"
    stranger, robin = house.browser(), house.browser()
    answers = [await stranger.see(await _there(stranger))]
    provider.email = ROBIN
    await house.ledger.disable_user(ROBIN, ADMIN, house.watch.now())
    answers.append(await robin.see(await _there(robin)))

    assert [answer.status_code for answer in answers] == [403, 403]
    assert all("nobody here has that address" in answer.text for answer in answers)


async def test_another_browsers_way_back_is_no_use(house: House) -> None:
    """Who is made to open somebody else's answer is not signed in as them (login CSRF)."""
    attacker, victim = house.browser(), house.browser()
    back = await _there(attacker)
    await _there(victim)

    without, other = await house.browser().see(back), await victim.see(back)

    assert (without.status_code, other.status_code) == (400, 400)


async def test_a_code_works_once(house: House) -> None:
    """The answer seen in a log or a history opens nothing a second time."""
    browser = house.browser()
    back = await _there(browser)
    await browser.see(back)
    await browser.send("/sign-out")

    assert (await browser.see(back)).status_code == 400


async def test_the_code_is_bound_to_this_browser(house: House) -> None:
    """PKCE and nonce go along, and neither is the same twice."""
    asked = [
        parse_qs(
            urlsplit((await house.browser().see("/sign-in/provider")).headers["location"]).query
        )
        for _ in range(2)
    ]

    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
    assert asked[0]["code_challenge_method"] == ["S256"]


async def test_a_provider_that_says_it_is_another_is_refused(
    house: House, provider: OpenIdProvider
) -> None:
    """Discovery that names another issuer is not followed."""
    provider.named = "http://evil.example"

    answer = await house.browser().see("/sign-in/provider")

    assert answer.status_code == 400
    assert "DRUMBEAT_OIDC_ISSUER" in answer.text


async def test_a_provider_that_is_away_is_said_to_be(ledger: SqlLedger) -> None:
    """One sentence, and the password still works."""
    sign_on = SignOn("http://127.0.0.1:1", CLIENT, SECRET, ADDRESS)
    async with a_house(ledger, sign_on=sign_on) as house:
        answer = await house.browser().see("/sign-in/provider")

    assert answer.status_code == 400
    assert "does not answer" in answer.text


async def test_without_a_provider_there_is_no_such_way(ledger: SqlLedger) -> None:
    """Nothing of it is shown, and its address says that it is not set up."""
    async with a_house(ledger) as house:
        asked = await house.browser().see("/sign-in")
        answer = await house.browser().see("/sign-in/provider")

    assert "company account" not in asked.text
    assert "not set up" in answer.text
