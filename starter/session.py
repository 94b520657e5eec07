"""Settings, ledger, Temporal and clock as one command needs them, with errors a person can use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from temporalio.client import Client

from config.host_clock import HostClock, host_now
from config.settings import Settings
from config.temporal import connect
from ledger import migrate, open_ledger
from ledger.sql import SqlLedger
from starter.errors import Failed

CONNECT_LIMIT = 10.0


@asynccontextmanager
async def opened_ledger(settings: Settings) -> AsyncIterator[SqlLedger]:
    """The ledger, closed again whatever happens. Raises `Failed` where there is none yet."""
    refuse_missing(settings.ledger_url)
    ledger = open_ledger(settings.ledger_url)
    try:
        yield ledger
    finally:
        await ledger.close()


def migrate_ledger(settings: Settings) -> None:
    """Make the ledger, or bring its schema to this version."""
    migrate(settings.ledger_url)


def refuse_missing(url: str) -> None:
    """Raises `Failed` where there is no file: SQLite would make an empty one of any name."""
    kind, _, file = url.partition(":///")
    if kind.startswith("sqlite") and not Path(file).is_file():
        raise Failed(
            f"there is no ledger at {file} yet; make it with `drumbeat up` or `drumbeat ledger "
            "migrate`"
        )


async def connected(settings: Settings) -> Client:
    """A Temporal client. Raises `Failed` where nothing answers."""
    try:
        async with asyncio.timeout(CONNECT_LIMIT):
            return await connect(settings)
    except (RuntimeError, TimeoutError) as error:
        raise Failed(
            f"Temporal does not answer at {settings.temporal_address}; start it with `drumbeat up` "
            "or set DRUMBEAT_TEMPORAL_ADDRESS"
        ) from error


async def host_clock(ledger: SqlLedger) -> HostClock:
    """Drumbeat's time on this host, as fast as those processes have set it that act."""
    return HostClock(await ledger.clock(host_now()))
