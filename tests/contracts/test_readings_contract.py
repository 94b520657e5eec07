"""How far mailboxes have been read, on every ledger: moved only by the one worker that may."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from ledger.records import Lease, ReadingRow
from tests.contracts.scene import HOUR, MONDAY, AnyLedger

ROBIN = "robin@northwind.example"
MINE = Lease(ROBIN, "worker-1", MONDAY + HOUR)
THEIRS = replace(MINE, holder="worker-2")


async def test_a_mailbox_is_read_from_where_it_was_left(ledger: AnyLedger) -> None:
    """Numbering and last mail come back whole, as large as RFC 3501 has them, for each mailbox."""
    fresh = await ledger.lease_reading(MINE, MONDAY)

    moved = await ledger.read_up_to(MINE, 2**32 - 1, 2**32 - 2, MONDAY)
    again = await ledger.lease_reading(MINE, MONDAY)
    await ledger.lease_reading(replace(MINE, mailbox="ada@northwind.example"), MONDAY)

    assert fresh == ReadingRow(ROBIN)
    assert moved
    assert again == ReadingRow(ROBIN, 2**32 - 1, 2**32 - 2, MONDAY)
    assert await ledger.readings() == (ReadingRow("ada@northwind.example"), again)


async def test_one_worker_reads_at_a_time(ledger: AnyLedger) -> None:
    """Of eight that ask at once one may; the others move nothing and say nothing."""
    asked = [replace(MINE, holder=f"worker-{number}") for number in range(8)]

    answers = await asyncio.gather(*(ledger.lease_reading(one, MONDAY) for one in asked))

    (winner,) = [one for one, row in zip(asked, answers, strict=True) if row]
    others = [one for one in asked if one != winner]
    assert not any([await ledger.read_up_to(one, 1, 9, MONDAY) for one in others])
    assert not any([await ledger.hinder_reading(one, "tired") for one in others])
    assert await ledger.readings() == (ReadingRow(ROBIN),)


async def test_a_lease_ends_by_itself(ledger: AnyLedger) -> None:
    """A worker that died holds nobody up for longer; one that is back has lost its lease."""
    await ledger.lease_reading(MINE, MONDAY)
    before = await ledger.lease_reading(THEIRS, MINE.until - HOUR / 60)

    later = replace(THEIRS, until=MINE.until + HOUR)
    after = await ledger.lease_reading(later, MINE.until)

    assert before is None
    assert after == ReadingRow(ROBIN)
    assert not await ledger.read_up_to(MINE, 1, 9, MINE.until)


async def test_a_lease_goes_on_while_it_is_read(ledger: AnyLedger) -> None:
    """Each move carries it on; a slow worker keeps it for as long as nobody has taken it."""
    await ledger.lease_reading(MINE, MONDAY)

    await ledger.read_up_to(replace(MINE, until=MONDAY + 3 * HOUR), 1, 9, MONDAY + 2 * HOUR)

    assert await ledger.lease_reading(THEIRS, MONDAY + 2 * HOUR) is None


async def test_who_stops_lets_the_next_one_in(ledger: AnyLedger) -> None:
    """At once; a release of somebody else's lease is none."""
    await ledger.lease_reading(MINE, MONDAY)

    await ledger.release_reading(ROBIN, THEIRS.holder)
    refused = await ledger.lease_reading(THEIRS, MONDAY)
    await ledger.release_reading(ROBIN, MINE.holder)
    taken = await ledger.lease_reading(THEIRS, MONDAY)

    assert (refused, taken) == (None, ReadingRow(ROBIN))


async def test_what_hinders_is_said_until_it_is_read_again(ledger: AnyLedger) -> None:
    """It moves nothing, and it keeps the lease."""
    await ledger.lease_reading(MINE, MONDAY)
    await ledger.read_up_to(MINE, 1, 9, MONDAY)

    said = await ledger.hinder_reading(replace(MINE, until=MONDAY + 2 * HOUR), "refused")
    (hindered,) = await ledger.readings()
    others = await ledger.lease_reading(THEIRS, MINE.until)
    await ledger.read_up_to(MINE, 1, 10, MONDAY + HOUR)

    assert (said, others) == (True, None)
    assert hindered == ReadingRow(ROBIN, 1, 9, MONDAY, "refused")
    assert await ledger.readings() == (ReadingRow(ROBIN, 1, 10, MONDAY + HOUR),)
