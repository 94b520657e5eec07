"""`python -m console` serves until it is told to stop, and says in one line why it cannot."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import httpx

from starter.stack.ports import free_port, is_answering

ROOT = Path(__file__).parents[2]
UP_WITHIN = 30


async def _started(folder: Path, **variables: str) -> asyncio.subprocess.Process:
    environment = {"DRUMBEAT_HOME": str(folder), **variables}
    command = (sys.executable, "-W", "error", "-m", "console")
    return await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, stderr=asyncio.subprocess.PIPE
    )


async def test_it_serves_and_stops(tmp_path: Path) -> None:
    """Temporal may be away: the process is healthy, makes its ledger, and ends with 0."""
    port = free_port()
    process = await _started(tmp_path, DRUMBEAT_CONSOLE_PORT=str(port))
    async with asyncio.timeout(UP_WITHIN):
        while not await is_answering(port):
            assert process.returncode is None
            await asyncio.sleep(0.05)

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        answers = [await client.get(path) for path in ("/healthz", "/readyz", "/sign-in", "/")]
    process.terminate()
    _, said = await process.communicate()

    assert [answer.status_code for answer in answers] == [200, 200, 200, 303]
    assert process.returncode == 0
    assert b"Traceback" not in said


async def test_a_taken_port_is_said(tmp_path: Path) -> None:
    """One line, and the exit code of what has to be changed."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = await _started(tmp_path, DRUMBEAT_CONSOLE_PORT=port)
        _, said = await process.communicate()

    assert process.returncode == 2
    assert said.decode().splitlines()[-1].startswith(f"cannot listen on 127.0.0.1:{port}: ")
