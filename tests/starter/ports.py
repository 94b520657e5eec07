"""Ports for tests that run real servers."""

from __future__ import annotations

import socket

from starter.ports import LOOPBACK


def free_port() -> int:
    """A port that nobody had a moment ago."""
    with socket.create_server((LOOPBACK, 0)) as server:
        port: int = server.getsockname()[1]
    return port
