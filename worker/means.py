"""What a worker sends and reads by, as the settings say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from activities.mail import Letterhead, address_of
from config.mailbox_file import MailboxEntry
from config.mailboxes import load_mailboxes, signing_keys
from config.oauth import accounts_of, inboxes_of
from config.sections.section import LOOPBACK
from config.settings import InvalidSettings, Settings
from config.telephony import telephony_of
from domain.mailboxes import Mailbox
from domain.mailboxes.servers import Account
from domain.telephony.account import Telephony

log = structlog.get_logger("worker")


@dataclass(frozen=True)
class Means:
    """Mailboxes with the accounts they send by, those that are read, and what texts go by."""

    entries: Sequence[MailboxEntry]
    accounts: Sequence[Account]
    inboxes: Sequence[tuple[Account, str]]
    letterhead: Letterhead
    telephony: Telephony | None

    @classmethod
    def of(cls, settings: Settings) -> Means:
        """Raises `InvalidSettings` where mails could not go out as these say."""
        entries = load_mailboxes(settings)
        _refuse_unfit(entries)
        _warn_of_no_way_out(settings, entries)
        return cls(
            entries,
            accounts_of(settings, entries),
            inboxes_of(settings, entries),
            _letterhead(settings),
            telephony_of(settings),
        )

    @property
    def mailboxes(self) -> list[Mailbox]:
        """As whoever sends knows them."""
        return [entry.mailbox for entry in self.entries]


def _refuse_unfit(entries: Sequence[MailboxEntry]) -> None:
    for entry in entries:
        try:
            address_of(entry.address)
        except ValueError as error:
            raise InvalidSettings(f"the mailbox {entry.address}: {error}") from error


def _letterhead(settings: Settings) -> Letterhead:
    """What mails carry by the settings. Raises `InvalidSettings`."""
    key = settings.secret_key.get_secret_value()
    try:
        return Letterhead.of(key, settings.public_url, signing_keys(settings))
    except ValueError as error:
        raise InvalidSettings(f"mails cannot be written: {error}") from error


def _warn_of_no_way_out(settings: Settings, entries: Sequence[MailboxEntry]) -> None:
    """RFC 8058 is what large mail providers ask of senders; mail that stays here needs none."""
    needed = {
        "DRUMBEAT_SECRET_KEY": settings.secret_key.get_secret_value(),
        "DRUMBEAT_PUBLIC_URL": settings.public_url,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing and any(entry.smtp.host not in LOOPBACK for entry in entries):
        log.warning("mails have no opt-out link", not_set=missing)
