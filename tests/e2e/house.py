"""A whole installation for a test: real Temporal server, SQLite ledger, mail server, processes."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.client import Client

from config.host_clock import HostClock, host_now
from config.settings import Settings
from config.temporal import SEARCH_ATTRIBUTES, connect
from domain.cadence import Cadence
from domain.facts import Fact
from domain.people.prospects import Prospect
from ledger import migrate, open_ledger
from ledger.records import Ticket
from ledger.sql import SqlLedger
from starter.stack.ports import free_port
from starter.stack.processes import environment as inherited
from tests.binaries import TEMPORAL
from tests.mail_server import Mailbox, a_mail_server
from workflows.runs.reconciling import input_of
from workflows.runs.starting import start_enrollment

REPOSITORY = Path(__file__).parents[2]
SECRET = "whsec_" + "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"
# A Monday at five in the morning, so that every day of the test's week lies ahead.
MONDAY = datetime(2026, 11, 23, 5, tzinfo=UTC)


@dataclass
class House:
    """Settings, the ledger, what was mailed, and the processes that can be killed."""

    folder: Path
    speed: float
    mailbox: Mailbox
    ports: dict[str, int] = field(
        default_factory=lambda: {n: free_port() for n in ("temporal", "webhooks")}
    )
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    temporal_options: tuple[str, ...] = ()
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DRUMBEAT_HOME": str(self.folder),
            "DRUMBEAT_TEMPORAL_ADDRESS": f"127.0.0.1:{self.ports['temporal']}",
            "DRUMBEAT_SMTP_PORT": str(self.mailbox.port),
            "DRUMBEAT_WEBHOOK_PORT": str(self.ports["webhooks"]),
            "DRUMBEAT_WEBHOOK_SECRET": SECRET,
            "DRUMBEAT_CLOCK_SPEED": str(self.speed),
            **self.more,
        }

    @property
    def settings(self) -> Settings:
        return Settings.model_validate(
            {name.removeprefix("DRUMBEAT_").lower(): v for name, v in self.environment.items()}
        )

    def start(self, name: str, *command: str) -> None:
        """Start a process of the installation; its output goes to a file."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env={**inherited(), **self.environment},
                stdout=log,
                stderr=log,
            )

    def start_temporal(self) -> None:
        attributes = [f"--search-attribute={name}=Keyword" for name in SEARCH_ATTRIBUTES]
        self.start(
            "temporal",
            *(TEMPORAL, "server", "start-dev", "--headless", "--ip", "127.0.0.1"),
            *("--port", str(self.ports["temporal"]), "--log-level", "error"),
            *("--db-filename", str(self.folder / "temporal.sqlite3")),
            *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=normal"),
            *attributes,
            *self.temporal_options,
        )

    def start_worker(self) -> None:
        self.start("worker", sys.executable, "-m", "worker")

    def start_webhooks(self) -> None:
        self.start("webhooks", sys.executable, "-m", "webhooks")

    def kill(self, name: str) -> None:
        """SIGKILL: no chance to say goodbye."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    async def client(self) -> Client:
        """A client, as soon as Temporal answers."""
        for _ in range(200):
            try:
                return await connect(self.settings)
            except RuntimeError:
                await asyncio.sleep(0.1)
        raise AssertionError("Temporal did not come up")

    @asynccontextmanager
    async def ledger(self) -> AsyncIterator[SqlLedger]:
        ledger = open_ledger(self.settings.ledger_url)
        try:
            yield ledger
        finally:
            await ledger.close()

    async def enroll(
        self, ledger: SqlLedger, cadence: Cadence, prospects: list[Prospect]
    ) -> list[Ticket]:
        """Ledger first, then the workflows, as `drumbeat enroll` does."""
        clock = await ledger.clock(host_now(), self.speed)
        now = HostClock(clock).now()
        await ledger.publish(cadence, now)
        tickets = [
            ticket
            for ticket in await ledger.enroll(prospects, cadence.version, now, False)
            if isinstance(ticket, Ticket)
        ]
        client = await self.client()
        for ticket in tickets:
            given = input_of(ticket, clock)
            queue = self.settings.task_queue
            assert await start_enrollment(client, given, ticket.workflow_id, queue)
        return tickets


@asynccontextmanager
async def a_house(
    folder: Path,
    speed: float,
    anchor: datetime = MONDAY,
    temporal_options: tuple[str, ...] = (),
    more: dict[str, str] | None = None,
) -> AsyncIterator[House]:
    """Temporal and the mail server are up, the ledger is made; workers are the test's to start.

    `more` are settings beside the usual ones, as environment variables.
    """
    async with a_mail_server() as mailbox:
        house = House(folder, speed, mailbox, temporal_options=temporal_options, more=more or {})
        migrate(house.settings.ledger_url)
        async with house.ledger() as ledger:
            await ledger.clock(host_now(), speed, anchor)
        house.start_temporal()
        try:
            yield house
        finally:
            for name in reversed(list(house.running)):
                house.kill(name)


async def eventually(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until something holds."""
    for _ in range(int(seconds / 0.05)):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"after {seconds} s: {what}")


async def until_ended(ledger: SqlLedger, seconds: float) -> None:
    """Wait until no enrollment is open."""
    try:
        async with asyncio.timeout(seconds):
            while await ledger.open_tickets():  # noqa: ASYNC110 -- other processes write it
                await asyncio.sleep(0.2)
    except TimeoutError:
        still_open = [ticket.enrollment_id for ticket in await ledger.open_tickets()]
        raise AssertionError(f"still open after {seconds} s: {still_open}") from None


async def facts_of(ledger: SqlLedger, ticket: Ticket) -> list[Fact]:
    _, _, rows = await ledger.enrollment(ticket.enrollment_id)
    return [row.fact for row in rows]


def days_at(speed: float, days: float) -> float:
    """How many host seconds so many Drumbeat days take."""
    return timedelta(days=days).total_seconds() / speed
