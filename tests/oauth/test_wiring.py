"""What the worker makes of a mailbox's entry: the way in, or the setting that is missing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from worker.mailbox_transport import tokens_of, transport_of

from activities.transports.oauth.access_tokens import AccessTokens
from activities.transports.smtp import SmtpTransport
from config.mailboxes import Access, Login, MailboxEntry
from config.settings import InvalidSettings, Settings
from domain.credentials import LoginRefused
from ledger.memory import MemoryLedger
from tests.oauth.authorization_server import ROBIN
from tests.oauth.granting import KEY

READY = Settings(secret_key=SecretStr(KEY), google_client_id="ours")


def an_entry(login: Login) -> MailboxEntry:
    return MailboxEntry(address=ROBIN, login=login, smtp=Access(host="smtp.b.example", port=465))


def now() -> datetime:
    return datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_password_needs_no_tokens() -> None:
    """Nor a client, nor a secret key."""
    ledger = MemoryLedger()

    assert tokens_of(an_entry("password"), Settings(), ledger, now) is None
    assert isinstance(transport_of(an_entry("password"), Settings(), ledger, now), SmtpTransport)


async def test_a_mailbox_at_a_provider_is_let_in_by_its_grant() -> None:
    """It looks for it in the ledger; before it is connected, the line says how to."""
    tokens = tokens_of(an_entry("google"), READY, MemoryLedger(), now)

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
        transport_of(an_entry(login), settings, MemoryLedger(), now)
