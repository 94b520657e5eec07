"""The one way from a host's time to Drumbeat's time, so that weeks can run in a minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Clock:
    """Maps host time to Drumbeat time: at `host_anchor` it is `anchor`, then `speed` times as fast.

    All instants are aware datetimes. At speed 1 with equal anchors both times are the same.
    """

    host_anchor: datetime = EPOCH
    anchor: datetime = EPOCH
    speed: float = 1.0

    def __post_init__(self) -> None:
        if not self.speed > 0:
            raise ValueError(f"clock speed must be above 0, not {self.speed}")

    @property
    def is_plain(self) -> bool:
        """Whether Drumbeat time is host time."""
        return self.speed == 1 and self.anchor == self.host_anchor

    def at(self, host: datetime) -> datetime:
        """The Drumbeat instant at a host instant."""
        return self.anchor + (host - self.host_anchor) * self.speed

    def host_at(self, instant: datetime) -> datetime:
        """The host instant at which it is `instant` in Drumbeat."""
        return self.host_anchor + (instant - self.anchor) / self.speed

    def host_wait(self, now: datetime, until: datetime) -> timedelta:
        """How long a host has to wait from `now` until `until`; zero where it has passed."""
        return max((until - now) / self.speed, timedelta(0))
