"""A process that reads the mailbox and dies by SIGKILL when it would say how far it has come."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime

from ledger.database.engine import Database
from ledger.records import Lease
from ledger.sql import SqlLedger
from tests.worker.mailroom import read_up_to, reading


class DeadlyLedger(SqlLedger):
    """The real ledger, at one of whose commits the process ends."""

    async def read_up_to(
        self, mailbox: str, kept: Lease, uidvalidity: int, last_uid: int, at: datetime
    ) -> bool:
        os.kill(os.getpid(), signal.SIGKILL)
        return False


async def main(url: str, port: str) -> None:
    ledger = DeadlyLedger(Database(url))
    async with reading(ledger, int(port)):
        await read_up_to(ledger, 1)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
