"""The installation's vitals as gauges, looked at now and then by every worker alike."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog
from temporalio.common import MetricMeter

from config.host_clock import HostClock
from domain.clock import Clock
from domain.errors import LedgerUnavailable
from domain.mailboxes import Mailbox
from ledger.records import MailboxRow
from ledger.sql import SqlLedger
from ledger.vitals import Vitals
from worker.health import Health

SECONDS_BETWEEN_LOOKS = 15.0

log = structlog.stdlib.get_logger("worker.vitals")


class Gauges:
    """What the ledger says, as Prometheus reads it."""

    def __init__(self, meter: MetricMeter) -> None:
        self._reachable = meter.create_gauge("drumbeat_ledger_up", "1 where the ledger answers")
        self._inbox_age = meter.create_gauge_float(
            "drumbeat_inbox_age_seconds", "age of the oldest event whose workflow is not told"
        )
        self._in_doubt = meter.create_gauge("drumbeat_in_doubt", "mails whose fate is unknown")
        self._waiting = meter.create_gauge(
            "drumbeat_inbox_waiting", "events that wait for a person"
        )
        self._overdue = meter.create_gauge("drumbeat_tasks_overdue", "rep tasks that are overdue")
        self._holds = meter.create_gauge("drumbeat_holds", "what is held, by why")
        self._room = meter.create_gauge(
            "drumbeat_mailbox_headroom", "mails that a mailbox may still send today"
        )
        self._paused = meter.create_gauge("drumbeat_mailbox_paused", "1 where it stands still")
        self._reasons: set[str] = set()

    def unreachable(self) -> None:
        """The ledger is away; the other gauges stay as they were last."""
        self._reachable.set(0)

    def show(self, vitals: Vitals, mailboxes: Sequence[MailboxRow], now: datetime) -> None:
        """What was seen at this moment."""
        self._reachable.set(1)
        untold = now - (vitals.untold_since or now)
        self._inbox_age.set(max(untold.total_seconds(), 0.0))
        self._in_doubt.set(vitals.in_doubt)
        self._waiting.set(vitals.waiting)
        self._overdue.set(vitals.overdue)
        # A reason that is over has to be told as 0: a gauge stays as it was last.
        self._reasons |= set(vitals.holds)
        for reason in self._reasons:
            self._holds.set(vitals.holds.get(reason, 0), {"reason": reason})
        for row in mailboxes:
            self._show_mailbox(row)

    def _show_mailbox(self, row: MailboxRow) -> None:
        which = {"mailbox": row.address}
        self._paused.set(int(row.paused is not None), which)
        if row.cap is not None:
            self._room.set(max(row.cap - row.sent_today, 0), which)


async def watch_vitals(
    ledger: SqlLedger,
    mailboxes: Sequence[Mailbox],
    clock: Clock,
    meter: MetricMeter,
    health: Health,
) -> None:
    """Look until cancelled."""
    gauges = Gauges(meter)
    while True:
        try:
            now = HostClock(clock).now()
            gauges.show(await ledger.vitals(now), await ledger.mailboxes(mailboxes, now), now)
            health.hears(is_ledger_there=True)
        except LedgerUnavailable as away:
            gauges.unreachable()
            health.hears(is_ledger_there=False)
            log.warning("put off", job="watch_vitals", why=str(away))
        except Exception:
            # The outermost loop: figures must not end what they are about.
            health.hears(is_ledger_there=False)
            log.exception("failed", job="watch_vitals")
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
