"""Looking for mails in a real mailbox: what a mail leaves behind, and what merely looks like it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from activities.transports.imap import ImapMailbox, MailboxUnreachable, Trace
from domain.mailboxes.servers import Server
from starter.stack.ports import LOOPBACK, free_port
from tests.imap_server import PASSWORD, ImapServer, an_imap_server

ROBIN = "robin@northwind.example"
ID = "<e-1.hello@northwind.example>"
MAIL = f"From: {ROBIN}\r\nMessage-ID: {ID}\r\nSubject: Hello\r\n\r\nHi Ada\r\n".encode()
ANSWER = f"From: ada@x.example\r\nIn-Reply-To: {ID}\r\nMessage-ID: <9@x>\r\n\r\nNo\r\n".encode()
REPORT = f"""From: MAILER-DAEMON@x.example
Subject: Undelivered Mail
Content-Type: multipart/report; report-type=delivery-status; boundary="=="

--==
Content-Type: message/delivery-status

Action: failed

--==
Content-Type: text/rfc822-headers

Message-ID: {ID}

--==--
""".replace("\n", "\r\n").encode()


def the_mailbox(port: int, sent: str = "Sent", password: str = PASSWORD) -> ImapMailbox:
    return ImapMailbox(Server(LOOPBACK, port, username=ROBIN, password=password), sent)


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with an_imap_server(ROBIN) as server:
        yield server


async def looked_for(server: ImapServer, sent: str = "Sent") -> Trace:
    traces = await the_mailbox(server.port, sent).look_for([ID])
    return traces[ID]


async def test_a_mail_in_sent_is_found(server: ImapServer) -> None:
    """With each of several, and nothing about them is changed, not even that they are unread."""
    server.put(ROBIN, MAIL, folder="Sent")
    other = "<e-2.hello@northwind.example>"

    traces = await the_mailbox(server.port).look_for([ID, other])

    assert traces == {ID: Trace(is_in_sent=True), other: Trace(is_in_sent=False)}
    assert traces[ID].finding == "in Sent"
    with server.client(ROBIN) as client:
        client.select_folder("Sent", readonly=True)
        assert client.search(["UNSEEN"]) == [1]


async def test_what_is_nowhere_proves_nothing(server: ImapServer) -> None:
    """And says so."""
    trace = await looked_for(server)

    assert trace == Trace(is_in_sent=False)
    assert trace.finding == "neither in Sent nor named in INBOX, which proves nothing"


@pytest.mark.parametrize(
    "near",
    [
        MAIL.replace(b"<e-1.", b"<see-1."),
        MAIL.replace(ID.encode(), b"<x" + ID.encode() + b">"),
        ANSWER,
        MAIL.replace(b"Message-ID: ", b"X-Message-ID: "),
    ],
    ids=["longer", "around", "answer", "other header"],
)
async def test_what_only_looks_like_it_is_not_it(server: ImapServer, near: bytes) -> None:
    """A search finds parts of headers; only the very id is the mail."""
    server.put(ROBIN, near, folder="Sent")

    assert not (await looked_for(server)).is_in_sent


async def test_reports_and_answers_are_evidence(server: ImapServer) -> None:
    """A delivery report in INBOX names the mail, and so does who answers it."""
    server.put(ROBIN, REPORT)
    reported = await looked_for(server)
    server.put(ROBIN, ANSWER)
    both = await looked_for(server)

    assert reported == Trace(is_in_sent=False, is_reported=True)
    assert both == Trace(is_in_sent=False, is_reported=True, is_answered=True)
    assert both.finding == "a delivery report in INBOX names it; an answer in INBOX names it"


async def test_the_server_knows_which_folder_is_sent(server: ImapServer) -> None:
    """Where the configured name is wrong, the folder that is marked as Sent counts (RFC 6154)."""
    server.put(ROBIN, MAIL, folder="Sent")

    assert (await looked_for(server, sent="Gesendet")).is_in_sent


async def test_a_mailbox_that_cannot_be_read_is_named(server: ImapServer) -> None:
    """A wrong password, or nobody there: one line, which holds no secret."""
    wrong = the_mailbox(server.port, password="hunter2")
    nobody = the_mailbox(free_port())

    for mailbox in (wrong, nobody):
        with pytest.raises(MailboxUnreachable, match=r"^IMAP at 127\.0\.0\.1:\d+: .+$") as refused:
            await mailbox.look_for([ID])
        assert "hunter2" not in str(refused.value)
