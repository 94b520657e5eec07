"""The grants of mailboxes, on every ledger: kept whole, replaced only where they still stand."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from domain.mailboxes.credentials import Credential
from tests.contracts.scene import HOUR, MONDAY, AnyLedger

ROBIN = Credential(
    mailbox="robin@northwind.example",
    provider="google",
    ciphertext=b"\x01 first \x00\xff",
    scopes=("https://mail.example/", "openid"),
    connected_at=MONDAY,
    connected_by="Robin@Northwind.example",
)
ADA = replace(ROBIN, mailbox="ada@northwind.example", provider="microsoft", scopes=())
ROTATED = replace(ROBIN, ciphertext=b"\x01 second")


async def test_a_grant_is_kept_whole(ledger: AnyLedger) -> None:
    """Every field comes back, bytes and instants too, and each mailbox has its own."""
    await ledger.keep_credential(ROBIN)
    await ledger.keep_credential(ADA)

    assert await ledger.credential(ROBIN.mailbox) == ROBIN
    assert await ledger.credential(ADA.mailbox) == ADA
    assert await ledger.credential("nobody@northwind.example") is None


async def test_connecting_again_replaces_the_grant(ledger: AnyLedger) -> None:
    """A grant that was invalid is gone, its mark with it."""
    await ledger.keep_credential(replace(ROBIN, invalid_since=MONDAY))

    again = replace(ROTATED, connected_at=MONDAY + HOUR)
    await ledger.keep_credential(again)

    assert await ledger.credential(ROBIN.mailbox) == again


async def test_a_grant_is_replaced_where_it_still_stands(ledger: AnyLedger) -> None:
    """A rotated token takes the place of the one that was read, in its mailbox only."""
    await ledger.keep_credential(ROBIN)
    await ledger.keep_credential(ADA)

    assert await ledger.replace_credential(ROBIN, ROTATED)

    assert await ledger.credential(ROBIN.mailbox) == ROTATED
    assert await ledger.credential(ADA.mailbox) == ADA


async def test_what_was_replaced_meanwhile_stays(ledger: AnyLedger) -> None:
    """Neither a late rotation nor a late refusal undoes a newer token, or makes one."""
    await ledger.keep_credential(ROTATED)

    late = replace(ROBIN, ciphertext=b"\x01 late")
    assert not await ledger.replace_credential(ROBIN, late)
    assert not await ledger.replace_credential(ROBIN, replace(ROBIN, invalid_since=MONDAY))
    assert not await ledger.replace_credential(ADA, ADA)

    assert await ledger.credential(ROBIN.mailbox) == ROTATED
    assert await ledger.credential(ADA.mailbox) is None


async def test_of_two_rotations_at_once_one_counts(ledger: AnyLedger) -> None:
    """Two workers that renewed the same grant: exactly one of them has stored its token."""
    await ledger.keep_credential(ROBIN)
    rotations = [replace(ROBIN, ciphertext=b"\x01 %d" % number) for number in range(8)]

    stored = await asyncio.gather(*(ledger.replace_credential(ROBIN, one) for one in rotations))

    assert stored.count(True) == 1
    assert await ledger.credential(ROBIN.mailbox) == rotations[stored.index(True)]
