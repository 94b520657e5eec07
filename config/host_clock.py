"""The one place that reads the host's clock; every other room is told the time."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.clock import Clock


def host_now() -> datetime:
    """The host's time, aware, in UTC."""
    return datetime.now(UTC)


class HostClock:
    """Drumbeat's time on this host, through the ledger's `Clock`."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def now(self) -> datetime:
        """The Drumbeat instant, aware, in UTC."""
        return self.clock.at(host_now())
