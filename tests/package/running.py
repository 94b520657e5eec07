"""One process of an installation, run as a person or a service manager would."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

from tests.package.building import Environment


@contextmanager
def a_process(
    installed: Environment, command: str, settings: Mapping[str, str], ready: str
) -> Iterator[subprocess.Popen[bytes]]:
    """`drumbeat COMMAND`, once its address `ready` answers; ended at the end."""
    environment = {"PATH": os.defpath, "DRUMBEAT_HOME": str(installed.home), **settings}
    program = [str(installed.program("drumbeat")), command]
    process = subprocess.Popen(program, cwd=installed.home, env=environment)
    try:
        until_it_answers(ready)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def until_it_answers(address: str, seconds: float = 30.0) -> None:
    """Wait until the address answers with success."""
    for _ in range(int(seconds / 0.1)):
        try:
            if httpx.get(address, timeout=2).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"after {seconds} s {address} does not answer")
