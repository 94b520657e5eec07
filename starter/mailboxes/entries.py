"""The mailboxes as one command needs them."""

from __future__ import annotations

from pathlib import Path

from config.mailbox_file import MailboxEntry
from config.mailboxes import load_mailboxes
from config.settings import Settings, load_settings
from domain.mail.mail_addresses import known_as
from domain.mailboxes import Mailbox
from starter.errors import BadInput


def mailboxes_of(file: Path) -> tuple[Mailbox, ...]:
    """The mailboxes of a file. Raises `InvalidSettings`, naming file and place."""
    settings = load_settings().model_copy(update={"mailboxes": file})
    return tuple(entry.mailbox for entry in load_mailboxes(settings))


def entry_of(settings: Settings, address: str) -> MailboxEntry:
    """The mailbox of this address. Raises `BadInput`, naming those there are."""
    entries = {entry.bare: entry for entry in load_mailboxes(settings)}
    wanted = _known_as(address)
    if wanted not in entries:
        raise BadInput(f"there is no mailbox {address!r}; there are: {', '.join(entries)}")
    return entries[wanted]


def _known_as(address: str) -> str:
    try:
        return known_as(address)
    except ValueError:
        return address
