"""A mail server as a mailbox reaches it, whatever protocol it speaks: plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from domain.mailboxes.credentials import OAuthClient

Tls = Literal["none", "starttls", "tls"]


@dataclass(frozen=True)
class Server:
    """Where the mail server is and how it lets us in.

    A mailbox with OAuth 2.0 has no password; its access token is asked for at each login.
    """

    host: str
    port: int
    tls: Tls = "none"
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def where(self) -> str:
        """Host and port, for a person."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Account:
    """A mailbox, by its bare address, at a mail server.

    Where it has no password, tokens are made as this client, from the grant that `keys` decrypt.
    """

    mailbox: str
    server: Server
    client: OAuthClient | None = None
    keys: tuple[str, ...] = field(default=(), repr=False)
