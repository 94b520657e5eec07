"""What both sides run on: one Temporal server, and worker processes of each side."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from config.settings import Settings
from config.temporal import SEARCH_ATTRIBUTES
from starter.stack.processes import environment as inherited

WORKERS = 2


@dataclass(frozen=True)
class Installation:
    """A server, its client, and the settings that our processes get."""

    client: Client
    address: str
    folder: Path
    smtp_port: int

    def settings(self, name: str, speed: float) -> Settings:
        """Our settings at a clock speed, with a ledger and a queue of their own."""
        return Settings(
            home=self.folder / name,
            temporal_address=self.address,
            task_queue=name,
            smtp_port=self.smtp_port,
            clock_speed=speed,
            log_level="WARNING",
        )


@asynccontextmanager
async def an_installation(folder: Path, smtp_port: int) -> AsyncIterator[Installation]:
    """The dev server as `drumbeat up` starts it, with its data in a file."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(Path(sys.executable).with_name("temporal")),
        dev_server_database_filename=str(folder / "temporal.sqlite3"),
        dev_server_extra_args=[
            *("--sqlite-pragma", "journal_mode=wal"),
            *("--sqlite-pragma", "synchronous=normal"),
        ],
        dev_server_log_level="never",
        search_attributes=[SearchAttributeKey.for_keyword(name) for name in SEARCH_ATTRIBUTES],
        data_converter=pydantic_data_converter,
    ) as env:
        address = env.client.service_client.config.target_host
        yield Installation(env.client, address, folder, smtp_port)


@contextmanager
def floor_workers(installation: Installation, task_queue: str) -> Iterator[None]:
    """Worker processes of the bare workflow."""
    with _processes([sys.executable, "-m", "bench.floor", installation.address, task_queue], {}):
        yield


@contextmanager
def our_workers(settings: Settings) -> Iterator[None]:
    """Worker processes as in production."""
    with _processes([sys.executable, "-m", "worker"], _environment_of(settings)):
        yield


@contextmanager
def our_door(settings: Settings, port: int, secret: str) -> Iterator[None]:
    """The webhook process as in production, with its dispatcher."""
    door = {"DRUMBEAT_WEBHOOK_PORT": str(port), "DRUMBEAT_WEBHOOK_SECRET": secret}
    command = [sys.executable, "-m", "webhooks"]
    with _processes(command, {**_environment_of(settings), **door}, count=1):
        yield


@contextmanager
def our_console(settings: Settings) -> Iterator[None]:
    """The console process as in production."""
    with _processes([sys.executable, "-m", "console"], _environment_of(settings), count=1):
        yield


@contextmanager
def bare_door(database: Path, port: int) -> Iterator[None]:
    """The bare endpoint of the floor."""
    command = [sys.executable, "-m", "bench.bare_door", str(database), str(port)]
    with _processes(command, {}, count=1):
        yield


@contextmanager
def a_catcher(port: int, folder: Path) -> Iterator[None]:
    """The mail catcher of `drumbeat up`, in a process of its own."""
    command = [sys.executable, "-m", "starter", "catcher", "--port", str(port)]
    with _processes([*command, "--maildir", str(folder)], {}, count=1):
        yield


def _environment_of(settings: Settings) -> dict[str, str]:
    return {
        f"DRUMBEAT_{name.upper()}": str(getattr(settings, name))
        for name in settings.model_fields_set
    }


@contextmanager
def _processes(
    command: list[str], environment: dict[str, str], count: int = WORKERS
) -> Iterator[None]:
    ours = {**inherited(), **environment}
    started = [subprocess.Popen(command, env=ours) for _ in range(count)]  # noqa: S603 -- our own
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(20)
