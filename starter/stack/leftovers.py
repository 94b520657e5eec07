"""What an earlier `up` left running: its pids are kept, and stopped only where they still match."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from starter.errors import BadInput

STOPPED_WITHIN = 10.0


@dataclass(frozen=True)
class Recorded:
    """One process by what tells it from a later one with the same pid."""

    name: str
    pid: int
    started: float
    argv: tuple[str, ...]


def recorded_of(name: str, pid: int) -> Recorded | None:
    """A running process as it is recorded; None for one that has gone."""
    try:
        process = psutil.Process(pid)
        return Recorded(name, pid, process.create_time(), tuple(process.cmdline()))
    except psutil.Error:
        return None


def record(file: Path, processes: Sequence[Recorded]) -> None:
    """Keep the pids, whole or not at all."""
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps([asdict(each) for each in processes], indent=2), encoding="utf-8")
    fresh.replace(file)


def forget(file: Path) -> None:
    """Nothing runs any more."""
    file.unlink(missing_ok=True)


def stop_leftovers(file: Path, supervisor: str) -> tuple[str, ...]:
    """Stop what is recorded and still runs; the names of the stopped.

    Raises `BadInput` where the supervisor itself still runs: then nothing is left over.
    """
    running = [
        (each, process) for each in _recorded(file) if (process := _still_running(each)) is not None
    ]
    for each, _ in running:
        if each.name == supervisor:
            raise BadInput(
                f"`drumbeat up` already runs here (pid {each.pid}); stop it with Ctrl-C in its "
                f"window or `kill {each.pid}`"
            )
    _stop([process for _, process in running])
    return tuple(f"{each.name} (pid {each.pid})" for each, _ in running)


def _recorded(file: Path) -> list[Recorded]:
    """An absent or damaged record names nobody."""
    try:
        return [_from_json(each) for each in json.loads(file.read_text(encoding="utf-8"))]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _from_json(each: Mapping[str, object]) -> Recorded:
    argv = each["argv"]
    if not isinstance(argv, list):
        raise TypeError("argv is a list")
    started = float(str(each["started"]))
    return Recorded(str(each["name"]), int(str(each["pid"])), started, tuple(map(str, argv)))


def _still_running(recorded: Recorded) -> psutil.Process | None:
    if recorded_of(recorded.name, recorded.pid) != recorded:
        return None
    try:
        return psutil.Process(recorded.pid)
    except psutil.NoSuchProcess:
        return None


def _stop(processes: Sequence[psutil.Process]) -> None:
    for process in processes:
        process.terminate()
    _, alive = psutil.wait_procs(processes, timeout=STOPPED_WITHIN)
    for process in alive:
        process.kill()
    psutil.wait_procs(alive, timeout=STOPPED_WITHIN)
