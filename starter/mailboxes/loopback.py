"""The door on this machine through which the browser brings the provider's answer (RFC 8252).

It listens on loopback only, answers one redirect with a page for the person, and closes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl, urlsplit

from starter.errors import Failed
from starter.stack.ports import LOOPBACK

READ_WITHIN = 5.0
PAGE = """<!doctype html><meta charset="utf-8"><title>Drumbeat</title>
<p style="font: 1.2em sans-serif; margin: 3em">Thank you. Drumbeat has the answer and says in its
window how it went on; this page can be closed.</p>
"""


class Loopback:
    """Where one answer is awaited."""

    def __init__(self) -> None:
        self.port = 0
        self._answer: asyncio.Future[Mapping[str, str]] = asyncio.get_running_loop().create_future()

    async def answer(self, within: float) -> Mapping[str, str]:
        """The query of the redirect. Raises `Failed` where none comes in that many seconds."""
        try:
            async with asyncio.timeout(within):
                return await self._answer
        except TimeoutError:
            raise Failed(f"no answer came from the browser in {within:g} s; start again") from None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request: the redirect is taken, a browser's other wishes are not."""
        try:
            async with asyncio.timeout(READ_WITHIN):
                query = _query_of(await reader.readline())
                while (await reader.readline()).strip():
                    pass
            writer.write(_response(PAGE if query else ""))
            await writer.drain()
        except (TimeoutError, OSError, ValueError):
            query = {}
        finally:
            writer.close()
        if query and not self._answer.done():
            self._answer.set_result(query)


@asynccontextmanager
async def listening(port: int = 0) -> AsyncIterator[Loopback]:
    """Listens on loopback, on a free port unless one is given. Raises `Failed` for one in use."""
    loopback = Loopback()
    try:
        server = await asyncio.start_server(loopback.serve, LOOPBACK, port)
    except OSError as error:
        raise Failed(f"cannot listen on {LOOPBACK}:{port}: {error.strerror}") from error
    loopback.port = server.sockets[0].getsockname()[1]
    async with server:
        yield loopback


def _query_of(request: bytes) -> dict[str, str]:
    """The query of `GET /?…`; empty for anything else, such as a wish for an icon."""
    method, _, rest = request.decode("ascii", "replace").partition(" ")
    target = urlsplit(rest.partition(" ")[0])
    return dict(parse_qsl(target.query)) if method == "GET" and target.path == "/" else {}


def _response(page: str) -> bytes:
    status = "200 OK" if page else "404 Not Found"
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
    body = page.encode()
    return f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
