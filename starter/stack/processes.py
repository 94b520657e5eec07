"""`drumbeat worker`, `webhooks` and `console`: each becomes the program of its own room."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parents[2])


def worker() -> None:
    """Run one worker until SIGTERM; touches under way are finished first."""
    _become("worker")


def webhooks() -> None:
    """Run the webhook server and its dispatcher until SIGTERM."""
    _become("webhooks")


def console() -> None:
    """Run the console, the pages for the people who work here, until SIGTERM."""
    _become("console")


def program(module: str, *arguments: str) -> tuple[str, ...]:
    """The command line of one of Drumbeat's programs, whatever lies in the working folder."""
    return (sys.executable, "-P", "-m", module, *arguments)


def environment() -> dict[str, str]:
    """This process's environment, with Drumbeat's rooms on the path of a program."""
    inherited = dict(os.environ)  # noqa: TID251 -- handed on whole; no setting is read from it
    path = os.pathsep.join(filter(None, (_ROOT, inherited.get("PYTHONPATH"))))
    return {**inherited, "PYTHONPATH": path}


def _become(module: str) -> None:
    """Replace this process, so that signals reach the program itself."""
    sys.stdout.flush()
    os.execve(sys.executable, program(module), environment())  # noqa: S606 -- our own program
