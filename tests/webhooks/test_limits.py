"""Limits hold on the wire: through a real server, at every door, nothing is read or kept beyond."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress

import pytest

from ledger.memory import MemoryLedger
from tests.webhooks.door import API_KEY, MONDAY, SECRET, WatchedIngress, desk_of, signed
from tests.webhooks.providers.senders import SENDERS
from tests.webhooks.providers.signatures import PUBLIC_URL
from tests.webhooks.serving import served
from webhooks import bodies
from webhooks.app import create_app
from webhooks.bodies import BODY_LIMIT
from webhooks.enrollments import PATH
from webhooks.providers.routes import Providers
from webhooks.standard import StandardEndpoint

CHUNK = b" " * 65_536
BOMB = b"{" + b" " * 10_000_000
STANDARD = "/webhooks/standard"
# Each door with how many bytes it takes, and what lets a sender in before the body is read.
DOORS: dict[str, tuple[int, Mapping[str, str]]] = {
    STANDARD: (BODY_LIMIT, signed(b"")),
    PATH: (BODY_LIMIT, {"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": "k"}),
    **{
        f"/webhooks/{path}": (
            one.provider.body_limit({k.lower(): v for k, v in one.sign(b"").items()}),
            one.sign(b""),
        )
        for path, one in SENDERS.items()
    },
}
every_door = pytest.mark.parametrize("door", DOORS)


@asynccontextmanager
async def every_door_open() -> AsyncIterator[tuple[int, WatchedIngress]]:
    """The port of a real server, and what came through."""
    ingress = WatchedIngress(MemoryLedger())
    desk, _ = desk_of(MemoryLedger())
    app = create_app(
        ingress,
        lambda: MONDAY,
        StandardEndpoint(SECRET),
        providers=Providers({p: s.provider for p, s in SENDERS.items()}, PUBLIC_URL),
        desk=desk,
    )
    async with served(app) as port:
        yield port, ingress


async def answered(
    port: int, door: str, headers: Mapping[str, str], body: Iterator[bytes], pause: float = 0.0
) -> tuple[int, int]:
    """The status, and how many bytes of a body in chunks (RFC 9112) were sent until it came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"POST {door} HTTP/1.1", "Host: door.example", "Transfer-Encoding: chunked"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    answer = asyncio.ensure_future(reader.readline())
    sent = 0
    with suppress(ConnectionError):
        for chunk in body:
            if answer.done():
                break
            writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            await writer.drain()
            await asyncio.sleep(pause)
            sent += len(chunk)
        else:
            writer.write(b"0\r\n\r\n")
    status = int((await answer).split()[1])
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return status, sent


@every_door
async def test_a_body_without_end_is_cut_off(door: str) -> None:
    """In chunks, with no length said: 413 soon after the limit, whatever was still to come."""
    limit, headers = DOORS[door]
    far_too_much = (CHUNK for _ in range(2 * limit // len(CHUNK) + 400))

    async with every_door_open() as (port, ingress):
        status, sent = await answered(port, door, headers, far_too_much)

    # What the sockets hold is on its way already.
    assert (status, sent <= limit + 200 * len(CHUNK)) == (413, True)
    assert ingress.events == []


@every_door
@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(BOMB)),
        ("deflate", zlib.compress(BOMB)),
        ("GZIP", gzip.compress(gzip.compress(BOMB))),
        ("identity, gzip", gzip.compress(BOMB)),
        ("br", b"\x0b\x02\x80"),
    ],
    ids=["gzip", "deflate", "twice", "list", "br"],
)
async def test_nothing_is_unpacked(door: str, encoding: str, packed: bytes) -> None:
    """A few kilobytes that would be ten megabytes: 415, whoever sends them."""
    _, headers = DOORS[door]

    async with every_door_open() as (port, ingress):
        status, _ = await answered(
            port, door, {**headers, "Content-Encoding": encoding}, iter([packed])
        )

    assert status == 415
    assert ingress.events == []


@every_door
async def test_a_body_that_trickles_times_out(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then holds no connection for ever: 408."""
    monkeypatch.setattr(bodies, "BODY_WITHIN", 0.05)
    _, headers = DOORS[door]

    async with every_door_open() as (port, ingress):
        status, sent = await answered(port, door, headers, (b" " for _ in range(2_000)), 0.01)

    assert (status, sent < 2_000) == (408, True)
    assert ingress.events == []


@pytest.mark.parametrize("door", [door for door in DOORS if door.endswith("inbound")])
async def test_a_whole_mail_is_read_from_nobody_without_login(door: str) -> None:
    """The large limit is for who has the login: from others not even the small one is read."""
    async with every_door_open() as (port, _):
        status, sent = await answered(port, door, {}, (CHUNK for _ in range(600)))

    assert (status, sent <= 200 * len(CHUNK)) == (401, True)
