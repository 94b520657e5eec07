"""International addresses, odd agreements, and a server that answers before it is asked."""

from __future__ import annotations

import pytest

from domain.ports import Accepted, Phase, Rejected, Unanswered
from tests.activities.wire import ADA, MAIL, ROBIN, Gate, a_transport, send
from tests.smtp_server import Answer, Script, a_scripted_server

INTERNATIONAL = Answer("250-mail.example\r\n250-8BITMIME\r\n250 SMTPUTF8")
OFFERED: Script = {"ehlo": INTERNATIONAL}

# SMTPUTF8 (RFC 6531)


@pytest.mark.parametrize(
    ("sender", "recipient", "said"),
    [
        (ROBIN, "jürgen@example.com", ("<robin@northwind.example>", "<jürgen@example.com>")),
        ("rené@northwind.example", ADA, ("<rené@northwind.example>", "<ada@example.com>")),
        (
            ROBIN,
            "jürgen@bücher.example",
            ("<robin@northwind.example>", "<jürgen@xn--bcher-kva.example>"),
        ),
    ],
)
async def test_an_international_address_goes_as_it_is_where_the_server_takes_it(
    sender: str, recipient: str, said: tuple[str, str]
) -> None:
    """MAIL asks for SMTPUTF8, and both commands carry UTF-8."""
    async with a_scripted_server(OFFERED) as server, a_transport(server.port) as transport:
        delivery = await transport.send(sender, recipient, MAIL, Gate())

    assert isinstance(delivery, Accepted)
    assert server.lines[1:3] == [f"MAIL FROM:{said[0]} SMTPUTF8", f"RCPT TO:{said[1]}"]


@pytest.mark.parametrize(
    ("sender", "recipient", "phase"),
    [
        (ROBIN, "jürgen@example.com", Phase.RCPT),
        ("rené@northwind.example", ADA, Phase.MAIL),
        ("rené@northwind.example", "jürgen@example.com", Phase.MAIL),
    ],
)
async def test_without_smtputf8_an_international_address_is_refused_for_certain(
    sender: str, recipient: str, phase: Phase
) -> None:
    """Nothing is said that the server could misread, and the touch has not started."""
    async with a_scripted_server() as server, a_transport(server.port) as transport:
        gate = Gate()

        delivery = await transport.send(sender, recipient, MAIL, gate)

    assert isinstance(delivery, Rejected)
    assert (delivery.code, delivery.enhanced, delivery.phase) == (0, "5.6.7", phase)
    assert (gate.passed, server.commands) == (0, ["ehlo"])


@pytest.mark.parametrize("script", [{}, OFFERED])
async def test_an_international_domain_needs_nothing_of_the_server(script: Script) -> None:
    """It goes as A-labels (RFC 5891), also where UTF-8 would be taken: everybody knows them."""
    async with a_scripted_server(script) as server, a_transport(server.port) as transport:
        delivery = await transport.send("rob@Straße.example", "ada@bücher.example", MAIL, Gate())

    assert isinstance(delivery, Accepted)
    assert server.lines[1:3] == [
        "MAIL FROM:<rob@xn--strae-oqa.example>",
        "RCPT TO:<ada@xn--bcher-kva.example>",
    ]


@pytest.mark.parametrize("recipient", ["ada@bü cher.example", "ada@-ü-.example", "ä\u2028b@c.de"])
async def test_what_is_no_international_address_is_refused_for_certain(recipient: str) -> None:
    """Neither a command nor another address can hide in one."""
    async with a_scripted_server(OFFERED) as server, a_transport(server.port) as transport:
        delivery = await transport.send(ROBIN, recipient, MAIL, Gate())

    assert isinstance(delivery, Rejected)
    assert (delivery.code, delivery.enhanced, delivery.phase) == (0, "5.1.3", Phase.RCPT)
    assert "rcpt" not in server.commands


# Agreement by the first digit (RFC 5321 section 4.2.1)


@pytest.mark.parametrize("phase", ["mail", "rcpt"])
@pytest.mark.parametrize(
    "says", ["250", "251 will forward", "252 will try", "299 fine", "250-\r\n250 a"]
)
async def test_any_2xx_is_an_agreement(phase: str, says: str) -> None:
    """A server that takes a recipient by 252 takes the mail."""
    async with (
        a_scripted_server({phase: Answer(says)}) as server,
        a_transport(server.port) as transport,
    ):
        delivery = await send(transport)

    assert isinstance(delivery, Accepted)
    assert len(server.delivered) == 1


@pytest.mark.parametrize("says", ["250 ok", "299 go ahead", "220 yes", "350 nearly"])
async def test_only_354_asks_for_the_body(says: str) -> None:
    """Anything else to DATA is certain: no body was sent."""
    async with (
        a_scripted_server({"data": Answer(says)}) as server,
        a_transport(server.port) as transport,
    ):
        delivery = await send(transport)

    assert isinstance(delivery, Rejected)
    assert (delivery.phase, server.bodies_begun) == (Phase.DATA, 0)


# Answers that nobody asked for


@pytest.mark.parametrize("too_much", ["550 5.7.1 no", "250 2.0.0 kept", "2"])
async def test_what_is_said_before_the_body_is_no_answer_to_it(too_much: str) -> None:
    """Taken for one, a 550 would send the mail a second time and a 250 would lose it."""
    script = {"data": Answer(f"354 go ahead\r\n{too_much}")}
    async with a_scripted_server(script) as server, a_transport(server.port) as transport:
        gate = Gate()

        delivery = await send(transport, gate)

    assert isinstance(delivery, Rejected)
    assert (delivery.code, delivery.phase) == (0, Phase.DATA)
    assert (gate.passed, server.bodies_begun) == (0, 0)


async def test_a_connection_that_was_told_too_much_is_not_kept() -> None:
    """The next mail would take it for its own answers."""
    script = {"body": Answer("250 kept\r\n550 or not")}
    async with a_scripted_server(script) as server, a_transport(server.port) as transport:
        deliveries = [await send(transport) for _ in range(3)]

    assert all(isinstance(one, Accepted) for one in deliveries)
    assert (server.connections, len(server.delivered)) == (3, 3)


async def test_an_endless_reply_to_the_body_is_a_doubt() -> None:
    """The line is given up long before memory is, and nothing is claimed."""
    script = {"body": Answer("250 " + "x" * 2_000_000, keeps=True, ends="")}
    async with a_scripted_server(script) as server, a_transport(server.port) as transport:
        delivery = await send(transport)

    assert isinstance(delivery, Unanswered)
    assert server.accepted.total() == 1
