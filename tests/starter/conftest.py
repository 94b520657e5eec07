"""A `drumbeat` of its own for each test, and one real Temporal server for all of them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from starter.stack.ports import free_port
from starter.stack.processes import environment, program
from tests.dev_server import a_dev_server
from tests.starter.command_line import CommandLine


@pytest.fixture
def drumbeat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line with a fresh ledger and nothing else running."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRUMBEAT_TEMPORAL_ADDRESS", f"127.0.0.1:{free_port()}")
    monkeypatch.setenv("DRUMBEAT_SMTP_PORT", str(free_port()))
    line = CommandLine(tmp_path, capsys)
    assert line("ledger", "migrate").code == 0
    return line


@pytest.fixture(scope="session")
def temporal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real dev server."""
    with a_dev_server(tmp_path_factory.mktemp("temporal")) as address:
        yield address


@pytest.fixture
def drumbeat_on_temporal(
    drumbeat: CommandLine, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """The command line with a real Temporal server; no worker."""
    monkeypatch.setenv("DRUMBEAT_TEMPORAL_ADDRESS", temporal)
    return drumbeat


@pytest.fixture
def worked(
    drumbeat_on_temporal: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CommandLine]:
    """The command line with a worker of its own."""
    monkeypatch.setenv("DRUMBEAT_TASK_QUEUE", "with-a-worker")
    worker = subprocess.Popen(
        program("worker"), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    yield drumbeat_on_temporal
    worker.terminate()
    worker.wait(30)
