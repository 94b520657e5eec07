"""The mailboxes of this installation: those of the file that DRUMBEAT_MAILBOXES names.

Without one there is a single mailbox, from DRUMBEAT_MAIL_FROM and DRUMBEAT_SMTP_*, with no limits.
"""

from __future__ import annotations

import yaml
from pydantic import ValidationError

from config.mailbox_file import Access, MailboxEntry, MailboxFile, one_address
from config.secret import Secret
from config.settings import InvalidSettings, Settings
from domain.mailboxes import SigningKey


def load_mailboxes(settings: Settings) -> tuple[MailboxEntry, ...]:
    """The mailboxes of this installation.

    Raises `InvalidSettings` with one line, `FILE: key: what is wrong; what would be right`.
    """
    if settings.mailboxes is None:
        return (_the_only_one(settings),)
    try:
        given = yaml.safe_load(settings.mailboxes.read_text(encoding="utf-8"))
        return MailboxFile.model_validate(given).mailboxes
    except OSError as error:
        raise InvalidSettings(f"{settings.mailboxes}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        words = " ".join(str(error).split())
        raise InvalidSettings(f"{settings.mailboxes}: this is not YAML: {words}") from error
    except ValidationError as error:
        raise InvalidSettings(f"{settings.mailboxes}: {_said_of(error)}") from error


def signing_keys(settings: Settings) -> dict[str, SigningKey]:
    """The DKIM keys of the mailboxes that sign, by bare address. Raises `InvalidSettings`."""
    entries = ((entry.bare, entry.dkim) for entry in load_mailboxes(settings))
    return {
        address: SigningKey(dkim.domain, dkim.selector, dkim.key.read().get_secret_value())
        for address, dkim in entries
        if dkim is not None
    }


def _said_of(error: ValidationError) -> str:
    """The first fault by its place, without the value, which may be a secret in a wrong place."""
    fault = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in fault["loc"])
    return f"{place or 'mailboxes'}: {fault['msg'].removeprefix('Value error, ')}"


def _the_only_one(settings: Settings) -> MailboxEntry:
    try:
        one_address(settings.mail_from)
    except ValueError as error:
        raise InvalidSettings(f"DRUMBEAT_MAIL_FROM: {error}") from error
    return MailboxEntry(
        address=settings.mail_from,
        smtp=Access(
            host=settings.smtp_host,
            port=settings.smtp_port,
            tls=settings.smtp_tls,
            username=settings.smtp_username or None,
            password=Secret(env="DRUMBEAT_SMTP_PASSWORD") if settings.smtp_username else None,
        ),
    )
