"""What has been granted to Robin's mailbox, kept in a ledger, and the tokens made from it."""

from __future__ import annotations

from datetime import UTC, datetime

from activities.transports.oauth.access_tokens import AccessTokens
from activities.transports.oauth.ciphers import TokenCipher
from domain.mailboxes.credentials import Credential, Credentials
from ledger.memory import MemoryLedger
from tests.oauth.authorization_server import ROBIN, AuthorizationServer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = "k" * 32
FORMER = "f" * 32


def granted_by(authorization: AuthorizationServer, key: str = KEY) -> Credential:
    return Credential(
        mailbox=ROBIN,
        provider="google",
        ciphertext=TokenCipher([key]).encrypt(authorization.grant(), ROBIN),
        scopes=("https://mail.google.com/",),
        connected_at=NOW,
        connected_by=ROBIN,
    )


async def a_ledger_with(credential: Credential) -> MemoryLedger:
    ledger = MemoryLedger()
    await ledger.keep_credential(credential)
    return ledger


def tokens_on(
    ledger: Credentials, authorization: AuthorizationServer, keys: tuple[str, ...] = (KEY,)
) -> AccessTokens:
    return AccessTokens(ROBIN, authorization.grants(), TokenCipher(keys), ledger, lambda: NOW)


async def opens(authorization: AuthorizationServer, tokens: AccessTokens) -> bool:
    """Whether the mailbox is let in by what they give."""
    return authorization.lets_in(ROBIN, (await tokens.token()).secret)
