"""A mailbox is read: every answer is stored once, whatever breaks, and what is private is not."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from config.host_clock import host_now
from ledger import open_ledger
from ledger.memory import MemoryLedger
from ledger.sql import SqlLedger
from starter.stack.ports import free_port
from tests.databases import migrated_file
from tests.imap_server import ImapServer, an_imap_server
from tests.relay import a_relay
from tests.worker.mailroom import (
    ROBIN,
    a_reply,
    enrolled,
    heard,
    read_up_to,
    reading,
    until_it_reads,
)
from worker.reading import Rhythm

REPOSITORY = Path(__file__).parents[2]
PATIENT = Rhythm(poll=600)
STRANGER = a_reply("stranger", "How is your mother?")


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with an_imap_server(ROBIN) as server:
        yield server


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqlLedger]:
    opened = open_ledger(migrated_file(tmp_path))
    yield opened
    await opened.close()


async def test_an_answer_comes_in_when_it_arrives(server: ImapServer, ledger: SqlLedger) -> None:
    """The server tells of it, long before the next look; there it does not count as read."""
    await enrolled(ledger, "ada")
    async with reading(ledger, server.port, PATIENT):
        await read_up_to(ledger, 0)

        await asyncio.to_thread(server.put, ROBIN, a_reply("ada"))
        await read_up_to(ledger, 1)

    (event,) = await ledger.undelivered(10)
    assert (event.provider, event.fact) == ("imap", "reply")
    assert await heard(ledger) == ["ada"]
    assert server.seen(ROBIN) == []


async def test_what_strangers_write_is_not_kept(server: ImapServer, ledger: SqlLedger) -> None:
    """A mailbox is somebody's own; what answers a mail of ours is kept, whoever wrote it."""
    ours = STRANGER.replace(
        b"Subject:", b"In-Reply-To: <e-0123456789ab.hello@n.example>\r\nSubject:"
    )
    server.put(ROBIN, STRANGER, ours)

    async with reading(ledger, server.port):
        await read_up_to(ledger, 2)

    (kept,) = await ledger.waiting()
    assert kept.message_id == "<e-0123456789ab.hello@n.example>"


async def test_a_backlog_is_read_in_its_order(server: ImapServer, ledger: SqlLedger) -> None:
    """Five hundred mails, and those of three who matter among them."""
    await enrolled(ledger, "ada", "bo", "cy")
    others = [a_reply(f"stranger{number}") for number in range(497)]
    mails = [*others[:100], a_reply("cy"), *others[100:300], a_reply("ada"), *others[300:]]
    server.put(ROBIN, *mails, a_reply("bo"))

    async with reading(ledger, server.port):
        await read_up_to(ledger, 500)

    assert await heard(ledger) == ["cy", "ada", "bo"]
    assert await ledger.waiting() == ()
    assert server.seen(ROBIN) == []


async def test_old_mails_are_left_alone_at_first(server: ImapServer, ledger: SqlLedger) -> None:
    """Reading begins at what came in the last days, by the server's dates."""
    await enrolled(ledger, "ada", "bo")
    server.put(ROBIN, a_reply("ada"), at=host_now() - timedelta(days=10))
    server.put(ROBIN, a_reply("bo"), at=host_now() - timedelta(days=2))

    async with reading(ledger, server.port):
        await read_up_to(ledger, 2)

    assert await heard(ledger) == ["bo"]


async def test_a_mailbox_that_numbers_anew_is_read_again(
    server: ImapServer, ledger: SqlLedger
) -> None:
    """What was stored is recognised under its new number; what came with it is not missed."""
    await enrolled(ledger, "ada", "bo")
    server.put(ROBIN, STRANGER, a_reply("ada"))
    async with reading(ledger, server.port):
        await read_up_to(ledger, 2)
    (before,) = await ledger.readings()
    with server.client(ROBIN) as client:
        client.select_folder("INBOX")
        client.delete_messages([1])
        client.expunge()
    server.renumber(ROBIN)
    server.put(ROBIN, a_reply("bo"))

    async with reading(ledger, server.port):
        await until_it_reads(ledger, lambda row: row.uidvalidity != before.uidvalidity)

    (after,) = await ledger.readings()
    assert after.last_uid == 2
    assert await heard(ledger) == ["ada", "bo"]


@pytest.mark.parametrize("passes", [20_000, 200_000, 700_000])
async def test_a_cut_connection_loses_nothing(
    server: ImapServer, ledger: SqlLedger, passes: int
) -> None:
    """In the middle of a page, and between two: each answer is there once in the end."""
    names = [f"n{number}" for number in range(70)]
    await enrolled(ledger, *names)
    server.put(ROBIN, *(a_reply(name, "Yes. " * 2_000) for name in names))

    async with a_relay(server.port) as relay:
        relay.passes = passes
        async with reading(ledger, relay.port):
            await read_up_to(ledger, 70)
        cuts = relay.cuts

    assert cuts == 1
    assert await heard(ledger) == names


async def test_a_killed_worker_reads_again_what_it_had_stored(
    server: ImapServer, ledger: SqlLedger, tmp_path: Path
) -> None:
    """SIGKILL between what is stored and the move behind it: the next worker stores it once."""
    await enrolled(ledger, "ada", "bo")
    server.put(ROBIN, a_reply("ada"), a_reply("bo"))
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"

    command = [sys.executable, "-m", "tests.worker.dying_reader", url, str(server.port)]
    killed = await asyncio.to_thread(subprocess.run, command, cwd=REPOSITORY, timeout=60)
    stored, moved = await heard(ledger), [row.last_uid for row in await ledger.readings()]
    async with reading(ledger, server.port):
        await read_up_to(ledger, 2)

    assert killed.returncode == -signal.SIGKILL
    assert (stored, moved) == (["ada", "bo"], [None])
    assert await heard(ledger) == ["ada", "bo"]


async def test_a_mail_that_is_not_handed_out_keeps_nobody_waiting(
    server: ImapServer, ledger: SqlLedger
) -> None:
    """Those before it are read at once, those behind it after a while; a person hears of it."""
    await enrolled(ledger, "ada", "bo")
    server.put(ROBIN, a_reply("ada"), a_reply("lost"), a_reply("bo"))
    server.damage(ROBIN, 2)

    async with reading(ledger, server.port):
        await read_up_to(ledger, 3)

    assert await heard(ledger) == ["ada", "bo"]
    (left,) = await ledger.waiting()
    assert (left.event_id.startswith(ROBIN), left.event_id.endswith("/2")) == (True, True)


async def test_of_two_workers_one_reads(server: ImapServer, ledger: SqlLedger) -> None:
    """The other begins when the first has stopped, without a wait, from where that was."""
    await enrolled(ledger, "ada", "bo")
    async with reading(ledger, server.port, holder="worker-1"):
        await read_up_to(ledger, 0)
        async with reading(ledger, server.port, holder="worker-2"):
            server.put(ROBIN, a_reply("ada"))
            await read_up_to(ledger, 1)
    async with reading(ledger, server.port, holder="worker-3"):
        server.put(ROBIN, a_reply("bo"))
        await read_up_to(ledger, 2)

    assert await heard(ledger) == ["ada", "bo"]


async def test_two_who_read_at_once_do_no_harm(server: ImapServer, ledger: SqlLedger) -> None:
    """Where both have the lease, by clocks that differ: each answer is stored once."""
    names = [f"n{number}" for number in range(40)]
    await enrolled(ledger, *names)
    server.put(ROBIN, *map(a_reply, names))

    async with (
        reading(ledger, server.port, holder="worker-1", readings=MemoryLedger()),
        reading(ledger, server.port, holder="worker-2"),
    ):
        await read_up_to(ledger, 40)

    assert sorted(await heard(ledger)) == sorted(names)


async def test_what_keeps_a_mailbox_from_being_read_is_said_once(
    server: ImapServer, ledger: SqlLedger
) -> None:
    """In the log and in the ledger, by the server's words, until it is read again."""
    with structlog.testing.capture_logs() as logs:
        async with reading(ledger, server.port, password="hunter2"):
            await until_hindered(ledger, f"refuses {ROBIN}")
            await asyncio.sleep(0.5)
    async with reading(ledger, free_port()):
        await until_hindered(ledger, "Connection refused")
    async with reading(ledger, server.port):
        await read_up_to(ledger, 0)

    (line,) = [log["why"] for log in logs if log["event"] == "mailbox is not read"]
    assert f"refuses {ROBIN}" in line
    assert "hunter2" not in line
    assert [row.hindrance for row in await ledger.readings()] == [None]


async def until_hindered(ledger: SqlLedger, why: str) -> None:
    await until_it_reads(ledger, lambda row: why in (row.hindrance or ""))
