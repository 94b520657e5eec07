"""Requests as fast as one process can send them: the client must not be what is measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from starter.stack.ports import LOOPBACK


def a_request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """One POST, ready for the wire (RFC 9112)."""
    lines = [f"POST {path} HTTP/1.1", "Host: bench", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def posted_per_second(port: int, requests: Sequence[bytes], connections: int) -> float:
    """How many a second are answered with 2xx, over so many connections that are kept."""
    began = time.perf_counter()
    shares = [requests[first::connections] for first in range(connections)]
    await asyncio.gather(*(_post(port, share) for share in shares))
    return len(requests) / (time.perf_counter() - began)


async def _post(port: int, requests: Sequence[bytes]) -> None:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    for request in requests:
        writer.write(request)
        await _answered(reader)
    writer.close()
    await writer.wait_closed()


async def _answered(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 2"):
        raise RuntimeError(f"refused: {head.splitlines()[0].decode()}")
    lines = head.lower().split(b"\r\n")
    length = next(line for line in lines if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.partition(b":")[2]))
