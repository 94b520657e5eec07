"""The servers of OAuth's tests: who grants, and who asks whether it was granted."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest

from tests.oauth.authorization_server import AuthorizationServer, an_authorization_server
from tests.oauth.mail_server import GuardedMailbox, a_guarded_mail_server

# aiosmtpd writes down what it hears; it stands for the provider's mail server.
SERVERS = "mail.log"


@pytest.fixture
async def authorization(caplog: pytest.LogCaptureFixture) -> AsyncIterator[AuthorizationServer]:
    """Whatever the test does, no log line at any level holds one of the secrets it handed out."""
    with caplog.at_level(logging.DEBUG):
        async with an_authorization_server() as server:
            yield server
        said = [*caplog.get_records("setup"), *caplog.get_records("call")]
        ours = [one.getMessage() for one in said if one.name != SERVERS]
        assert ours
        assert server.said_in("\n".join(ours)) == []


@pytest.fixture
async def mail(authorization: AuthorizationServer) -> AsyncIterator[GuardedMailbox]:
    async with a_guarded_mail_server(authorization) as server:
        yield server
