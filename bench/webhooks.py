"""The door: accepted webhooks a second against a bare endpoint, and how soon a run reacts.

The floor is FastAPI with one committed insert on SQLite (synchronous=FULL). Ours verifies the
signature, matches by the mail address, locks, stores the event and its stop, and commits, on a
ledger of the same kind; its dispatcher runs beside it and finds no Temporal, as no reaction is
measured then.
`python -m bench.webhooks` measures this alone.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from standardwebhooks import Webhook
from temporalio.api.enums.v1 import EventType

from bench.installation import (
    Installation,
    a_catcher,
    an_installation,
    bare_door,
    our_door,
    our_workers,
)
from bench.ours import Side, a_person, a_sleeping_side, eight_mails
from bench.wire import a_request, posted_per_second
from config.host_clock import host_now
from config.settings import Settings
from ledger import migrate, open_ledger
from starter.stack.ports import LOOPBACK, free_port, is_answering

EVENTS = 3_000
WARM = 200
CONNECTIONS = 32
REACTIONS = 100
# Of a door that has just been opened, and has not met Temporal yet.
FIRST = 10
REACTION_PAUSE = 0.1
RUNS = 3
SECRET = "whsec_YmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gtYmVuY2g="  # noqa: S105 -- of this benchmark alone


@dataclass(frozen=True)
class Webhooks:
    """Medians of alternating runs; reactions from the 2xx to the end of the run, in host ms."""

    floor_per_s: float
    ours_per_s: float
    ratio: float
    reaction_ms_p50: float
    reaction_ms_p98: float
    events: int
    connections: int
    load_before: float


async def measure_webhooks(runs: int = RUNS) -> Webhooks:
    """Floor and ours in turn, then the reactions."""
    load = os.getloadavg()[0]
    floor, ours = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(runs):
            floor.append(await _bare(Path(folder) / f"floor-{number}.sqlite3"))
            ours.append(await _door(Path(folder) / f"ours-{number}"))
    of, middle = statistics.median(floor), statistics.median(ours)
    p50, p98 = await _reactions()
    return Webhooks(
        round(of, 1),
        round(middle, 1),
        round(middle / of, 3),
        round(p50, 1),
        round(p98, 1),
        EVENTS,
        CONNECTIONS,
        round(load, 2),
    )


async def _bare(database: Path) -> float:
    port = free_port()
    with bare_door(database, port):
        await _until_listening(port)
        headers = {"Content-Type": "application/octet-stream"}
        requests = [a_request("/", _reply(n), headers) for n in range(WARM + EVENTS)]
        return await _measured(port, requests)


async def _door(home: Path) -> float:
    """The process as it is run, over a ledger in which everybody is enrolled."""
    settings = Settings(
        home=home, temporal_address=f"{LOOPBACK}:{free_port()}", log_level="WARNING"
    )
    migrate(settings.ledger_url)
    ledger = open_ledger(settings.ledger_url)
    version = await ledger.publish(eight_mails(), host_now())
    people = [a_person(f"p{number}") for number in range(WARM + EVENTS)]
    await ledger.enroll(people, version, host_now())
    await ledger.close()
    async with _our_door(settings) as port:
        requests = [_signed(number) for number in range(WARM + EVENTS)]
        return await _measured(port, requests)


async def _measured(port: int, requests: Sequence[bytes]) -> float:
    await posted_per_second(port, requests[:WARM], CONNECTIONS)
    return await posted_per_second(port, requests[WARM:], CONNECTIONS)


async def _reactions() -> tuple[float, float]:
    """Median and 98th percentile, with the real Temporal, worker and door."""
    with tempfile.TemporaryDirectory() as name:
        folder, smtp = Path(name), free_port()
        async with AsyncExitStack() as closing:
            closing.enter_context(a_catcher(smtp, folder / "mail"))
            installation = await closing.enter_async_context(an_installation(folder, smtp))
            waits = await _waits(installation)
    return statistics.median(waits), statistics.quantiles(waits, n=100)[97]


async def _waits(installation: Installation) -> list[float]:
    async with a_sleeping_side(installation, "door") as (side, clock):
        with our_workers(side.settings):
            await side.enroll(clock, FIRST + REACTIONS, "p")
            await _until_asleep(side)
            async with _our_door(side.settings) as port, httpx.AsyncClient() as client:
                told = [await _told(client, port, n) for n in range(FIRST + REACTIONS)]
            waits = [await _closed_at(side, enrollment) - at for enrollment, at in told]
    return waits[FIRST:]


async def _until_asleep(side: Side) -> None:
    """Until the worker has planned everybody's first touch."""
    while any(row.next_at is None for row in await side.ledger.enrollments()):  # noqa: ASYNC110 -- other processes write it
        await asyncio.sleep(0.2)
    await asyncio.sleep(2)


async def _told(client: httpx.AsyncClient, port: int, number: int) -> tuple[str, float]:
    """Who was meant, and when the sender had the 2xx, in host ms."""
    body = _reply(number)
    url = f"http://{LOOPBACK}:{port}/webhooks/standard"
    answer = await client.post(url, content=body, headers=_headers(number, body))
    at, said = host_now(), answer.json()
    if said["verdict"] != "accepted":
        raise RuntimeError(f"not accepted: {answer.text}")
    # Events that follow each other closely wait in the worker, not on their way.
    await asyncio.sleep(REACTION_PAUSE)
    return said["enrollment"], at.timestamp() * 1000


async def _closed_at(side: Side, enrollment: str) -> float:
    """When the run ended, by the server's clock, which is this host's; in ms."""
    ticket = await side.ledger.ticket(enrollment)
    handle = side.client.get_workflow_handle(ticket.workflow_id)
    await handle.result()
    async for event in handle.fetch_history_events():
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
            return event.event_time.ToNanoseconds() / 1e6
    raise RuntimeError("a run did not end by its reply")


@asynccontextmanager
async def _our_door(settings: Settings) -> AsyncIterator[int]:
    port = free_port()
    with our_door(settings, port, SECRET):
        await _until_listening(port)
        yield port


def _signed(number: int) -> bytes:
    body = _reply(number)
    return a_request("/webhooks/standard", body, _headers(number, body))


def _headers(number: int, body: bytes) -> dict[str, str]:
    at, name = host_now() + timedelta(seconds=60), f"bench-{number}"
    return {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(SECRET).sign(name, at, body.decode()),
    }


def _reply(number: int) -> bytes:
    return json.dumps({"type": "reply", "data": {"email": f"p{number}@example.com"}}).encode()


async def _until_listening(port: int) -> None:
    while not await is_answering(port):  # noqa: ASYNC110 -- another process opens it
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(measure_webhooks())), indent=2))
