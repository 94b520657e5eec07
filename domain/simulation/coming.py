"""What is still to come in during a simulation, by its instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from heapq import heappop, heappush

from domain.simulation.script import Injected


class Coming:
    """Events in the order of their instants; of one instant, in the order they were expected."""

    def __init__(self) -> None:
        self._queue: list[tuple[datetime, int, Injected]] = []
        self._expected = 0

    @property
    def next_at(self) -> datetime | None:
        """The instant of the first; None where nothing is to come."""
        return self._queue[0][0] if self._queue else None

    def expect(self, at: datetime, event: Injected) -> None:
        """The event will come in then."""
        heappush(self._queue, (at, self._expected, event))
        self._expected += 1

    def until(self, now: datetime) -> Iterator[tuple[datetime, Injected]]:
        """Take what has come by now; what that leads to by now comes, too."""
        while self._queue and self._queue[0][0] <= now:
            at, _, event = heappop(self._queue)
            yield at, event
