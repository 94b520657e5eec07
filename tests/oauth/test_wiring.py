"""What the worker makes of a mailbox's entry: the way in, or the setting that is missing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from activities.transports.oauth.access_tokens import AccessTokens, tokens_of
from config.mailbox_file import Access, Login, MailboxEntry
from config.oauth import account_at
from config.settings import InvalidSettings, Settings
from domain.mailboxes.credentials import LoginRefused
from domain.mailboxes.servers import Account
from ledger.memory import MemoryLedger
from tests.oauth.authorization_server import ROBIN
from tests.oauth.granting import KEY

READY = Settings(secret_key=SecretStr(KEY), google_client_id="ours")


def account(login: Login, settings: Settings) -> Account:
    smtp = Access(host="smtp.b.example", port=465)
    return account_at(settings, MailboxEntry(address=ROBIN, login=login, smtp=smtp), smtp)


def now() -> datetime:
    return datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_password_needs_no_tokens() -> None:
    """Nor a client, nor a secret key."""
    assert tokens_of(account("password", Settings()), MemoryLedger(), now) is None


async def test_a_mailbox_at_a_provider_is_let_in_by_its_grant() -> None:
    """It looks for it in the ledger; before it is connected, the line says how to."""
    tokens = tokens_of(account("google", READY), MemoryLedger(), now)

    assert isinstance(tokens, AccessTokens)
    with pytest.raises(LoginRefused, match=f"drumbeat mailbox connect google {ROBIN}"):
        await tokens.token()


@pytest.mark.parametrize(
    ("login", "settings", "line"),
    [
        ("google", Settings(secret_key=SecretStr(KEY)), "DRUMBEAT_GOOGLE_CLIENT_ID"),
        ("microsoft", READY, "DRUMBEAT_MICROSOFT_CLIENT_ID"),
        ("google", Settings(google_client_id="ours"), "DRUMBEAT_SECRET_KEY"),
    ],
)
def test_what_is_missing_is_named(login: Login, settings: Settings, line: str) -> None:
    """When the worker starts, not when the first mail is due."""
    with pytest.raises(InvalidSettings, match=line):
        account(login, settings)
