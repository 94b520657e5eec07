"""Systemd's watchdog, which starts a process again that has ceased to say that it lives."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


def say_alive() -> None:
    """Say so where systemd listens; nothing happens where it does not (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET", "")  # noqa: TID251 -- config reads the environment
    if not address:
        return
    # One that begins with @ is a name in the abstract namespace, and no file.
    named = f"\0{address[1:]}" if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaking:
        # Whoever says that he lives waits for nobody.
        speaking.setblocking(False)
        speaking.sendto(b"WATCHDOG=1", named)
