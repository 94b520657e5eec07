"""A small installation that is watched: enrolled through the door, answered through it, mailed."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from config.host_clock import host_now
from domain.cadence import Cadence
from ledger.sql import SqlLedger
from starter.stack.ports import free_port
from tests.builders import a_cadence, a_step
from tests.e2e.house import SECRET, House, a_house, until_ended
from tests.observing.collector import Collector, a_collector
from tests.webhooks.door import API_KEY, body_of, signed

ROOMS = ("worker", "webhooks", "console")
PEOPLE = 5
# What only prospects have: none of it belongs into a log.
PERSONAL = ("prospect.example", "Zebulon", "+4930901820", "linkedin.com", "Quillfeather")
SPEED = 20_000.0


@dataclass(frozen=True)
class Observed:
    """What a run left behind for those who watch it."""

    metrics: dict[str, str]
    collector: Collector
    logs: str

    def records(self) -> list[dict[str, object]]:
        """The lines of the logs."""
        return [json.loads(line) for line in self.logs.splitlines()]


async def an_observed_run() -> Observed:
    """Weeks of a few people, one of whom answers; then Temporal goes away."""
    with tempfile.TemporaryDirectory() as folder, a_collector() as collector:
        async with _a_watched_house(Path(folder), collector) as (house, ports):
            async with house.ledger() as ledger:
                await ledger.publish(a_short_cadence(), host_now())
                await _carry_on(house, ledger)
            await _look_in(house)
            await _lose_temporal(house, ports["worker"])
            metrics = {room: await _scraped(ports[room]) for room in ROOMS}
            logs = [await _left_by(house, room) for room in ROOMS]
        return Observed(metrics, collector, "".join(logs))


def a_short_cadence() -> Cadence:
    """Two mails, at any hour."""
    mails = [a_step(id=f"mail-{day}", channel="email", day=day) for day in (1, 3)]
    return a_cadence(steps=mails, rules={"window": "00:30-23:30"})


@asynccontextmanager
async def _a_watched_house(
    folder: Path, collector: Collector
) -> AsyncIterator[tuple[House, dict[str, int]]]:
    ports = {room: free_port() for room in ROOMS}
    mailboxes = folder / "mailboxes.yaml"
    more = {
        "DRUMBEAT_OTLP_ENDPOINT": collector.address,
        "DRUMBEAT_LOG_FORMAT": "json",
        "DRUMBEAT_API_KEYS": API_KEY,
        "DRUMBEAT_CONSOLE_PORT": str(free_port()),
        "DRUMBEAT_MAILBOXES": str(mailboxes),
    }
    async with a_house(folder, SPEED, more=more) as house:
        mailboxes.write_text(
            "mailboxes:\n  - address: Robin Vale <robin@northwind.example>\n"
            "    limits: {day: 100}\n"
            f"    smtp: {{host: 127.0.0.1, port: {house.mailbox.port}, tls: none}}\n"
        )
        await house.client()
        for room in ROOMS:
            address = f"DRUMBEAT_METRICS_ADDRESS=127.0.0.1:{ports[room]}"
            house.start(room, "env", address, sys.executable, "-m", room)
        yield house, ports


async def _carry_on(house: House, ledger: SqlLedger) -> None:
    """Enroll everybody, let the first of them answer, and wait until all have ended."""
    door = f"http://127.0.0.1:{house.ports['webhooks']}"
    async with httpx.AsyncClient(base_url=door, timeout=20) as client:
        enrolled = [await _enroll(client, number) for number in range(PEOPLE)]
        body = body_of("reply", enrollment=enrolled[0])
        answer = await client.post(
            "/webhooks/standard", content=body, headers=signed(body, secret=SECRET)
        )
        assert answer.status_code == 202, answer.text
    await until_ended(ledger, 60)


async def _look_in(house: House) -> None:
    """Somebody opens the console."""
    async with httpx.AsyncClient() as client:
        await client.get(f"http://127.0.0.1:{house.settings.console_port}/healthz")


async def _lose_temporal(house: House, worker: int) -> None:
    """Until the worker has asked in vain."""
    house.kill("temporal")
    while "temporal_long_request_failure_total" not in await _scraped(worker):  # noqa: ASYNC110 -- another process asks
        await asyncio.sleep(0.1)


async def _enroll(client: httpx.AsyncClient, number: int) -> str:
    prospect = {
        "email": f"zebulon.{number}@prospect.example",
        "first_name": "Zebulon",
        "last_name": "Quillfeather",
        "linkedin_url": f"https://www.linkedin.com/in/zebulon-{number}",
    }
    asked = {"cadence": "introduction", "prospect": prospect}
    headers = {"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": f"enroll-{number}"}
    for _ in range(100):
        try:
            answer = await client.post("/v1/enrollments", json=asked, headers=headers)
        except httpx.ConnectError:
            await asyncio.sleep(0.1)
        else:
            assert answer.is_success, answer.text
            return str(answer.json()["enrollment"])
    raise AssertionError("the door did not open")


async def _scraped(port: int) -> str:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"http://127.0.0.1:{port}/metrics")).text


async def _left_by(house: House, room: str) -> str:
    """What a process has written, when it has sent its last spans and ended."""
    process = house.running.pop(room)
    process.terminate()
    await asyncio.to_thread(process.wait, 30)
    return (house.folder / f"{room}.log").read_text(encoding="utf-8")
