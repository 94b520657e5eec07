"""The access token of one mailbox: renewed shortly before it expires, once for all who wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from activities.transports.oauth.ciphers import TokenCipher, Unreadable
from activities.transports.oauth.grants import Granted, GrantEnded, Grants
from activities.transports.oauth.providers import provider_of
from domain.mailboxes.credentials import AccessToken, Credential, Credentials, LoginRefused
from domain.mailboxes.servers import Account

Now = Callable[[], datetime]


class TokenSource(Protocol):
    """Gives what lets a mailbox in, for SMTP and for IMAP."""

    async def token(self) -> AccessToken:
        """A token that is still good.

        Raises `LoginRefused`, `ProviderAway`, `LedgerUnavailable`.
        """

    def forget(self, token: AccessToken) -> None:
        """A server has refused this token, whatever its lifetime said."""


class AccessTokens:
    """`TokenSource` on the kept grant of one mailbox.

    The loop's clock stands still while the host sleeps: then a server refuses the token, and
    whoever asked forgets it and asks again.
    """

    def __init__(
        self, mailbox: str, grants: Grants, cipher: TokenCipher, kept: Credentials, now: Now
    ) -> None:
        self._mailbox = mailbox
        self._grants = grants
        self._cipher = cipher
        self._kept = kept
        self._now = now
        self._token: AccessToken | None = None
        self._renewal: asyncio.Task[AccessToken] | None = None

    async def token(self) -> AccessToken:
        """`TokenSource.token`; nobody's cancellation keeps a rotated grant from being stored."""
        loop = asyncio.get_running_loop()
        if self._token is not None and loop.time() < self._token.fresh_until:
            return self._token
        if self._renewal is None:
            self._renewal = loop.create_task(self._renewed())
            self._renewal.add_done_callback(self._take)
        return await asyncio.shield(self._renewal)

    def forget(self, token: AccessToken) -> None:
        """`TokenSource.forget`; a newer token stays."""
        if self._token == token:
            self._token = None

    def _take(self, renewal: asyncio.Task[AccessToken]) -> None:
        self._renewal = None
        if not renewal.cancelled() and renewal.exception() is None:
            self._token = renewal.result()

    async def _renewed(self) -> AccessToken:
        """A token from the grant that stands, also where it was replaced just now."""
        while True:
            if token := await self._renewed_by(await self._standing()):
                return token

    async def _renewed_by(self, credential: Credential) -> AccessToken | None:
        """A token from this grant; None where it has ended and another stands in its place."""
        refresh_token = self._decrypted(credential)
        asked_at = asyncio.get_running_loop().time()
        try:
            granted = await self._grants.refresh(refresh_token)
        except GrantEnded as ended:
            invalid = replace(credential, invalid_since=self._now())
            if await self._kept.replace_credential(credential, invalid):
                raise LoginRefused(f"{ended}; {self._remedy}") from ended
            return None
        await self._store(credential, granted, refresh_token)
        return granted.access(asked_at)

    async def _standing(self) -> Credential:
        credential = await self._kept.credential(self._mailbox)
        if credential is None or credential.provider != self._grants.provider.name:
            raise LoginRefused(f"{self._mailbox} is not connected; {self._remedy}")
        if credential.invalid_since is not None:
            raise LoginRefused(f"{self._mailbox} is not connected any more; {self._remedy}")
        return credential

    def _decrypted(self, credential: Credential) -> str:
        try:
            return self._cipher.decrypt(credential.ciphertext, self._mailbox)
        except Unreadable:
            raise LoginRefused(
                f"DRUMBEAT_SECRET_KEY does not open the kept token of {self._mailbox}; give the "
                f"former key as DRUMBEAT_SECRET_KEY_BEFORE, or {self._remedy}"
            ) from None

    async def _store(self, credential: Credential, granted: Granted, refresh_token: str) -> None:
        """Keep a rotated refresh token; one that stays is kept under the present key."""
        stays = granted.refresh_token.get_secret_value() or refresh_token
        ciphertext = self._cipher.encrypt(stays, self._mailbox)
        await self._kept.replace_credential(credential, replace(credential, ciphertext=ciphertext))

    @property
    def _remedy(self) -> str:
        provider = self._grants.provider.name
        return f"connect it: drumbeat mailbox connect {provider} {self._mailbox}"


def tokens_of(account: Account, kept: Credentials, now: Now) -> AccessTokens | None:
    """What lets the mailbox in, by whatever protocol; None where a password does."""
    if account.client is None:
        return None
    grants = Grants(provider_of(account.client), account.client)
    return AccessTokens(account.mailbox, grants, TokenCipher(account.keys), kept, now)
