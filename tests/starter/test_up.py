"""`drumbeat up` on real parts: started, crashed, cleared away, used, stopped."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from starter.stack.ports import free_port
from starter.stack.processes import environment, program
from tests.starter.command_line import CADENCE

UP_WITHIN = 90
PARTS = ("temporal", "catcher", "worker", "webhooks", "console")


@dataclass(frozen=True)
class Terminal:
    """A window in `folder` where `drumbeat` is typed, with ports that nobody else has."""

    folder: Path
    variables: Mapping[str, str]

    async def type(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *program("starter", *arguments),
            cwd=self.folder,
            env={**environment(), **self.variables},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def answer(self, *arguments: str) -> str:
        out, err = await (await self.type(*arguments)).communicate()
        return (out + err).decode()

    async def up(self, *options: str) -> tuple[asyncio.subprocess.Process, str]:
        """The stack, when its last line has been printed, and the address of its console."""
        running = await self.type("up", "--ui-port", str(free_port()), *options)
        console = ""
        assert running.stdout is not None
        async with asyncio.timeout(UP_WITHIN):
            while not (line := await running.stdout.readline()).startswith(b"reset"):
                assert line, await running.communicate()
                console = line.split()[1].decode() if line.startswith(b"console") else console
        return running, console

    def pids(self) -> dict[str, int]:
        recorded = json.loads((self.folder / ".drumbeat" / "stack.json").read_text())
        return {each["name"]: each["pid"] for each in recorded}


async def a_newcomer(way_in: str) -> str:
    """What somebody sees who opens the printed link, presses its button and looks round."""
    async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as client:
        asked = await client.get(way_in)
        (token,) = re.findall(r'name="csrf" value="(\w+)"', asked.text)
        await client.post(way_in, data={"csrf": token})
        page = await client.get(httpx.URL(way_in).join("/enrollments"))
    return page.text


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    ports = {
        "DRUMBEAT_TEMPORAL_ADDRESS": f"127.0.0.1:{free_port()}",
        "DRUMBEAT_WEBHOOK_PORT": str(free_port()),
        "DRUMBEAT_SMTP_PORT": str(free_port()),
        "DRUMBEAT_CONSOLE_PORT": str(free_port()),
    }
    return Terminal(tmp_path, ports)


async def test_the_stack_survives_crashes_and_leaves_nothing_running(terminal: Terminal) -> None:
    """A killed `up` is cleared away by the next; what was enrolled is still there and alive."""
    (terminal.folder / "my.yaml").write_text(CADENCE)
    (terminal.folder / "p.csv").write_text("email,first_name\nana@x.example,Ana\n")

    first, way_in = await terminal.up()
    said = await terminal.answer("cadence", "publish", "my.yaml")
    said += await terminal.answer("enroll", "p.csv", "--cadence", "two-touches")
    left = terminal.pids()
    opened = await a_newcomer(way_in)
    first.kill()
    await first.communicate()
    second, _ = await terminal.up()
    fresh = terminal.pids()
    healthy = await terminal.answer("doctor")
    again = await terminal.answer("enroll", "p.csv", "--cadence", "two-touches", "--json")
    proof = await terminal.answer("ledger", "verify", "--json")
    second.send_signal(signal.SIGINT)
    _, notices = await second.communicate()

    assert "1  enrolled" in said
    assert "ana@x.example" in opened
    assert all(f"stopped {name} (pid {left[name]})" in notices.decode() for name in PARTS)
    assert "problem" not in healthy
    assert json.loads(again)["already_active"] == 1
    assert json.loads(proof) == {"enrollments": 1, "open": 1, "problems": []}
    assert second.returncode == 0
    assert not [pid for pid in (*left.values(), *fresh.values()) if psutil.pid_exists(pid)]


async def test_a_sample_is_there_to_look_at(terminal: Terminal) -> None:
    """The printed link leads to a console with people in it, each with a run that lives."""
    running, way_in = await terminal.up("--sample")

    opened = await a_newcomer(way_in)
    proof = json.loads(await terminal.answer("ledger", "verify", "--json"))
    running.send_signal(signal.SIGINT)
    _, notices = await running.communicate()

    assert "outbound-multi-channel" in opened
    assert "people enrolled to look at" in notices.decode()
    assert proof["enrollments"] > 20
    assert proof["problems"] == []
