"""`drumbeat mailbox`: how the mailboxes stand, who may send, and whether their servers let them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from ledger import open_ledger
from ledger.records import Lease
from tests.mail_server import Mailbox, a_mail_server
from tests.starter.command_line import CommandLine

ROBIN = "robin@northwind.example"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FILE = """\
mailboxes:
  - address: Robin Vale <Robin@Northwind.example>
    owner: robin
    limits: {day: 40, ramp: {first: 10, days: 21}}
    smtp: {host: 127.0.0.1, port: PORT, tls: none}
    imap: {host: 127.0.0.1, port: 1, tls: none}
  - address: sam@northwind.example
    smtp: {host: 127.0.0.1, port: 1, tls: none}
"""


@pytest.fixture
def server() -> Iterator[Mailbox]:
    """A mail server in a loop of its own: commands run loops of theirs."""
    with running() as mailbox:
        yield mailbox


@contextmanager
def running() -> Iterator[Mailbox]:
    ready, stop = threading.Event(), asyncio.Event()
    found: list[tuple[Mailbox, asyncio.AbstractEventLoop]] = []

    async def serve() -> None:
        async with a_mail_server() as mailbox:
            found.append((mailbox, asyncio.get_running_loop()))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait()
    ((mailbox, loop),) = found
    yield mailbox
    loop.call_soon_threadsafe(stop.set)
    thread.join()


@pytest.fixture
def with_mailboxes(
    drumbeat: CommandLine, server: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """Robin's mailbox, whose server runs, and Sam's, whose server does not."""
    file = drumbeat.file("mailboxes.yaml", FILE.replace("PORT", str(server.port)))
    monkeypatch.setenv("DRUMBEAT_MAILBOXES", file)
    return drumbeat


def listed(drumbeat: CommandLine) -> list[dict[str, Any]]:
    rows = drumbeat("mailbox", "list", "--json").json()
    assert isinstance(rows, list)
    return rows


def test_the_list_says_how_each_stands(with_mailboxes: CommandLine) -> None:
    """Cap and day of the warm-up, what was sent, who waits, and whose it is."""
    robin, sam = listed(with_mailboxes)

    assert (robin["address"], robin["owner"]) == (ROBIN, "robin")
    assert (robin["sent_today"], robin["cap"], robin["ramp_day"]) == (0, 10, 1)
    assert (robin["waiting"], robin["paused"]) == (0, None)
    assert (sam["address"], sam["cap"], sam["ramp_day"]) == ("sam@northwind.example", None, None)
    assert f"{ROBIN}  robin  0 of 10" in with_mailboxes("mailbox", "list").out


def test_the_list_says_how_far_each_is_read(with_mailboxes: CommandLine) -> None:
    """When last, up to which mail, and what is against it; nothing where it has no `imap`."""
    ever = [row["reading"] for row in listed(with_mailboxes)]
    asyncio.run(has_been_read(with_mailboxes))
    robin, sam = listed(with_mailboxes)

    assert [reading and reading["read_at"] for reading in ever] == [None, None]
    assert (ever[0]["last_uid"], ever[1]) == (None, None)
    assert robin["reading"] == {
        "mailbox": ROBIN,
        "uidvalidity": 7,
        "last_uid": 17,
        "read_at": AT.isoformat(),
        "hindrance": "refused",
    }
    assert sam["reading"] is None
    said = "Mon 02 Mar 2026 09:00 UTC, up to 17; not now: refused"
    assert said in with_mailboxes("mailbox", "list").out


async def has_been_read(drumbeat: CommandLine) -> None:
    ledger = open_ledger(f"sqlite:///{drumbeat.folder / '.drumbeat' / 'ledger.sqlite3'}")
    lease = Lease("worker-1", AT, AT)
    await ledger.lease_reading(ROBIN, lease)
    await ledger.read_up_to(ROBIN, lease, 7, 17, AT)
    await ledger.hinder_reading(ROBIN, lease, "refused")
    await ledger.close()


def test_a_pause_lasts_until_it_is_resumed(with_mailboxes: CommandLine) -> None:
    """Whatever the case of the address; resuming what is not paused says so."""
    paused = with_mailboxes("mailbox", "pause", "Robin@northwind.example", "--reason", "vacation")
    while_paused = listed(with_mailboxes)[0]["paused"]
    resumed = with_mailboxes("mailbox", "resume", ROBIN)
    again = with_mailboxes("mailbox", "resume", ROBIN)

    assert paused.out == f"{ROBIN} is paused: vacation\n"
    assert while_paused == "vacation"
    assert resumed.out == f"{ROBIN} is resumed\n"
    assert again.out == f"{ROBIN} was not paused\n"
    assert listed(with_mailboxes)[0]["paused"] is None


@pytest.mark.parametrize("command", ["pause", "resume", "test"])
def test_a_mailbox_that_is_none_is_named(with_mailboxes: CommandLine, command: str) -> None:
    """With those there are, and nothing is paused or resumed."""
    ran = with_mailboxes("mailbox", command, "kim@northwind.example")

    assert ran.code == 2
    assert ran.err == (
        f"there is no mailbox 'kim@northwind.example'; there are: {ROBIN}, sam@northwind.example\n"
    )


def test_a_test_mail_goes_out(with_mailboxes: CommandLine, server: Mailbox) -> None:
    """From the mailbox as people see it, to whoever was named; without --to there is none."""
    reached = with_mailboxes("mailbox", "test", ROBIN)
    before = len(server.mails)
    sent = with_mailboxes("mailbox", "test", ROBIN, "--to", "me@b.example")

    assert reached.out == f"127.0.0.1:{server.port} lets {ROBIN} in\n"
    assert before == 0
    assert sent.code == 0
    (mail,) = server.mails
    assert (mail["From"], mail["To"]) == ("Robin Vale <Robin@Northwind.example>", "me@b.example")


@pytest.mark.parametrize("options", [(), ("--to", "me@b.example")])
def test_a_server_that_is_away_is_one_line(
    with_mailboxes: CommandLine, options: tuple[str, ...]
) -> None:
    """Exit code 1, with where and why."""
    ran = with_mailboxes("mailbox", "test", "sam@northwind.example", *options)

    assert ran.code == 1
    assert ran.err.startswith("127.0.0.1:1 did" if options else "127.0.0.1:1 does not let sam@")
    assert ran.err.count("\n") == 1


def test_the_doctor_looks_at_each_mailbox(with_mailboxes: CommandLine) -> None:
    """One is let in, the other's server is away; a broken file is one finding."""
    found = with_mailboxes("doctor", "--json").json()
    with_mailboxes.file("mailboxes.yaml", "mailboxes: []")
    broken = with_mailboxes("doctor", "--json").json()

    assert isinstance(found, list)
    assert isinstance(broken, list)
    mail = {each["what"]: each["ok"] for each in found if each["what"].startswith("mail")}
    assert mail == {f"mail {ROBIN}": True, "mail sam@northwind.example": False}
    (line,) = [each["finding"] for each in broken if each["what"] == "mail"]
    assert line.startswith("mailboxes.yaml: mailboxes: ")
