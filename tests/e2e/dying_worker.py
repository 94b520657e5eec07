"""A worker that dies by SIGKILL right after a plan was committed, before its workflow task is."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import timedelta

from activities.transports.routes import routes_of
from config.host_clock import HostClock, host_now
from config.mailboxes import load_mailboxes
from config.oauth import accounts_of
from config.settings import Settings
from config.temporal import connect
from domain.facts import Fact
from ledger.database.engine import Database
from ledger.sql import SqlLedger
from worker.build import activities_of, build_worker


class DeadlyLedger(SqlLedger):
    """The real ledger; the commit of one named fact is the last thing this process does."""

    def __init__(self, database: Database, last_key: str) -> None:
        super().__init__(database)
        self._last_key = last_key

    async def append(self, enrollment_id: str, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        stored = await super().append(enrollment_id, facts)
        if any(fact.key == self._last_key for fact in facts):
            os.kill(os.getpid(), signal.SIGKILL)
        return stored


async def main(last_key: str) -> None:
    settings = Settings()
    ledger = DeadlyLedger(Database(settings.ledger_url), last_key)
    entries = load_mailboxes(settings)
    clock = await ledger.clock(host_now(), settings.clock_speed)
    activities = activities_of(
        ledger,
        routes_of(accounts_of(settings, entries), ledger, HostClock(clock).now),
        [entry.mailbox for entry in entries],
        HostClock(clock).now,
    )
    client = await connect(settings)
    await build_worker(client, settings.task_queue, activities, timedelta(seconds=1)).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
