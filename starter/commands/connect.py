"""`drumbeat mailbox connect`: a person grants access to a mailbox at Google or Microsoft, once."""

from __future__ import annotations

import asyncio
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import typer
from aiosmtplib import SMTPException, SMTPResponseException

from activities.transports.oauth.authorization import Authorization
from activities.transports.oauth.ciphers import TokenCipher
from activities.transports.oauth.grants import Granted, Grants
from activities.transports.oauth.providers import provider_of
from activities.transports.smtp_connections import connected, hang_up
from config.mailbox_file import MailboxEntry
from config.oauth import oauth_client, secret_keys
from config.settings import Settings, load_settings
from domain.mailboxes.credentials import Credential, ProviderName
from starter.errors import BadInput, Failed
from starter.mailboxes.entries import entry_of
from starter.mailboxes.loopback import listening
from starter.output import print_line
from starter.session import host_clock, opened_ledger

CONSENT_WITHIN = 300.0
HOW = "docs/mailboxes-oauth.md says what may be wrong"


def connect(
    provider: Annotated[ProviderName, typer.Argument(help="google or microsoft.")],
    address: Annotated[str, typer.Argument(help="Its address in the file of mailboxes.")],
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address to open.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the redirect; a free one if 0.")
    ] = 0,
) -> None:
    """Let a Google or Microsoft mailbox in by OAuth 2.0; its owner consents in a browser."""
    settings = load_settings()
    entry = entry_at(settings, address, provider)
    client = oauth_client(settings, provider)
    invite = print_line if no_browser else _open
    consent = Consent(Grants(provider_of(client), client), invite, port)
    account = asyncio.run(connect_mailbox(settings, entry, consent))
    print_line(f"{entry.bare} is connected, by {account}, and sends again if it was paused")


@dataclass(frozen=True)
class Consent:
    """How one consent is come by: from whom, how its address reaches a person, how long to wait."""

    grants: Grants
    invite: Callable[[str], None]
    port: int = 0
    within: float = CONSENT_WITHIN


def entry_at(settings: Settings, address: str, provider: ProviderName) -> MailboxEntry:
    """The mailbox as its file says. Raises `BadInput` where that does not call for this login."""
    entry = entry_of(settings, address)
    if entry.login != provider:
        raise BadInput(f"{entry.bare} says `login: {entry.login}`, not `login: {provider}`")
    return entry


async def connect_mailbox(settings: Settings, entry: MailboxEntry, consent: Consent) -> str:
    """Keep the grant once the mail server has let the mailbox in; the account that granted.

    Raises `LoginRefused`, `ProviderAway` and `Failed`, and then has stored nothing.
    """
    cipher = TokenCipher(secret_keys(settings))
    async with opened_ledger(settings) as ledger:
        # Asked for before anybody consents to what could then not be stored.
        clock = await host_clock(ledger)
        account, granted = await _consented(entry, consent)
        await _log_in(entry, granted)
        token = granted.refresh_token.get_secret_value()
        await ledger.keep_credential(
            Credential(
                mailbox=entry.bare,
                provider=consent.grants.provider.name,
                ciphertext=cipher.encrypt(token, entry.bare),
                scopes=tuple(granted.scope.split()) or consent.grants.provider.scopes,
                connected_at=clock.now(),
                connected_by=account,
            )
        )
        # It was paused when its server refused it, and has just let it in.
        await ledger.resume_mailbox(entry.bare)
    return account


async def _consented(entry: MailboxEntry, consent: Consent) -> tuple[str, Granted]:
    """Who granted, and what."""
    provider, client = consent.grants.provider, consent.grants.client
    async with listening(consent.port) as loopback:
        redirect_uri = f"http://{provider.loopback}:{loopback.port}"
        asked = Authorization(provider, client, entry.bare, redirect_uri)
        consent.invite(asked.url)
        code = asked.code_of(await loopback.answer(consent.within))
    granted = await consent.grants.exchange(code, asked.verifier, redirect_uri)
    return asked.accept(granted), granted


async def _log_in(entry: MailboxEntry, granted: Granted) -> None:
    """What no claim can prove: that this token opens this mailbox, at its own mail server."""
    server = entry.server(entry.smtp)
    token = granted.access(asyncio.get_running_loop().time())
    try:
        hang_up(await connected(server, token=token))
    except SMTPResponseException as refused:
        said = f"{refused.code} {' '.join(refused.message.split())}"
        raise Failed(f"{server.where} refuses {entry.bare}: {said}; {HOW}") from refused
    except (SMTPException, OSError) as lost:
        raise Failed(f"{server.where} lets nobody in: {lost}; {HOW}") from lost


def _open(url: str) -> None:
    print_line(f"Consent in the browser; where none opens, this is the address:\n{url}")
    webbrowser.open(url)
