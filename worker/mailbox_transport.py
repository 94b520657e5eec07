"""The wire of one mailbox, let in as its entry says: by password, or by a token of its provider."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from activities.transports.oauth.access_tokens import AccessTokens
from activities.transports.oauth.ciphers import TokenCipher
from activities.transports.oauth.grants import Grants
from activities.transports.oauth.providers import provider_of
from activities.transports.smtp import SmtpTransport
from config.mailboxes import MailboxEntry
from config.oauth import oauth_client, secret_keys
from config.settings import Settings
from domain.credentials import Credentials


def transport_of(
    entry: MailboxEntry, settings: Settings, kept: Credentials, now: Callable[[], datetime]
) -> SmtpTransport:
    """The mailbox's own transport. Raises `InvalidSettings` for what it lacks."""
    tokens = tokens_of(entry, settings, kept, now)
    return SmtpTransport(entry.server(entry.smtp), tokens=tokens)


def tokens_of(
    entry: MailboxEntry, settings: Settings, kept: Credentials, now: Callable[[], datetime]
) -> AccessTokens | None:
    """What lets the mailbox in at SMTP and IMAP; None where a password does.

    Raises `InvalidSettings` without a registered client or a secret key.
    """
    if entry.login == "password":
        return None
    client = oauth_client(settings, entry.login)
    cipher = TokenCipher(secret_keys(settings))
    return AccessTokens(entry.bare, Grants(provider_of(client), client), cipher, kept, now)
