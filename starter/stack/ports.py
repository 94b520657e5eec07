"""TCP ports of this machine: whether they are free, who has them, whether something answers."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from starter.errors import BadInput

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Port:
    """A port that a part of the stack will listen on; `remedy` says how to choose another."""

    part: str
    number: int
    remedy: str


def refuse_taken(ports: Sequence[Port]) -> None:
    """Raises `BadInput`, a line for each port that is taken or wanted twice."""
    faults = [fault for port in ports if (fault := _fault_of(port, ports))]
    if faults:
        raise BadInput("\n".join(faults))


def _fault_of(port: Port, ports: Sequence[Port]) -> str | None:
    first = next(other for other in ports if other.number == port.number)
    if first is not port:
        return f"port {port.number} is wanted by {first.part} and by {port.part}; {port.remedy}"
    if is_free(port.number):
        return None
    return f"port {port.number} for {port.part} is taken by {owner_of(port.number)}; {port.remedy}"


def free_port() -> int:
    """A port that nobody had a moment ago."""
    with socket.create_server((LOOPBACK, 0)) as server:
        return int(server.getsockname()[1])


def is_free(number: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        # As servers do, so that connections which have just closed do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, number))
        except OSError:
            return False
    return True


def owner_of(number: int) -> str:
    """Who listens there, as far as this user may know."""
    try:
        listening = [
            connection.pid
            for connection in psutil.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN
            and connection.laddr
            and connection.laddr.port == number
        ]
        pid = next((pid for pid in listening if pid is not None), None)
        return f"{psutil.Process(pid).name()} (pid {pid})" if pid else "another program"
    except psutil.Error:
        return "another program"


async def is_answering(number: int) -> bool:
    """Whether something accepts connections there."""
    try:
        _, writer = await asyncio.open_connection(LOOPBACK, number)
    except OSError:
        return False
    writer.close()
    return True
