"""How far mailboxes have been read, on every ledger: moved only by the one worker that may."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from ledger.records import Lease, ReadingRow
from tests.contracts.scene import HOUR, MONDAY, AnyLedger

ROBIN = "robin@northwind.example"
MINE = Lease("worker-1", MONDAY, MONDAY + HOUR)
THEIRS = replace(MINE, holder="worker-2")


async def test_a_mailbox_is_read_from_where_it_was_left(ledger: AnyLedger) -> None:
    """Numbering and last mail come back whole, as large as RFC 3501 has them, for each mailbox."""
    fresh = await ledger.lease_reading(ROBIN, MINE)

    moved = await ledger.read_up_to(ROBIN, MINE, 2**32 - 1, 2**32 - 2, MONDAY)
    again = await ledger.lease_reading(ROBIN, MINE)
    await ledger.lease_reading("ada@northwind.example", MINE)

    assert fresh == ReadingRow(ROBIN)
    assert moved
    assert again == ReadingRow(ROBIN, 2**32 - 1, 2**32 - 2, MONDAY)
    assert await ledger.readings() == (ReadingRow("ada@northwind.example"), again)


async def test_one_worker_reads_at_a_time(ledger: AnyLedger) -> None:
    """Of eight that ask at once one may; the others move nothing and say nothing."""
    asked = [replace(MINE, holder=f"worker-{number}") for number in range(8)]

    answers = await asyncio.gather(*(ledger.lease_reading(ROBIN, one) for one in asked))

    (winner,) = [one for one, row in zip(asked, answers, strict=True) if row]
    others = [one for one in asked if one != winner]
    assert not any([await ledger.read_up_to(ROBIN, one, 1, 9, MONDAY) for one in others])
    assert not any([await ledger.hinder_reading(ROBIN, one, "tired") for one in others])
    assert await ledger.readings() == (ReadingRow(ROBIN),)


async def test_a_lease_ends_by_itself(ledger: AnyLedger) -> None:
    """A worker that died holds nobody up for longer; one that is back has lost its lease."""
    await ledger.lease_reading(ROBIN, MINE)
    before = await ledger.lease_reading(ROBIN, replace(THEIRS, at=MINE.until - HOUR / 60))

    later = Lease(THEIRS.holder, MINE.until, MINE.until + HOUR)
    after = await ledger.lease_reading(ROBIN, later)

    assert before is None
    assert after == ReadingRow(ROBIN)
    assert not await ledger.read_up_to(ROBIN, MINE, 1, 9, MINE.until)


async def test_a_lease_goes_on_while_it_is_read(ledger: AnyLedger) -> None:
    """Each move carries it on; a slow worker keeps it for as long as nobody has taken it."""
    await ledger.lease_reading(ROBIN, MINE)

    longer = Lease(MINE.holder, MONDAY + 2 * HOUR, MONDAY + 3 * HOUR)
    await ledger.read_up_to(ROBIN, longer, 1, 9, MONDAY)

    assert await ledger.lease_reading(ROBIN, replace(THEIRS, at=longer.at)) is None


async def test_who_stops_lets_the_next_one_in(ledger: AnyLedger) -> None:
    """At once; a release of somebody else's lease is none."""
    await ledger.lease_reading(ROBIN, MINE)

    await ledger.release_reading(ROBIN, THEIRS.holder)
    refused = await ledger.lease_reading(ROBIN, THEIRS)
    await ledger.release_reading(ROBIN, MINE.holder)
    taken = await ledger.lease_reading(ROBIN, THEIRS)

    assert (refused, taken) == (None, ReadingRow(ROBIN))


async def test_what_hinders_is_said_until_it_is_read_again(ledger: AnyLedger) -> None:
    """It moves nothing, and it keeps the lease."""
    await ledger.lease_reading(ROBIN, MINE)
    await ledger.read_up_to(ROBIN, MINE, 1, 9, MONDAY)

    said = await ledger.hinder_reading(ROBIN, replace(MINE, until=MONDAY + 2 * HOUR), "refused")
    (hindered,) = await ledger.readings()
    others = await ledger.lease_reading(ROBIN, replace(THEIRS, at=MINE.until))
    await ledger.read_up_to(ROBIN, MINE, 1, 10, MONDAY + HOUR)

    assert (said, others) == (True, None)
    assert hindered == ReadingRow(ROBIN, 1, 9, MONDAY, "refused")
    assert await ledger.readings() == (ReadingRow(ROBIN, 1, 10, MONDAY + HOUR),)
