"""Systemd hears of a process that lives."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from config.watchdog import say_alive


@pytest.fixture(params=["file", "abstract"])
def listening(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[socket.socket]:
    """Where systemd would listen, by either kind of name."""
    name = f"@drumbeat-{token_hex(4)}" if request.param == "abstract" else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(name.replace("@", "\0"))
        listener.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", name)
        yield listener


def test_it_says_that_it_lives(listening: socket.socket) -> None:
    """In systemd's own words."""
    say_alive()

    assert listening.recv(100) == b"WATCHDOG=1"


def test_without_systemd_nothing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither where there is none, nor where it has gone."""
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    say_alive()

    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    say_alive()
