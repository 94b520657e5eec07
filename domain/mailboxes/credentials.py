"""What lets a mailbox in where there is no password: OAuth 2.0 (RFC 6749), as plain data.

A person grants access once, in a browser. What stays is a refresh token, kept encrypted; an access
token, good for about an hour, is made from it whenever one is needed and never leaves the process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from domain.errors import DrumbeatError

ProviderName = Literal["google", "microsoft"]


class LoginRefused(DrumbeatError):
    """The mailbox is not let in, and will not be until somebody has acted; says what to do."""


class ProviderAway(DrumbeatError):
    """The provider cannot be reached right now, or is too busy to answer."""


@dataclass(frozen=True)
class OAuthClient:
    """Drumbeat as it is registered at a provider (RFC 6749 section 2.2).

    A desktop app at Google has a secret that is none, a public client at Microsoft has none at
    all. `tenant` is whose accounts Microsoft lets in: `common`, or one organisation's id or domain.
    """

    provider: ProviderName
    client_id: str
    client_secret: str = field(default="", repr=False)
    tenant: str = "common"


@dataclass(frozen=True)
class AccessToken:
    """What opens the mailbox, and until when to use it, by the event loop's clock."""

    secret: str = field(repr=False)
    fresh_until: float


@dataclass(frozen=True)
class Credential:
    """The kept grant of one mailbox: its refresh token, encrypted for this mailbox alone.

    `connected_by` is the account that granted, as the provider names it; `invalid_since` says
    when the provider first would not have it any more.
    """

    mailbox: str
    provider: ProviderName
    ciphertext: bytes = field(repr=False)
    scopes: tuple[str, ...]
    connected_at: datetime
    connected_by: str
    invalid_since: datetime | None = None


class Credentials(Protocol):
    """Keeps the grants, one a mailbox. Raises `LedgerUnavailable` while it cannot be reached."""

    async def credential(self, mailbox: str) -> Credential | None:
        """What is kept for the mailbox, by its bare address."""

    async def keep_credential(self, credential: Credential) -> None:
        """Keep it, in place of whatever its mailbox had before."""

    async def replace_credential(self, before: Credential, after: Credential) -> bool:
        """Put `after` where `before` still stands with its ciphertext; whether it did.

        So neither of two workers undoes what the other has stored, nor a fresh connection.
        """
