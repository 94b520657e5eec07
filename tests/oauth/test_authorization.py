"""What Google and Microsoft are asked for, and whose account an answer is taken to be."""

from __future__ import annotations

import base64
import hashlib
import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from activities.transports.oauth.authorization import Authorization
from activities.transports.oauth.grants import Granted
from activities.transports.oauth.providers import provider_of
from domain.mailboxes.credentials import LoginRefused, OAuthClient
from tests.oauth.authorization_server import ROBIN

MICROSOFT = OAuthClient("microsoft", "drumbeat-client", tenant="northwind.example")


def an_authorization(client: OAuthClient = MICROSOFT) -> Authorization:
    return Authorization(provider_of(client), client, ROBIN, "http://localhost:49152")


def granted(**claims: str) -> Granted:
    """An answer with these claims, and all that was asked for."""
    said = json.dumps({"aud": MICROSOFT.client_id, **claims}).encode()
    id_token = f"e30.{base64.urlsafe_b64encode(said).decode().rstrip('=')}."
    return Granted(
        access_token=SecretStr("access"),
        refresh_token=SecretStr("refresh"),
        id_token=SecretStr(id_token),
    )


def test_microsoft_is_asked_in_the_tenant() -> None:
    """Its documented address and scopes; the challenge is of a verifier that is not sent."""
    asked = an_authorization()

    url = urlsplit(asked.url)
    query = dict(parse_qsl(url.query))

    assert url.netloc + url.path == (
        "login.microsoftonline.com/northwind.example/oauth2/v2.0/authorize"
    )
    assert query["scope"].split() == [
        "https://outlook.office.com/SMTP.Send",
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "offline_access",
        "openid",
        "profile",
        "email",
    ]
    digest = hashlib.sha256(asked.verifier.encode()).digest()
    assert base64.urlsafe_b64decode(query["code_challenge"] + "=") == digest
    assert asked.verifier not in asked.url
    assert 43 <= len(asked.verifier) <= 128


def test_each_attempt_has_its_own_secrets() -> None:
    """State and verifier are never used twice, and no repr shows them."""
    first, second = an_authorization(), an_authorization()

    assert first.state != second.state
    assert first.verifier != second.verifier
    assert first.verifier not in repr(first)


def test_the_account_is_known_by_name_or_by_address() -> None:
    """At Microsoft the name one signs in with need not be the address of the mailbox."""
    asked = an_authorization()

    assert asked.accept(granted(preferred_username=ROBIN.upper())) == ROBIN.upper()
    signed_in = granted(preferred_username="rv@northwind.onmicrosoft.example", email=ROBIN)
    assert asked.accept(signed_in) == "rv@northwind.onmicrosoft.example"


@pytest.mark.parametrize(
    "id_token", ["", "e30", "a.b.c", "..", "e30.bm90IGpzb24.", "e30.WzFd.", "é.é.é"]
)
def test_what_is_no_id_token_names_nobody(id_token: str) -> None:
    """Whatever stands there, it is one line and no traceback."""
    answer = granted().model_copy(update={"id_token": SecretStr(id_token)})

    with pytest.raises(LoginRefused, match="Microsoft does not say whose account it is"):
        an_authorization().accept(answer)


def test_a_strange_name_stays_on_its_line() -> None:
    """What a provider says of an account reaches a terminal without control characters."""
    with pytest.raises(LoginRefused) as refused:
        an_authorization().accept(granted(email="x\n\x1b[2Jy@b.example" + "z" * 500))

    said = str(refused.value)
    assert said.isprintable()
    assert len(said) < 250
