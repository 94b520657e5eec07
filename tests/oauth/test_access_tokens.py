"""Access tokens: kept while they are good, renewed once for all, and what ends a grant."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from activities.transports.oauth.access_tokens import AccessTokens
from activities.transports.oauth.ciphers import TokenCipher
from domain.mailboxes.credentials import Credential, LoginRefused, ProviderAway
from ledger.memory import MemoryLedger
from tests.oauth.authorization_server import ROBIN, AuthorizationServer
from tests.oauth.granting import FORMER, KEY, NOW, a_ledger_with, granted_by, opens, tokens_on


async def test_a_good_token_is_used_again(authorization: AuthorizationServer) -> None:
    """Asked for often, renewed once: the server's lifetime counts."""
    tokens = tokens_on(await a_ledger_with(granted_by(authorization)), authorization)

    asked = [await tokens.token() for _ in range(5)]

    assert len(set(asked)) == 1
    assert authorization.renewals == 1
    assert authorization.lets_in(ROBIN, asked[0].secret)


async def test_a_token_is_renewed_before_it_expires(authorization: AuthorizationServer) -> None:
    """One whose life is over when it arrives is never used twice; every rotation is stored."""
    authorization.lifetime = 0.0
    tokens = tokens_on(await a_ledger_with(granted_by(authorization)), authorization)

    asked = [await tokens.token() for _ in range(4)]

    assert len(set(asked)) == 4
    assert authorization.renewals == 4


async def test_many_senders_renew_once(authorization: AuthorizationServer) -> None:
    """Fifty that wait for the same token get the same one from a single renewal."""
    tokens = tokens_on(await a_ledger_with(granted_by(authorization)), authorization)

    asked = await asyncio.gather(*(tokens.token() for _ in range(50)))

    assert len(set(asked)) == 1
    assert authorization.renewals == 1


async def test_a_cancelled_sender_loses_nothing(authorization: AuthorizationServer) -> None:
    """The rotated token of a renewal whose asker has gone is stored, and serves the next."""
    ledger = await a_ledger_with(granted_by(authorization))
    tokens = tokens_on(ledger, authorization)
    asker = asyncio.create_task(tokens.token())
    await authorization.renewed.wait()

    asker.cancel()
    await asyncio.gather(asker, return_exceptions=True)
    token = await tokens.token()

    assert authorization.renewals == 1
    assert authorization.lets_in(ROBIN, token.secret)
    tokens.forget(token)
    assert await opens(authorization, tokens)


async def test_only_the_refused_token_is_forgotten(authorization: AuthorizationServer) -> None:
    """A late word about an old token does not cost the new one."""
    tokens = tokens_on(await a_ledger_with(granted_by(authorization)), authorization)
    old = await tokens.token()
    tokens.forget(old)
    new = await tokens.token()

    tokens.forget(old)

    assert await tokens.token() == new
    assert authorization.renewals == 2


async def test_a_provider_that_keeps_its_refresh_token(authorization: AuthorizationServer) -> None:
    """Google gives no new one: the one that is kept stays good."""
    authorization.rotates = False
    tokens = tokens_on(await a_ledger_with(granted_by(authorization)), authorization)

    for _ in range(3):
        assert await opens(authorization, tokens)
        tokens.forget(await tokens.token())

    assert authorization.renewals == 3


async def test_a_revoked_grant_is_marked_and_says_what_to_do(
    authorization: AuthorizationServer,
) -> None:
    """The provider is asked once; connecting again is all that it takes."""
    ledger = await a_ledger_with(granted_by(authorization))
    tokens = tokens_on(ledger, authorization)
    authorization.revoke()

    with pytest.raises(LoginRefused, match=f"AADSTS70008.*mailbox connect google {ROBIN}"):
        await tokens.token()
    kept = await ledger.credential(ROBIN)
    assert kept is not None
    assert kept.invalid_since == NOW
    authorization.status = 503
    with pytest.raises(LoginRefused, match="not connected any more"):
        await tokens.token()

    authorization.status = 200
    await ledger.keep_credential(granted_by(authorization))
    assert await opens(authorization, tokens)


async def test_a_newer_grant_outlives_the_end_of_an_older_one(
    authorization: AuthorizationServer,
) -> None:
    """What another worker has rotated meanwhile is used, and not marked as invalid."""
    former = granted_by(authorization)
    ledger = LateLedger(former)
    authorization.revoke()
    newer = granted_by(authorization)
    await ledger.keep_credential(newer)

    token = await tokens_on(ledger, authorization).token()

    assert authorization.lets_in(ROBIN, token.secret)


class LateLedger(MemoryLedger):
    """Shows at first what stood there before."""

    def __init__(self, former: Credential) -> None:
        super().__init__()
        self._former: Credential | None = former

    async def credential(self, mailbox: str) -> Credential | None:
        former, self._former = self._former, None
        return former or await super().credential(mailbox)


async def test_a_provider_that_is_away_ends_no_grant(authorization: AuthorizationServer) -> None:
    """503, and nobody at the port: both pass, and the grant is as good as before."""
    ledger = await a_ledger_with(granted_by(authorization))
    tokens = tokens_on(ledger, authorization)
    port = authorization.port

    authorization.status = 503
    with pytest.raises(ProviderAway, match="HTTP 503"):
        await tokens.token()
    authorization.status = 200
    authorization.port = 1
    with pytest.raises(ProviderAway, match="does not answer"):
        await tokens_on(ledger, authorization).token()

    authorization.port = port
    assert await opens(authorization, tokens)


async def test_a_refused_client_ends_no_grant(authorization: AuthorizationServer) -> None:
    """An expired client secret is the administrator's to renew; the mailbox stays connected."""
    ledger = await a_ledger_with(granted_by(authorization))
    grants = authorization.grants()
    wrong = replace(grants, client=replace(grants.client, client_secret="expired"))
    tokens = AccessTokens(ROBIN, wrong, TokenCipher([KEY]), ledger, lambda: NOW)

    with pytest.raises(LoginRefused) as refused:
        await tokens.token()

    assert str(refused.value) == (
        "Google refuses our client (invalid_client); check DRUMBEAT_GOOGLE_CLIENT_ID, _SECRET"
    )
    assert await opens(authorization, tokens_on(ledger, authorization))


async def test_nothing_kept_is_not_connected(authorization: AuthorizationServer) -> None:
    """Neither is a mailbox that was connected to another provider."""
    elsewhere = replace(granted_by(authorization), provider="microsoft")
    for ledger in (MemoryLedger(), await a_ledger_with(elsewhere)):
        with pytest.raises(LoginRefused, match=f"{ROBIN} is not connected; connect it: "):
            await tokens_on(ledger, authorization).token()


async def test_the_former_key_reads_and_the_present_one_writes(
    authorization: AuthorizationServer,
) -> None:
    """After a renewal the former key is not needed any more, with and without rotation."""
    for rotates in (True, False):
        authorization.rotates = rotates
        ledger = await a_ledger_with(granted_by(authorization, FORMER))

        await tokens_on(ledger, authorization, (KEY, FORMER)).token()

        assert await opens(authorization, tokens_on(ledger, authorization, (KEY,)))


async def test_a_lost_key_is_named(authorization: AuthorizationServer) -> None:
    """The line says which setting and what else helps; the grant is not marked."""
    ledger = await a_ledger_with(granted_by(authorization, FORMER))

    with pytest.raises(LoginRefused, match="DRUMBEAT_SECRET_KEY_BEFORE, or connect it"):
        await tokens_on(ledger, authorization).token()

    kept = await ledger.credential(ROBIN)
    assert kept is not None
    assert kept.invalid_since is None
