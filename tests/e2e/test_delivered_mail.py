"""Mail as it is delivered: relayed by postfix into a Maildir, read by an IMAP client in dovecot."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from domain.cadence import Cadence
from domain.mail.opt_out_link import opt_out_token
from tests.builders import a_cadence, a_prospect, a_step
from tests.e2e.house import a_house, eventually, until_ended
from tests.imap_server import ImapServer, an_imap_server
from tests.postfix import Postfix, a_postfix

KATRIN = "katrin.vogel@lindenhof.example"
ROBIN = "robin@northwind.example"
KEY = "a key of at least thirty-two characters"
# As long as addresses behind a proxy get; the header must bear it in one line.
PUBLIC_URL = f"https://mail.northwind.example/{'outreach/' * 20}v1"
MAILS = 4


@pytest.fixture(scope="module")
def rsa() -> tuple[str, bytes]:
    """A private key as PEM, and its TXT record (RFC 6376 section 3.6.1)."""
    key = generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def a_thread() -> Cadence:
    first = a_step(id="mail-1", channel="email", day=1, subject="Docks, trucks & Überstunden")
    later = [
        a_step(id=f"mail-{n}", channel="email", day=n, subject=None) for n in range(2, MAILS + 1)
    ]
    return a_cadence(steps=[first, *later], rules={"window": "00:30-23:30"})


@asynccontextmanager
async def delivered(folder: Path, pem: str) -> AsyncIterator[tuple[Postfix, str]]:
    """A whole thread has been sent through postfix; its Maildirs and the enrollment."""
    async with a_postfix([KATRIN, ROBIN]) as postfix:
        more = {
            "DRUMBEAT_MAILBOXES": str(_mailboxes(folder, postfix.port, pem)),
            "DRUMBEAT_SECRET_KEY": KEY,
            "DRUMBEAT_PUBLIC_URL": PUBLIC_URL,
        }
        async with a_house(folder, 40_000.0, more=more) as house, house.ledger() as ledger:
            (ticket,) = await house.enroll(ledger, a_thread(), [a_prospect(email=KATRIN)])
            house.start_worker()
            await until_ended(ledger, 90)
        await eventually(lambda: len(postfix.delivered(KATRIN)) == MAILS, 20, "not all delivered")
        yield postfix, ticket.enrollment_id


def _mailboxes(folder: Path, port: int, pem: str) -> Path:
    (folder / "dkim.pem").write_text(pem, encoding="utf-8")
    entry = {
        "address": f"Robin Väle <{ROBIN}>",
        "smtp": {"host": "127.0.0.1", "port": port, "tls": "none"},
        "dkim": {
            "domain": "northwind.example",
            "selector": "db1",
            "key": {"file": str(folder / "dkim.pem")},
        },
    }
    file = folder / "mailboxes.yaml"
    file.write_text(json.dumps({"mailboxes": [entry]}), encoding="utf-8")
    return file


async def test_four_mails_are_one_thread(tmp_path: Path, rsa: tuple[str, bytes]) -> None:
    """An IMAP client shows one thread; way out and signature have come through postfix intact."""
    pem, record = rsa
    async with delivered(tmp_path, pem) as (postfix, enrollment_id):
        with an_imap_server(KATRIN, mails=postfix.mails) as server:
            threads = await asyncio.to_thread(_threads, server)
        mails = postfix.delivered(KATRIN)
        raw = postfix.raw(KATRIN)

    assert len(threads) == 1
    assert sorted(_numbers(threads)) == [1, 2, 3, 4]
    assert {mail["Subject"] for mail in mails} == {"Docks, trucks & Überstunden"}
    token = opt_out_token(KEY, enrollment_id)
    line = f"<{PUBLIC_URL}/opt-out/{token}>, <mailto:{ROBIN}?subject=opt-out%20{token}>"
    for written in raw:
        assert f"\nList-Unsubscribe: {line}\n".encode() in written
        assert b"\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n" in written
        assert dkim.verify(written, dnsfunc=lambda name, timeout=5: record)
        assert not dkim.verify(
            written.replace(b"One-Click", b"No-Click"), dnsfunc=lambda name, timeout=5: record
        )


def _threads(server: ImapServer) -> tuple[object, ...]:
    """The inbox by threads, as dovecot tells them (RFC 5256)."""
    with server.client(KATRIN) as client:
        client.select_folder("INBOX")
        return tuple(client.thread("REFERENCES"))


def _numbers(thread: Any) -> list[int]:  # noqa: ANN401 -- as deep as the thread is
    if isinstance(thread, int):
        return [thread]
    return [number for part in thread for number in _numbers(part)]
