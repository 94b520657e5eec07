"""OAuth clients and secret keys, as the settings say them."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from config.oauth import oauth_client, secret_keys
from config.settings import InvalidSettings, Settings
from domain.mailboxes.credentials import OAuthClient

KEY, FORMER = "k" * 32, "f" * 32


def test_each_provider_has_its_own_client() -> None:
    """Google with its secret; Microsoft without one, in its tenant."""
    settings = Settings(
        google_client_id="ours",
        google_client_secret=SecretStr("s3cret"),
        microsoft_client_id="theirs",
        microsoft_tenant="northwind.example",
    )

    assert oauth_client(settings, "google") == OAuthClient(
        "google", "ours", "s3cret", "northwind.example"
    )
    assert oauth_client(settings, "microsoft") == OAuthClient(
        "microsoft", "theirs", "", "northwind.example"
    )


def test_a_client_that_is_not_registered_is_named() -> None:
    """One line: the variable, and where it is told how to get one."""
    with pytest.raises(InvalidSettings, match=r"^DRUMBEAT_MICROSOFT_CLIENT_ID: is not set; docs/"):
        oauth_client(Settings(google_client_id="ours"), "microsoft")


def test_the_present_key_comes_before_the_former_one() -> None:
    """The first writes, both read."""
    present = Settings(secret_key=SecretStr(KEY))
    rotated = present.model_copy(update={"secret_key_before": SecretStr(FORMER)})

    assert secret_keys(present) == (KEY,)
    assert secret_keys(rotated) == (KEY, FORMER)


def test_without_a_key_it_is_said_how_to_make_one() -> None:
    """The variable, and the command."""
    with pytest.raises(InvalidSettings, match=r"^DRUMBEAT_SECRET_KEY: is not set; .+openssl rand"):
        secret_keys(Settings())
