"""Connections are kept, shared out, replaced when stale, and never left behind."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from activities.settling import SETTLE_WAITS
from activities.transports.smtp_connections import USUAL_LIMITS, Limits
from domain.ports import Accepted, Phase, Rejected, Unanswered
from tests.activities.wire import ADA, MAIL, Gate, a_transport, send
from tests.mail_server import a_mail_server
from tests.smtp_server import DIES, SILENT, USUAL, Answer, a_scripted_server
from workflows.policies import TOUCH_LIMIT


async def test_one_connection_carries_many_mails() -> None:
    """A mailbox greets its server once."""
    async with a_scripted_server() as server, a_transport(server.port) as transport:
        deliveries = [await send(transport) for _ in range(10)]

    assert all(isinstance(one, Accepted) for one in deliveries)
    assert (server.connections, server.commands.count("ehlo"), len(server.delivered)) == (1, 1, 10)


async def test_a_few_connections_carry_a_crowd() -> None:
    """Mails go out side by side, but never on more connections than allowed."""
    limits = Limits(connections=3, command=5, reply=5)
    script = {"body": Answer("250 kept", after=0.02)}
    async with (
        a_scripted_server(script, script) as server,
        a_transport(server.port, limits) as transport,
    ):
        deliveries = await asyncio.gather(*(send(transport) for _ in range(20)))

    assert all(isinstance(one, Accepted) for one in deliveries)
    assert (server.connections, server.most_at_once, len(server.delivered)) == (3, 3, 20)


async def test_a_mail_does_not_wait_for_a_connection_for_ever() -> None:
    """The wait and the commands have one limit, and the reply to a body that went out its own."""
    limits = Limits(connections=1, command=5, begin=1, reply=5)
    slow = {"body": Answer("250 kept", after=1.5)}
    async with (
        a_scripted_server(slow) as server,
        a_transport(server.port, limits) as transport,
    ):
        sending = asyncio.create_task(send(transport))
        await server.reached["body"].wait()
        waited = await send(transport)
        sent = await sending

    assert isinstance(sent, Accepted)
    assert isinstance(waited, Rejected)
    assert (waited.phase, waited.reply) == (
        Phase.CONNECT,
        "the server was not ready for the mail in 1 s",
    )
    assert (server.connections, server.bodies_begun) == (1, 1)


async def test_slow_commands_have_one_limit_together() -> None:
    """Each answered in time, all of them not; nothing went out."""
    slow = {phase: Answer(USUAL[phase].says, after=0.15) for phase in ("mail", "rcpt", "data")}
    limits = Limits(command=5, begin=0.3, reply=5)
    async with a_scripted_server(slow) as server, a_transport(server.port, limits) as transport:
        delivery = await send(transport)

    assert isinstance(delivery, Rejected)
    assert (delivery.code, server.bodies_begun) == (0, 0)


def test_a_touch_has_time_for_all_its_limits() -> None:
    """Else Temporal gives up an attempt whose server may still answer, and a doubt is told."""
    longest = USUAL_LIMITS.begin + USUAL_LIMITS.reply + sum(SETTLE_WAITS)

    assert timedelta(seconds=longest) < TOUCH_LIMIT


async def test_each_mailbox_has_its_own_connections() -> None:
    """A relay may tie a connection to the first sender it saw."""
    async with a_scripted_server() as server, a_transport(server.port) as transport:
        await transport.send("a@northwind.example", ADA, MAIL, Gate())
        await transport.send("b@northwind.example", ADA, MAIL, Gate())

    assert server.connections == 2


@pytest.mark.parametrize(
    "stale",
    [DIES, Answer("421 4.4.2 idle too long", drops=True), Answer("421 4.3.2 restarting"), SILENT],
)
async def test_a_connection_that_went_stale_is_replaced(stale: Answer) -> None:
    """The server hung up while nobody looked: nothing was asked of it yet, so ask anew."""
    async with (
        a_scripted_server(later={"mail": stale}) as server,
        a_transport(server.port) as transport,
    ):
        first, second = await send(transport), await send(transport)

    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert (server.connections, len(server.delivered)) == (2, 2)


async def test_a_connection_closed_by_the_server_is_not_used() -> None:
    """A hang-up that was noticed costs no command."""
    script = {"body": Answer("250 kept", drops=True)}
    async with a_scripted_server(script) as server, a_transport(server.port) as transport:
        deliveries = []
        for _ in range(3):
            deliveries.append(await send(transport))
            await asyncio.sleep(0.02)

    assert all(isinstance(one, Accepted) for one in deliveries)
    assert (server.connections, server.commands.count("mail")) == (3, 3)


async def test_a_body_in_doubt_is_never_sent_again_on_another_connection() -> None:
    """Staleness is a matter of MAIL alone; a reused connection that dies in the body is a doubt."""
    async with (
        a_scripted_server(later={"in_body": DIES}) as server,
        a_transport(server.port) as transport,
    ):
        first, second = await send(transport), await send(transport)

    assert isinstance(first, Accepted)
    assert isinstance(second, Unanswered)
    assert (server.connections, server.bodies_begun) == (1, 2)


async def test_an_idle_connection_is_given_up() -> None:
    """A mailbox that has nothing to say holds no connection, and says goodbye."""
    async with (
        a_scripted_server() as server,
        a_transport(server.port, Limits(idle=0.05)) as transport,
    ):
        await send(transport)
        assert server.at_once == 1

        await asyncio.sleep(0.2)

        assert server.at_once == 0
        assert server.commands[-1] == "quit"


async def test_after_a_rejection_the_next_mail_begins_afresh() -> None:
    """A rejected recipient is not left over in the next mail's envelope."""
    async with (
        a_scripted_server({"rcpt": Answer("550 5.1.1 no")}) as server,
        a_transport(server.port) as transport,
    ):
        await send(transport)
        await send(transport)
        await asyncio.sleep(0.02)

    assert server.commands == ["ehlo", "mail", "rcpt", "quit"] * 2


async def test_closing_leaves_no_connection() -> None:
    """After `aclose` the server sees nobody."""
    async with a_scripted_server() as server, a_transport(server.port) as transport:
        await send(transport)
        assert server.at_once == 1

        await transport.aclose()

        await asyncio.sleep(0.05)
        assert server.at_once == 0


async def test_a_well_behaved_server_gets_the_mail_as_it_was_written() -> None:
    """aiosmtpd, which is nobody's script, takes dots and line ends as meant."""
    message = b"Subject: dots\r\n\r\n.\r\n..\r\n.a\r\nend"
    async with a_mail_server() as mailbox, a_transport(mailbox.port, Limits()) as transport:
        delivery = await send(transport, message=message)

    assert isinstance(delivery, Accepted)
    assert mailbox.mails[0].get_payload() == ".\r\n..\r\n.a\r\nend\r\n"


async def test_a_mail_under_way_is_finished_and_its_connection_closed() -> None:
    """Closing does not tear a mail in two."""
    script = {"body": Answer("250 kept", after=0.1)}
    async with a_scripted_server(script) as server, a_transport(server.port) as transport:
        sending = asyncio.create_task(send(transport))
        await server.reached["in_body"].wait()

        await transport.aclose()

        assert isinstance(await sending, Accepted)
        await asyncio.sleep(0.05)
        assert server.at_once == 0


async def test_a_canceled_send_closes_its_connection() -> None:
    """A worker that is told to stop leaves no connection behind that waits for a body."""
    limits = Limits(reply=60)
    async with (
        a_scripted_server({"body": SILENT}) as server,
        a_transport(server.port, limits) as transport,
    ):
        sending = asyncio.create_task(send(transport))
        await server.reached["in_body"].wait()

        sending.cancel()

        with pytest.raises(asyncio.CancelledError):
            await sending
        await asyncio.sleep(0.05)
        assert server.at_once == 0
