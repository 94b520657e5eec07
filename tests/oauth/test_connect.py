"""Connecting a mailbox: a consent in the browser, a login as proof, and only then a grant kept."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from activities.transports.oauth.ciphers import TokenCipher
from activities.transports.oauth.providers import PROVIDERS
from domain.errors import DrumbeatError
from domain.mailboxes.credentials import LoginRefused, ProviderName
from starter.commands.connect import Consent
from starter.errors import exit_code_of
from tests.oauth.authorization_server import ROBIN, AuthorizationServer
from tests.oauth.granting import KEY
from tests.oauth.mail_server import GuardedMailbox
from tests.oauth.office import Browser, Office


@pytest.fixture
def office(tmp_path: Path, mail: GuardedMailbox) -> Office:
    return Office(tmp_path, mail.port)


@pytest.mark.parametrize("provider", ["google", "microsoft"])
async def test_a_mailbox_is_connected(
    tmp_path: Path, authorization: AuthorizationServer, mail: GuardedMailbox, provider: ProviderName
) -> None:
    """The kept token is the one granted, readable by the key alone and nowhere as it is."""
    office, browser = Office(tmp_path, mail.port, provider), Browser()
    grants = authorization.grants(PROVIDERS[provider])

    account = await office.connect(Consent(grants, browser))

    kept = await office.kept()
    assert kept is not None
    assert (account, kept.connected_by, kept.provider) == (ROBIN, ROBIN, provider)
    assert set(PROVIDERS[provider].mail_scopes) <= set(kept.scopes)
    assert {TokenCipher([KEY]).decrypt(kept.ciphertext, ROBIN)} == authorization.refresh_tokens
    assert (mail.logins, mail.mails) == (1, [])
    assert authorization.said_in(office.written()) == []
    assert browser.page is not None
    assert "can be closed" in await browser.page


async def test_connecting_again_replaces_the_grant(
    office: Office, authorization: AuthorizationServer
) -> None:
    """As after a revocation."""
    await office.connect(Consent(authorization.grants(), Browser()))
    authorization.revoke()

    await office.connect(Consent(authorization.grants(), Browser()))

    kept = await office.kept()
    assert kept is not None
    assert {TokenCipher([KEY]).decrypt(kept.ciphertext, ROBIN)} == authorization.refresh_tokens


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ({"denies": "access_denied"}, "Google grants nothing: access_denied"),
        (
            {"account": "ada@northwind.example"},
            f"the account is ada@northwind.example, not {ROBIN}",
        ),
        ({"leaves_out": "https://mail.google.com/"}, "the consent leaves out https://mail.google"),
        ({"withholds": frozenset({"refresh_token"})}, "Google gives no refresh token"),
        ({"withholds": frozenset({"id_token"})}, "Google does not say whose account it is"),
        ({"claims": {"aud": "another-client"}}, "Google does not say whose account it is"),
        ({"withholds": frozenset({"access_token"})}, "Google answers what is no grant"),
        ({"status": 503}, "Google cannot answer now (HTTP 503)"),
        ({"lifetime": 0.0}, "refuses robin@northwind.example: 535 5.7.8 Authentication"),
    ],
)
async def test_what_goes_wrong_is_one_line_and_keeps_nothing(
    office: Office, authorization: AuthorizationServer, fault: dict[str, object], line: str
) -> None:
    """At the consent, at the exchange and at the mail server; the exit code is 1."""
    for name, value in fault.items():
        setattr(authorization, name, value)

    with pytest.raises(DrumbeatError) as refused:
        await office.connect(Consent(authorization.grants(), Browser()))

    said = str(refused.value)
    assert line in said
    assert "\n" not in said
    assert exit_code_of(refused.value) == 1
    assert authorization.said_in(said) == []
    assert await office.kept() is None


async def test_a_mail_server_that_is_away_keeps_nothing(
    tmp_path: Path, authorization: AuthorizationServer
) -> None:
    """The consent is not enough."""
    office = Office(tmp_path, port=1)

    with pytest.raises(DrumbeatError, match=r"127\.0\.0\.1:1 lets nobody in"):
        await office.connect(Consent(authorization.grants(), Browser()))

    assert await office.kept() is None


async def test_nobody_at_the_browser(office: Office, authorization: AuthorizationServer) -> None:
    """The wait has an end, and the port is free again after it."""
    consent = Consent(authorization.grants(), lambda url: None, within=0.05)

    with pytest.raises(DrumbeatError, match=r"no answer came from the browser in 0\.05 s"):
        await office.connect(consent)

    assert await office.kept() is None


async def test_an_answer_with_another_state_is_refused(
    office: Office, authorization: AuthorizationServer
) -> None:
    """RFC 6749 section 10.12: whoever lures the browser here cannot have guessed it."""

    def lured(url: str) -> str:
        return url.replace("&state=", "&state=another")

    with pytest.raises(LoginRefused, match="not to this attempt"):
        await office.connect(Consent(authorization.grants(), Browser(lured)))

    assert await office.kept() is None
    assert len(authorization.codes) == 1, "the code was used"


async def test_a_stolen_code_is_worth_nothing(
    office: Office, authorization: AuthorizationServer
) -> None:
    """RFC 7636: a code that was issued for another challenge does not fit this verifier."""

    def injected(url: str) -> str:
        return url.replace("code_challenge=", "code_challenge=another")

    with pytest.raises(LoginRefused, match=r"does not take the grant \(invalid_grant\)"):
        await office.connect(Consent(authorization.grants(), Browser(injected)))

    assert await office.kept() is None


async def test_only_the_redirect_is_taken(
    office: Office, authorization: AuthorizationServer
) -> None:
    """Icons, other methods and garbage get 404 or nothing, and the consent still comes through."""
    browser = Browser()

    async def bothered(url: str) -> None:
        port = int(url.partition("127.0.0.1%3A")[2].partition("&")[0])
        wishes = (
            b"GET /favicon.ico HTTP/1.1\r\n\r\n",
            b"POST /?code=1 HTTP/1.1\r\n\r\n",
            b"\xff\n\n",
        )
        answers = [await asked(port, wish) for wish in wishes]
        assert {answer[:12] for answer in answers} == {b"HTTP/1.1 404"}
        browser(url)

    tasks: list[asyncio.Task[None]] = []
    consent = Consent(
        authorization.grants(), lambda url: tasks.append(asyncio.create_task(bothered(url)))
    )
    account = await office.connect(consent)

    await asyncio.gather(*tasks)
    assert account == ROBIN


async def asked(port: int, wish: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(wish)
    answer = await reader.read()
    writer.close()
    return answer
