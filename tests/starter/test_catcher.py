"""The mail catcher keeps what it acknowledges and refuses addresses that bounce."""

from __future__ import annotations

import asyncio
import mailbox
import signal
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from starter.stack.ports import LOOPBACK, free_port, is_answering
from starter.stack.processes import environment, program


@pytest.fixture
async def catcher(tmp_path: Path) -> AsyncIterator[int]:
    """The port of a catcher that keeps its mail in `mail`."""
    port = free_port()
    argv = program("starter", "catcher", "--port", str(port), "--maildir", str(tmp_path / "mail"))
    process = await asyncio.create_subprocess_exec(*argv, env=environment())
    async with asyncio.timeout(30):
        while not await is_answering(port):  # noqa: ASYNC110 -- another process tells us no other way
            await asyncio.sleep(0.05)
    yield port
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0


def a_mail(to: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "robin@northwind.example", to, "Hello"
    mail["Message-ID"] = "<1@northwind.example>"
    mail.set_content("Grüße\n")
    return mail


async def test_mail_lies_in_the_maildir_as_it_was_sent(catcher: int, tmp_path: Path) -> None:
    """After the 250 the mail is there, with who it was delivered to."""
    await aiosmtplib.send(a_mail("ana@x.example"), hostname=LOOPBACK, port=catcher)

    (kept,) = mailbox.Maildir(tmp_path / "mail", create=False)
    assert kept["Message-ID"] == "<1@northwind.example>"
    assert kept["Delivered-To"] == "ana@x.example"
    assert kept["Return-Path"] == "<robin@northwind.example>"


async def test_an_address_that_begins_with_bounce_is_refused_for_good(
    catcher: int, tmp_path: Path
) -> None:
    """550 5.1.1 at RCPT, and nothing is kept."""
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await aiosmtplib.send(a_mail("Bounce.me@x.example"), hostname=LOOPBACK, port=catcher)

    assert refused.value.recipients[0].code == 550
    assert refused.value.recipients[0].message.startswith("5.1.1")
    assert len(mailbox.Maildir(tmp_path / "mail", create=False)) == 0
