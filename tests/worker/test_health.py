"""Whether a worker is well: what it says to whoever watches over it, and when."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from temporalio.runtime import Runtime

from config.settings import InvalidSettings
from domain.clock import Clock
from ledger import open_ledger
from ledger.vitals import Vitals
from starter.stack.ports import free_port
from starter.stack.processes import program
from tests.databases import migrated_file
from tests.e2e.house import a_house
from worker.health import STUCK_AFTER, Health, answering
from worker.vitals import watch_vitals


@dataclass
class Host:
    """A clock and a worker of a test."""

    seconds: float = 1000.0
    is_running: bool = True
    heard: int = 0

    def now(self) -> float:
        return self.seconds

    def hear(self) -> None:
        self.heard += 1


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
def health(host: Host) -> Health:
    """Of a worker that works, on a ledger that answers."""
    health = Health(host.now, host.hear)
    health.begins(host)
    health.hears(is_ledger_there=True)
    return health


def test_who_works_is_well(health: Health) -> None:
    """It is alive, and touches go out."""
    assert (health.is_alive, health.is_ready) == (True, True)


def test_who_waits_for_temporal_is_alive(host: Host) -> None:
    """For as long as it takes: to start it again would not bring Temporal back."""
    health = Health(host.now, host.hear)

    host.seconds += 10 * STUCK_AFTER
    health.waits()

    assert (health.is_alive, health.is_ready, host.heard) == (True, False, 1)


def test_who_knows_that_the_ledger_is_away_is_alive(host: Host, health: Health) -> None:
    """It goes on by itself; nobody starts it again for what is not its fault."""
    host.seconds += 10 * STUCK_AFTER

    health.hears(is_ledger_there=False)

    assert (health.is_alive, health.is_ready, host.heard) == (True, False, 2)


def test_who_no_longer_asks_is_stuck(host: Host, health: Health) -> None:
    """Its question has not come back, or nobody asks any more: it has to be started again."""
    host.seconds += STUCK_AFTER

    assert (health.is_alive, health.is_ready) == (False, False)


def test_whose_worker_has_stopped_is_not_ready(host: Host, health: Health) -> None:
    """While it ends, others have its work."""
    host.is_running = False

    assert (health.is_alive, health.is_ready) == (True, False)


async def test_a_defect_in_the_figures_is_told_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: Host, health: Health
) -> None:
    """The ledger's answer came back, whatever we made of it: nothing is stuck."""

    async def defect(now: datetime) -> Vitals:
        raise ZeroDivisionError

    ledger = open_ledger(migrated_file(tmp_path))
    monkeypatch.setattr(ledger, "vitals", defect)
    host.seconds += STUCK_AFTER
    meter = Runtime.default().metric_meter
    watching = asyncio.create_task(watch_vitals(ledger, [], Clock(), meter, health))
    async with asyncio.timeout(10):
        while not health.is_alive:  # noqa: ASYNC110 -- it looks when it does
            await asyncio.sleep(0.01)
    watching.cancel()
    await ledger.close()

    assert not health.is_ready


@pytest.fixture
async def address(health: Health) -> AsyncIterator[str]:
    where = f"127.0.0.1:{free_port()}"
    async with answering(where, health):
        yield f"http://{where}"


async def test_it_answers_over_http(address: str, host: Host) -> None:
    """With a status that every orchestrator understands, and to nothing else."""
    async with httpx.AsyncClient(base_url=address) as client:
        well = [(await client.get(path)).status_code for path in ("/healthz", "/readyz", "/")]
        host.seconds += STUCK_AFTER
        stuck = [(await client.get(path)).status_code for path in ("/healthz", "/readyz")]

    assert (well, stuck) == ([200, 200, 404], [503, 503])


async def test_an_address_that_is_taken_is_refused(address: str) -> None:
    """In one line that names the setting."""
    with pytest.raises(InvalidSettings, match=r"^DRUMBEAT_HEALTH_ADDRESS: .*; use another port$"):
        async with answering(address.removeprefix("http://"), Health()):
            pass


async def test_a_worker_is_ready_once_it_works(tmp_path: Path) -> None:
    """The real process: alive while it waits for Temporal and its namespace, then ready.

    Systemd, which asks nobody, is told so all the while.
    """
    where, notify = f"127.0.0.1:{free_port()}", tmp_path / "notify"
    more = {
        "DRUMBEAT_HEALTH_ADDRESS": where,
        "DRUMBEAT_TEMPORAL_NAMESPACE": "later",
        "NOTIFY_SOCKET": str(notify),
    }
    patient = httpx.AsyncHTTPTransport(retries=8)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(notify))
        async with (
            a_house(tmp_path, 1.0, more=more) as house,
            httpx.AsyncClient(base_url=f"http://{where}", transport=patient) as client,
        ):
            house.kill("temporal")
            house.start_worker()
            first = [(await client.get(path)).status_code for path in ("/healthz", "/readyz")]
            told = await asyncio.to_thread(systemd.recv, 100)

            house.start_temporal()
            await house.client()
            then = [(await client.get(path)).status_code for path in ("/healthz", "/readyz")]
            house.start("set-up", *program("starter", "temporal", "set-up"))
            while (await client.get("/readyz")).status_code != 200:
                assert house.running["worker"].poll() is None

    assert (first, then) == ([200, 503], [200, 503])
    assert told == b"WATCHDOG=1"
