"""What the settings say of how mailboxes are let in: passwords, registered clients, secret keys."""

from __future__ import annotations

from collections.abc import Iterable

from config.mailbox_file import Access, MailboxEntry
from config.settings import InvalidSettings, Settings
from domain.mailboxes.credentials import OAuthClient, ProviderName
from domain.mailboxes.servers import Account


def accounts_of(settings: Settings, entries: Iterable[MailboxEntry]) -> tuple[Account, ...]:
    """The mailboxes at the servers that they send by. Raises `InvalidSettings` as `account_at`."""
    return tuple(account_at(settings, entry, entry.smtp) for entry in entries)


def inboxes_of(
    settings: Settings, entries: Iterable[MailboxEntry]
) -> tuple[tuple[Account, str], ...]:
    """The mailboxes that can be read, each with its folder of what it sent.

    Raises `InvalidSettings` as `account_at`.
    """
    return tuple(
        (account_at(settings, entry, entry.imap), entry.imap.sent)
        for entry in entries
        if entry.imap
    )


def account_at(settings: Settings, entry: MailboxEntry, access: Access) -> Account:
    """The mailbox at one of its servers.

    Raises `InvalidSettings` for a password that is not there, and without the registered client
    or the secret key that tokens need.
    """
    server = entry.server(access)
    if entry.login == "password":
        return Account(entry.bare, server)
    client = oauth_client(settings, entry.login)
    return Account(entry.bare, server, client, secret_keys(settings))


def oauth_client(settings: Settings, provider: ProviderName) -> OAuthClient:
    """Drumbeat as it is registered there. Raises `InvalidSettings` where it is not."""
    ids = {"google": settings.google_client_id, "microsoft": settings.microsoft_client_id}
    secrets = {
        "google": settings.google_client_secret,
        "microsoft": settings.microsoft_client_secret,
    }
    if not ids[provider]:
        raise InvalidSettings(
            f"DRUMBEAT_{provider.upper()}_CLIENT_ID: is not set; docs/mailboxes-oauth.md says how "
            "to register a client and get one"
        )
    secret = secrets[provider].get_secret_value()
    return OAuthClient(provider, ids[provider], secret, settings.microsoft_tenant)


def secret_keys(settings: Settings) -> tuple[str, ...]:
    """The present key, then the one before. Raises `InvalidSettings` without one."""
    if not settings.secret_keys:
        raise InvalidSettings(
            "DRUMBEAT_SECRET_KEY: is not set; make one with: openssl rand -hex 32"
        )
    return settings.secret_keys
