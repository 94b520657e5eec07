"""The webhook process as it is run: sockets, signals, SQLite, a Temporal that comes and goes."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from config.serving import listener_on
from config.temporal import add_search_attributes
from domain.mail.opt_out_link import opt_out_token
from ledger import migrate, open_ledger
from starter.stack.ports import free_port
from tests.webhooks.door import (
    ADA,
    API_KEY,
    INTRODUCTION,
    MONDAY,
    SECRET,
    body_of,
    enrolled,
    post,
)
from tests.webhooks.providers.senders import (
    CAL_COM,
    CALENDLY,
    KEY_BEFORE,
    KEY_NOW,
    POSTMARK_INBOUND,
    at_postmark,
    post_as,
)
from tests.webhooks.providers.signatures import KEY, LOGIN
from tests.webhooks.switchboard import until_settled
from tests.webhooks.temporal_server import UNATTENDED, signals_in, temporal_on
from workflows.runs.liveness import run_status

ROOT = Path(__file__).parents[2]
PROGRAM = ("-W", "error", "-m", "webhooks")


@dataclass(frozen=True)
class Place:
    """Where one process finds and keeps things."""

    port: int
    temporal_port: int
    url: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DRUMBEAT_WEBHOOK_PORT": str(self.port),
            "DRUMBEAT_WEBHOOK_SECRET": SECRET,
            "DRUMBEAT_API_KEYS": API_KEY,
            "DRUMBEAT_TEMPORAL_ADDRESS": f"127.0.0.1:{self.temporal_port}",
            "DRUMBEAT_DATABASE_URL": self.url,
        }


@pytest.fixture
def place(tmp_path: Path) -> Place:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    migrate(url)
    return Place(free_port(), free_port(), url)


@asynccontextmanager
async def serving(place: Place, **more: str) -> AsyncIterator[httpx.AsyncClient]:
    """The process, asked to stop by SIGTERM at the end; it has to end well and in time."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *PROGRAM, cwd=ROOT, env=place.environment | more
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{place.port}") as client:
            await _until_healthy(client)
            yield client
    finally:
        process.terminate()
        async with asyncio.timeout(10):
            assert await process.wait() == 0


async def _until_healthy(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                assert (await client.get("/healthz")).status_code == 200
            except httpx.ConnectError:
                await asyncio.sleep(0.05)
            else:
                return


async def test_reply_survives_restarts_and_a_temporal_that_is_away(place: Place) -> None:
    """Accepted while Temporal is down, it is signaled by a later process once Temporal is up."""
    ledger = open_ledger(place.url)
    ticket = await enrolled(ledger)

    async with serving(place) as client:
        answer = await post(client, body_of("reply", enrollment=ticket.enrollment_id))
    left = await ledger.undelivered(10)
    async with temporal_on(place.temporal_port) as temporal:
        await temporal.start_workflow(UNATTENDED, id=ticket.workflow_id, task_queue="unattended")
        async with serving(place):
            await until_settled(ledger)
        heard = await signals_in(temporal, ticket.workflow_id)
    await ledger.close()

    assert (answer.status_code, answer.json()["verdict"]) == (202, "accepted")
    assert [row.source_id for row in left] == ["webhook/msg_1"]
    ((name, (told,)),) = heard
    assert name == "reply"
    assert isinstance(told, dict)
    assert (told["enrollment_id"], told["source_id"]) == (ticket.enrollment_id, "webhook/msg_1")


async def test_who_is_enrolled_from_outside_is_started(place: Place) -> None:
    """One request to the process, and a run is there, in the queue of the workers."""
    ledger = open_ledger(place.url)
    await ledger.publish(INTRODUCTION, MONDAY)
    asked = {"cadence": INTRODUCTION.name, "prospect": {"email": ADA}}
    headers = {"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": "lead-1"}

    async with temporal_on(place.temporal_port) as temporal:
        await add_search_attributes(temporal)
        async with serving(place) as client:
            answer = await client.post("/v1/enrollments", json=asked, headers=headers)
            ready = await client.get("/readyz")
            (row,) = await ledger.enrollments()
            async with asyncio.timeout(20):
                while await run_status(temporal, row.workflow_id) is None:  # noqa: ASYNC110 -- another process starts it
                    await asyncio.sleep(0.02)
    await ledger.close()

    assert (answer.status_code, answer.json()["enrollment"]) == (201, row.enrollment)
    assert ready.status_code == 200


async def test_a_provider_posts_to_the_process(place: Place) -> None:
    """A secret in the environment opens its route."""
    ledger = open_ledger(place.url)
    ticket = await enrolled(ledger)

    async with serving(place, DRUMBEAT_CALENDLY_SECRET=KEY) as client:
        answer = await post_as(client, CALENDLY, CALENDLY.body)
        other = await post_as(client, CAL_COM, CAL_COM.body)
    await ledger.close()

    assert answer.json()["events"][0]["enrollment"] == ticket.enrollment_id
    assert other.status_code == 404


async def test_the_process_knows_the_key_before(place: Place) -> None:
    """By the link and by mail: both keys of the environment, whichever door reads the token."""
    ledger = open_ledger(place.url)
    ticket = await enrolled(ledger)
    token = opt_out_token(KEY_BEFORE, ticket.enrollment_id)
    mail = at_postmark(f"opt-out {token}")
    keys = {"DRUMBEAT_SECRET_KEY": KEY_NOW, "DRUMBEAT_SECRET_KEY_BEFORE": KEY_BEFORE}

    async with serving(place, DRUMBEAT_POSTMARK_LOGIN=LOGIN, **keys) as client:
        page = await client.get(f"/opt-out/{token}")
        answer = await post_as(client, POSTMARK_INBOUND, mail)
    (row,) = await ledger.undelivered(10)
    await ledger.close()

    assert (page.status_code, answer.status_code, row.fact) == (200, 202, "opt_out")


async def test_answer_tells_a_stranger_nothing_of_the_server(place: Place) -> None:
    """No server header, no fault on bytes that are no HTTP."""
    async with serving(place) as client:
        answer = await client.post("/webhooks/standard", content=b"x")
        reader, writer = await asyncio.open_connection("127.0.0.1", place.port)
        writer.write(b"\x00\xff no http\r\n\r\n")
        noise = await reader.read()
        writer.close()

    assert (answer.status_code, "server" in answer.headers) == (401, False)
    assert noise.startswith(b"HTTP/1.1 400")


def test_answers_wait_for_no_acknowledgement() -> None:
    """The head of an answer and its body go out at once: else each takes 40 ms (RFC 1122)."""
    with listener_on("127.0.0.1", free_port()) as listener:
        caller = socket.create_connection(listener.getsockname())
        accepted, _ = listener.accept()

        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

        accepted.close()
        caller.close()


async def test_without_a_secret_it_does_not_start(place: Place) -> None:
    """An open door is no default."""
    environment = place.environment | {"DRUMBEAT_WEBHOOK_SECRET": ""}

    said = await refusal(environment)

    assert said.startswith("DRUMBEAT_WEBHOOK_SECRET must be whsec_")


async def test_taken_port_is_named(place: Place) -> None:
    """The message says where it could not listen."""
    with socket.create_server(("127.0.0.1", place.port)):
        said = await refusal(place.environment)

    assert said.startswith(f"cannot listen on 127.0.0.1:{place.port}: ")


async def refusal(environment: dict[str, str]) -> str:
    """What a process that cannot start as it is set says last; it has no traceback."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *PROGRAM, cwd=ROOT, env=environment, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 2
    assert b"Traceback" not in said
    return said.decode().splitlines()[-1]
