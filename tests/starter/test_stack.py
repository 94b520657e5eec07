"""The stack starts its parts in order, brings back what dies, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from starter.errors import BadInput, Failed
from starter.stack.child import ChildSpec
from starter.stack.leftovers import Recorded, record, recorded_of, stop_leftovers
from starter.stack.processes import environment
from starter.stack.stack import SUPERVISOR, Stack

SLEEPS = "import time, sys; open(sys.argv[1], 'a').write('up '); time.sleep(600)"
DIES = "import sys; print('no such database'); sys.exit(3)"


async def at_once() -> bool:
    return True


def spec(
    folder: Path, name: str, code: str, ready: Callable[[], Awaitable[bool]] = at_once
) -> ChildSpec:
    argv = (sys.executable, "-c", code, str(folder / f"{name}.starts"))
    return ChildSpec(name, argv, environment(), folder / f"{name}.log", ready)


def has_started(folder: Path, name: str, times: int) -> Callable[[], Awaitable[bool]]:
    file = folder / f"{name}.starts"

    async def ready() -> bool:
        return file.exists() and file.read_text().count("up") >= times

    return ready


async def until(condition: Callable[[], bool | None]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 -- another process tells us no other way
            await asyncio.sleep(0.02)


async def test_leaving_the_stack_leaves_no_process_and_no_record(tmp_path: Path) -> None:
    """Inside, every part runs and is recorded; outside, nothing is left."""
    state = tmp_path / "stack.json"
    groups = [
        [spec(tmp_path, "first", SLEEPS, has_started(tmp_path, "first", 1))],
        [spec(tmp_path, "second", SLEEPS)],
    ]

    async with Stack(groups, state, print) as stack:
        pids = [stack[name].pid for name in ("first", "second")]
        recorded = [each["pid"] for each in json.loads(state.read_text())]

    assert recorded == [os.getpid(), *pids]
    assert not any(psutil.pid_exists(pid) for pid in pids if pid)
    assert not state.exists()


async def test_a_killed_part_is_brought_back_and_said(tmp_path: Path) -> None:
    """A part killed with -9 has a new process after a short wait."""
    said: list[str] = []
    ready = has_started(tmp_path, "worker", 1)

    async with Stack(
        [[spec(tmp_path, "worker", SLEEPS, ready)]], tmp_path / "s.json", said.append
    ) as stack:
        first = stack["worker"].pid
        stack["worker"].kill()
        await until(lambda: stack["worker"].pid not in (None, first))

    assert said == ["worker was killed by signal 9; starting it again in 0.5 s"]


async def test_a_part_can_be_restarted_gracefully(tmp_path: Path) -> None:
    """A restart is a stop and a start, and no death."""
    said: list[str] = []

    async with Stack([[spec(tmp_path, "worker", SLEEPS)]], tmp_path / "s.json", said.append) as s:
        first = s["worker"].pid
        await s["worker"].restart()
        second = s["worker"].pid

    assert second not in (None, first)
    assert said == []


async def test_a_part_that_cannot_start_stops_the_others_and_says_why(tmp_path: Path) -> None:
    """The error carries the last line of the log; what had started is stopped."""
    groups = [
        [spec(tmp_path, "good", SLEEPS, has_started(tmp_path, "good", 1))],
        [spec(tmp_path, "bad", DIES, has_started(tmp_path, "bad", 1))],
    ]
    stack = Stack(groups, tmp_path / "s.json", print)

    with pytest.raises(Failed, match=r"bad ended while starting; see .*: no such database"):
        await stack.__aenter__()

    assert stack["good"].pid is None


async def _left_over(folder: Path) -> tuple[asyncio.subprocess.Process, Recorded]:
    process = await asyncio.create_subprocess_exec(*spec(folder, "worker", SLEEPS).argv)
    await until((folder / "worker.starts").exists)
    worker = recorded_of("worker", process.pid)
    assert worker is not None
    return process, worker


async def test_leftovers_of_a_killed_stack_are_stopped(tmp_path: Path) -> None:
    """A recorded process that still runs the same command line is stopped and named."""
    process, worker = await _left_over(tmp_path)
    record(tmp_path / "s.json", [replace(worker, name=SUPERVISOR, started=1.0), worker])

    stopped = await asyncio.to_thread(stop_leftovers, tmp_path / "s.json", SUPERVISOR)

    assert stopped == (f"worker (pid {process.pid})",)
    assert await process.wait() != 0


async def test_a_strange_process_with_a_recorded_pid_is_left_alone(tmp_path: Path) -> None:
    """Pids are used again: only the same command line, started at the same time, counts."""
    process, worker = await _left_over(tmp_path)
    strange = [replace(worker, argv=("another",)), replace(worker, started=worker.started - 9)]
    record(tmp_path / "s.json", strange)

    stopped = stop_leftovers(tmp_path / "s.json", SUPERVISOR)

    assert stopped == ()
    assert process.returncode is None
    process.kill()
    await process.wait()


async def test_a_stack_that_still_runs_is_not_stopped(tmp_path: Path) -> None:
    """A second `up` in the same folder is refused and told how to stop the first."""
    us = recorded_of(SUPERVISOR, os.getpid())
    assert us is not None
    record(tmp_path / "s.json", [us])

    with pytest.raises(BadInput, match=rf"already runs here \(pid {us.pid}\)"):
        stop_leftovers(tmp_path / "s.json", SUPERVISOR)


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"name": "x"}]', '[{"pid": "x"}]'])
def test_a_damaged_record_names_nobody(tmp_path: Path, text: str) -> None:
    """A record cut short by a crash does not stand in the way."""
    file = tmp_path / "s.json"
    file.write_text(text)

    assert stop_leftovers(file, SUPERVISOR) == ()
