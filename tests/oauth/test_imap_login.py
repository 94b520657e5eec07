"""IMAP by XOAUTH2, on a real dovecot that asks the authorization server about each token."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from activities.transports.imap_login import LoginUnavailable, imap_connection
from activities.transports.oauth.access_tokens import AccessTokens
from domain.mailboxes.credentials import LoginRefused
from domain.mailboxes.servers import Server
from tests.oauth.authorization_server import ROBIN, AuthorizationServer
from tests.oauth.dovecot import a_dovecot
from tests.oauth.granting import a_ledger_with, granted_by, tokens_on


@pytest.fixture
def server(authorization: AuthorizationServer, tmp_path: Path) -> Iterator[Server]:
    with a_dovecot(authorization, tmp_path) as port:
        yield Server("127.0.0.1", port, username=ROBIN)


@pytest.fixture
async def tokens(authorization: AuthorizationServer) -> AccessTokens:
    return tokens_on(await a_ledger_with(granted_by(authorization)), authorization)


async def test_a_token_opens_the_mailbox(server: Server, tokens: AccessTokens) -> None:
    """Its folders can be read."""
    client = await imap_connection(server, tokens)

    folders = await asyncio.to_thread(client.list_folders)
    await asyncio.to_thread(client.logout)

    assert sorted(name for _, _, name in folders) == ["INBOX", "Sent"]


async def test_a_token_that_ended_early_is_renewed_once(
    server: Server, tokens: AccessTokens, authorization: AuthorizationServer
) -> None:
    """The server refuses it in dovecot's words, and takes the new one."""
    await tokens.token()
    authorization.expire()

    client = await imap_connection(server, tokens)
    await asyncio.to_thread(client.logout)

    assert authorization.renewals == 2


async def test_a_mailbox_that_is_not_let_in_is_tried_twice(
    server: Server, tokens: AccessTokens, authorization: AuthorizationServer
) -> None:
    """Then the line says who refuses whom."""
    authorization.account = "somebody@else.example"

    with pytest.raises(LoginRefused, match=rf"127\.0\.0\.1:\d+ refuses {ROBIN}"):
        await imap_connection(server, tokens)

    assert authorization.renewals == 2


async def test_a_server_that_cannot_tell_refuses_nobody(
    server: Server, tokens: AccessTokens, authorization: AuthorizationServer
) -> None:
    """RFC 5530: where dovecot cannot ask, the mailbox has no fault, and the token stays."""
    await tokens.token()
    authorization.status = 503

    with pytest.raises(LoginUnavailable, match="UNAVAILABLE"):
        await imap_connection(server, tokens)

    assert authorization.renewals == 1


async def test_a_password_opens_the_mailbox(server: Server) -> None:
    """The right one does, and a wrong one is named as the server's no, not by itself."""
    client = await imap_connection(replace(server, password="opensesame"))
    await asyncio.to_thread(client.logout)

    with pytest.raises(LoginRefused) as refused:
        await imap_connection(replace(server, password="hunter2"))

    assert f"refuses {ROBIN}" in str(refused.value)
    assert "hunter2" not in str(refused.value)
