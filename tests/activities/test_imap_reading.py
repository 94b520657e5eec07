"""Reading a real mailbox: in order, in pages, whole, waiting for what comes, changing nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from activities.transports.imap import MailboxUnreachable
from activities.transports.imap_reading import PAGE, Inbox, Message, open_inbox
from domain.mailboxes.servers import Server
from starter.stack.ports import LOOPBACK
from tests.imap_server import BY_PASSWORD, PASSWORD, WITHOUT_IDLE, ImapServer, an_imap_server
from tests.relay import a_relay

ROBIN = "robin@northwind.example"
LONG_AGO = datetime(2020, 2, 3, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with an_imap_server(ROBIN) as server:
        yield server


def robins(server: ImapServer) -> Server:
    return Server(LOOPBACK, server.port, username=ROBIN, password=PASSWORD)


def a_mail(number: int = 1, size: int = 0) -> bytes:
    head = f"From: ada@example.com\r\nMessage-ID: <{number}@example.com>\r\n\r\n"
    return head.encode() + b"one line of a long mail, 32 bytes\r\n" * (size // 35)


async def pages(inbox: Inbox, after: int = 0) -> list[tuple[Message, ...]]:
    found = []
    while page := await inbox.page_after(after):
        assert page[0].uid > after
        found.append(page)
        after = page[-1].uid
    return found


async def has_waited(server: Server) -> None:
    async with open_inbox(server) as inbox:
        await inbox.numbering()
        await inbox.wait(600)


async def test_a_backlog_comes_in_order(server: ImapServer) -> None:
    """In pages, each mail once and byte by byte, and none of them counts as read then."""
    mails = [a_mail(number) for number in range(1, 121)]
    server.put(ROBIN, *mails)

    async with open_inbox(robins(server)) as inbox:
        await inbox.numbering()
        found = await pages(inbox)
        behind_the_last = await inbox.page_after(120)

    assert [len(page) for page in found] == [PAGE, PAGE, 20]
    assert [mail.raw for page in found for mail in page] == mails
    assert [mail.uid for page in found for mail in page] == list(range(1, 121))
    assert behind_the_last == ()
    assert server.seen(ROBIN) == []


async def test_a_large_mail_is_read_whole_and_a_huge_one_by_its_headers(server: ImapServer) -> None:
    """Thirty megabytes come alone on their page; more than forty are nothing but their headers."""
    large, huge = a_mail(2, 30 * 2**20), a_mail(3, 41 * 2**20)
    server.put(ROBIN, a_mail(1), large, huge, a_mail(4))

    async with open_inbox(robins(server)) as inbox:
        await inbox.numbering()
        found = await pages(inbox)

    assert [[mail.uid for mail in page] for page in found] == [[1], [2], [3], [4]]
    assert found[1][0].raw == large
    assert found[2][0].raw == a_mail(3)


async def test_what_was_erased_meanwhile_is_passed_over(server: ImapServer) -> None:
    """Its number is never given again, and those behind it are read."""
    server.put(ROBIN, a_mail(1), a_mail(2), a_mail(3))
    with server.client(ROBIN) as client:
        client.select_folder("INBOX")
        client.delete_messages([2])
        client.expunge()

    async with open_inbox(robins(server)) as inbox:
        numbering = await inbox.numbering()
        (page,) = await pages(inbox)

    assert [mail.uid for mail in page] == [1, 3]
    assert numbering.next_uid == 4


async def test_a_mail_that_comes_ends_the_wait(server: ImapServer) -> None:
    """Long before it is over; and again, after what came was read."""
    async with open_inbox(robins(server)) as inbox, asyncio.timeout(30):
        await inbox.numbering()
        for number in (1, 2):
            waiting = asyncio.create_task(inbox.wait(600))
            await asyncio.sleep(0.2)
            await asyncio.to_thread(server.put, ROBIN, a_mail(number))
            await waiting
            await inbox.numbering()
            (page,) = await pages(inbox, after=number - 1)
            assert page == (Message(number, a_mail(number)),)


async def test_a_wait_ends_by_itself() -> None:
    """Where nothing comes, and where the server cannot tell (no IDLE)."""
    for more in ("", WITHOUT_IDLE):
        with an_imap_server(ROBIN, letting_in=BY_PASSWORD + more) as server:
            async with open_inbox(robins(server)) as inbox, asyncio.timeout(30):
                await inbox.numbering()
                await inbox.wait(0.1)
                server.put(ROBIN, a_mail())
                await inbox.numbering()
                assert await pages(inbox) == [(Message(1, a_mail()),)]


async def test_whoever_waits_can_be_stopped(server: ImapServer) -> None:
    """At once, and without a thread that the process would have to wait for."""
    async with asyncio.timeout(30):
        waiting = asyncio.create_task(has_waited(robins(server)))
        await asyncio.sleep(0.5)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting


async def test_it_says_what_came_since_a_day(server: ImapServer) -> None:
    """By the dates of the server, whatever the mails say of themselves."""
    server.put(ROBIN, a_mail(1), at=LONG_AGO)
    server.put(ROBIN, a_mail(2), at=LONG_AGO + timedelta(days=3))

    async with open_inbox(robins(server)) as inbox:
        await inbox.numbering()
        days = [LONG_AGO.date() + timedelta(days=days) for days in (0, 1, 4)]
        found = [await inbox.first_since(day) for day in days]

    assert found == [1, 2, None]


async def test_a_folder_that_was_made_anew_says_so(server: ImapServer) -> None:
    """Its numbers mean other mails then: UIDVALIDITY is another."""
    server.put(ROBIN, a_mail(1))
    async with open_inbox(robins(server)) as inbox:
        before = await inbox.numbering()
    server.renumber(ROBIN)

    async with open_inbox(robins(server)) as inbox:
        after = await inbox.numbering()

    assert before.uidvalidity != after.uidvalidity


async def test_a_server_that_goes_away_is_named(server: ImapServer) -> None:
    """In the middle of a wait, too: one line, as when it cannot be reached at all."""
    async with a_relay(server.port) as relay, asyncio.timeout(30):
        waiting = asyncio.create_task(has_waited(replace(robins(server), port=relay.port)))
        await asyncio.sleep(0.5)
        relay.cut()
        with pytest.raises(MailboxUnreachable, match=r"^IMAP at 127\.0\.0\.1:\d+: .+$"):
            await waiting
