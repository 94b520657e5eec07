"""Whatever a mail server does, the verdict says truly whether the mail went out."""

from __future__ import annotations

import asyncio
import socket

import pytest

from activities.transports.smtp import SmtpTransport
from domain.mailboxes.servers import Server
from domain.ports import Accepted, Phase, Refusal, Rejected, Unanswered, Withdrawn
from tests.activities.wire import ADA, HASTY, MAIL, ROBIN, Gate, a_transport, send
from tests.smtp_server import DIES, SILENT, Answer, a_scripted_server

# Before the body: certain


@pytest.mark.parametrize("phase", ["greeting", "ehlo", "mail", "rcpt", "data"])
@pytest.mark.parametrize(
    ("answer", "code", "enhanced"),
    [
        (DIES, 0, ""),
        (SILENT, 0, ""),
        (Answer("garbage"), 0, ""),
        (Answer("2"), 0, ""),
        (Answer("\x00\xff\xfe"), 0, ""),
        (Answer("2" * 40_000, ends=""), 0, ""),
        (Answer("999 what"), 0, ""),
        (Answer("421 4.3.2 shutting down", drops=True), 421, "4.3.2"),
        (Answer("451 4.7.1 greylisted"), 451, "4.7.1"),
        (Answer("550-5.1.1 no such\r\n550 5.1.1 user"), 550, "5.1.1"),
        (Answer("554 no"), 554, ""),
    ],
)
async def test_a_failure_before_the_body_is_certain(
    phase: str, answer: Answer, code: int, enhanced: str
) -> None:
    """No body was sent and the touch has not started, whatever went wrong."""
    # A server that refuses EHLO is greeted with HELO, which this one refuses alike.
    script = {phase: answer, "helo": answer}
    async with a_scripted_server(script) as server, a_transport(server.port) as transport:
        gate = Gate()

        delivery = await send(transport, gate)

    assert isinstance(delivery, Rejected)
    assert (delivery.code, delivery.enhanced) == (code, enhanced)
    expected = {"greeting": Phase.CONNECT, "ehlo": Phase.MAIL}.get(phase, phase)
    assert delivery.phase == expected
    assert (gate.passed, server.bodies_begun, server.delivered) == (0, 0, [])


async def test_a_server_that_is_not_there_is_certain() -> None:
    """Refused connections need no person."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        async with a_transport(unused.getsockname()[1]) as transport:
            delivery = await send(transport)

    assert isinstance(delivery, Rejected)
    assert (delivery.code, delivery.phase) == (0, Phase.CONNECT)


@pytest.mark.parametrize("phase", ["greeting", "ehlo", "mail", "rcpt"])
async def test_a_server_that_leaves_after_answering_is_certain(phase: str) -> None:
    """Gone between two commands is gone before the body."""
    usual = {"greeting": "220 hi", "ehlo": "250 hi", "mail": "250 ok", "rcpt": "250 ok"}
    script = {phase: Answer(usual[phase], drops=True)}
    async with a_scripted_server(script) as server, a_transport(server.port) as transport:
        delivery = await send(transport)

    assert isinstance(delivery, Rejected)
    assert delivery.code == 0
    assert server.bodies_begun == 0


async def test_a_server_that_leaves_while_the_ledger_commits_is_certain() -> None:
    """Between 354 and the first byte the mail can still be said not to have gone."""

    async def slow_commit() -> None:
        await asyncio.sleep(0.05)

    script = {"data": Answer("354 go ahead", drops=True)}
    async with a_scripted_server(script) as server, a_transport(server.port) as transport:
        delivery = await transport.send(ROBIN, ADA, MAIL, slow_commit)

    assert isinstance(delivery, Rejected)
    assert (delivery.code, delivery.phase) == (0, Phase.BODY)
    assert server.bodies_begun == 0


@pytest.mark.parametrize("recipient", ['"a\r\nDATA"@c.example', "a b@c.example"])
async def test_no_address_can_carry_a_command(recipient: str) -> None:
    """What could be read as a command is not put on the wire."""
    async with a_scripted_server() as server, a_transport(server.port) as transport:
        delivery = await transport.send(ROBIN, recipient, MAIL, Gate())

    assert isinstance(delivery, Rejected)
    assert (delivery.code, delivery.enhanced, delivery.phase) == (0, "5.1.3", Phase.RCPT)
    assert server.commands in (["ehlo", "mail"], ["ehlo", "mail", "quit"])


async def test_a_server_without_starttls_gets_no_mail() -> None:
    """Asked for STARTTLS, nothing goes out in the clear."""
    async with a_scripted_server() as server:
        transport = SmtpTransport(Server("127.0.0.1", server.port, "starttls"), HASTY)
        delivery = await send(transport)

    assert isinstance(delivery, Rejected)
    assert (delivery.enhanced, delivery.phase) == ("5.7.4", Phase.CONNECT)
    assert "mail" not in server.commands


# The ledger refuses


async def test_a_refusal_by_the_ledger_sends_no_body() -> None:
    """The server has said 354 and gets nothing but a closed connection."""
    async with a_scripted_server() as server, a_transport(server.port) as transport:
        delivery = await send(transport, Gate(Refusal.STOP_PENDING))
        await asyncio.sleep(0.05)

        assert delivery == Withdrawn(Refusal.STOP_PENDING)
        assert (server.bodies_begun, server.delivered, server.at_once) == (0, [], 0)


async def test_a_ledger_that_fails_sends_no_body() -> None:
    """An unknown commit is no permission; the error passes and the line is closed."""

    async def away() -> Refusal | None:
        raise ZeroDivisionError

    async with a_scripted_server() as server, a_transport(server.port) as transport:
        with pytest.raises(ZeroDivisionError):
            await transport.send(ROBIN, ADA, MAIL, away)
        await asyncio.sleep(0.05)

        assert (server.bodies_begun, server.at_once) == (0, 0)


# After the body: only the reply tells


@pytest.mark.parametrize(
    "reply", ["250 kept", "250", "200 ok", "251 will forward", "250-a\r\n250 b"]
)
async def test_any_2xx_is_an_acceptance(reply: str) -> None:
    """RFC 5321 section 4.2.1: the first digit decides."""
    script = {"body": Answer(reply)}
    async with a_scripted_server(script) as server, a_transport(server.port) as transport:
        delivery = await send(transport)

    assert isinstance(delivery, Accepted)
    assert server.delivered == [MAIL]


@pytest.mark.parametrize(
    ("reply", "code", "enhanced"),
    [("451 4.3.0 later", 451, "4.3.0"), ("550 5.7.1 spam", 550, "5.7.1"), ("554 no", 554, "")],
)
async def test_a_refused_body_was_not_delivered(reply: str, code: int, enhanced: str) -> None:
    """The server said no: the mail did not go out."""
    script = {"body": Answer(reply)}
    async with a_scripted_server(script) as server, a_transport(server.port) as transport:
        delivery = await send(transport)

    assert isinstance(delivery, Rejected)
    assert (delivery.code, delivery.enhanced, delivery.phase) == (code, enhanced, Phase.BODY)


@pytest.mark.parametrize(
    ("script", "delivered"),
    [
        ({"in_body": DIES}, 0),
        ({"body": DIES}, 0),
        ({"body": Answer(None, drops=True, keeps=True)}, 1),
        ({"body": Answer("250 kept", after=0.4)}, 1),
        ({"body": Answer("25", drops=True, keeps=True)}, 1),
        ({"body": Answer("garbage", keeps=True)}, 1),
        ({"body": Answer("\x00\xff\xfe", keeps=True)}, 1),
        ({"body": Answer("354 again?", keeps=True)}, 1),
        ({"body": Answer("150 hm", keeps=True)}, 1),
        ({"body": Answer("-250 hm", keeps=True)}, 1),
        ({"body": Answer("x" * 40_000, keeps=True)}, 1),
    ],
)
async def test_without_a_clear_reply_the_mail_is_in_doubt(
    script: dict[str, Answer], delivered: int
) -> None:
    """Delivered or not, nobody can tell: the verdict claims neither, and there is one body."""
    async with a_scripted_server(script) as server, a_transport(server.port) as transport:
        gate = Gate()

        delivery = await send(transport, gate)

    assert isinstance(delivery, Unanswered)
    assert (gate.passed, server.bodies_begun) == (1, 1)
    assert len(server.delivered) == delivered
