"""A real Temporal server of a test's own."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from starter.stack.ports import LOOPBACK, free_port
from starter.stack.temporal_server import dev_server
from tests.binaries import TEMPORAL

STARTS_WITHIN = 30.0


@contextmanager
def a_dev_server(folder: Path) -> Iterator[str]:
    """Its address, once it listens there; its data lies in the folder."""
    deadline = time.monotonic() + STARTS_WITHIN
    server, port = _begun(folder)
    try:
        while not _listens(server, port):
            assert time.monotonic() < deadline
            if server.poll() is not None:
                # Somebody has taken one of its ports since they were free.
                server, port = _begun(folder)
            time.sleep(0.1)
        yield f"{LOOPBACK}:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _begun(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    port = free_port()
    argv = dev_server(Path(TEMPORAL), folder / "temporal.sqlite3", port, free_port())
    quiet = subprocess.DEVNULL
    return subprocess.Popen(argv, stdout=quiet, stderr=quiet), port


def _listens(server: subprocess.Popen[bytes], port: int) -> bool:
    """Whether it is this server, and nobody else, that listens."""
    try:
        connections = psutil.Process(server.pid).net_connections("tcp")
    except psutil.NoSuchProcess:
        return False
    return any(
        each.status == psutil.CONN_LISTEN and each.laddr.port == port for each in connections
    )
