"""A mailbox, its limits, its days, and how it warms up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ramp:
    """A warm-up: `first` mails on the first day of use, growing evenly to the cap in `days`."""

    first: int
    days: int


@dataclass(frozen=True)
class Limits:
    """How many mails a mailbox may send: a day (in its zone), in any 60 minutes, how far apart.

    `gap` is the shortest and the longest pause between two mails; `domain` is the most mails a
    day to one recipient domain. None is no limit.
    """

    day: int | None = None
    hour: int | None = None
    domain: int | None = None
    gap: tuple[timedelta, timedelta] | None = None
    ramp: Ramp | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True)
class SigningKey:
    """What a mailbox signs with (DKIM): the domain, the selector of its DNS record, the key."""

    domain: str
    selector: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class Mailbox:
    """One sender: its bare address (the key), its name for people, whose it is, its limits.

    `sender` is what stands in From, such as `Robin Vale <robin@northwind.example>`; enrollments
    in cadences of its `owner` are bound to it, a mailbox without one serves everybody.
    """

    address: str
    sender: str
    owner: str | None = None
    timezone: str = "UTC"
    limits: Limits = NO_LIMITS

    @property
    def is_limited(self) -> bool:
        return self.limits != NO_LIMITS

    def day_of(self, at: datetime) -> date:
        """The mailbox's date at an instant."""
        return at.astimezone(ZoneInfo(self.timezone)).date()

    def midnight_before(self, at: datetime) -> datetime:
        """When the mailbox's day began, in UTC."""
        return self._midnight(self.day_of(at))

    def midnight_after(self, at: datetime) -> datetime:
        """When the mailbox's day ends, in UTC."""
        return self._midnight(self.day_of(at) + DAY)

    def ramp_day(self, first_used_at: datetime | None, at: datetime) -> int | None:
        """The day of the warm-up, from 1; None without one, or once it is over."""
        ramp = self.limits.ramp
        if ramp is None:
            return None
        begun = self.day_of(first_used_at) if first_used_at else self.day_of(at)
        day = (self.day_of(at) - begun).days + 1
        return day if day <= ramp.days else None

    def cap_on(self, first_used_at: datetime | None, at: datetime) -> int | None:
        """How many mails the mailbox may send that day: on its way from `first` to the cap."""
        cap, ramp = self.limits.day, self.limits.ramp
        day = self.ramp_day(first_used_at, at)
        if cap is None or ramp is None or day is None:
            return cap
        return ramp.first + (cap - ramp.first) * (day - 1) // ramp.days

    def clock(self, at: datetime) -> str:
        """The time of day there, for people."""
        return f"{at.astimezone(ZoneInfo(self.timezone)):%H:%M} {self.timezone}"

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.timezone)).astimezone(UTC)


def domain_of(address: str) -> str:
    """What stands behind the last @, as domains are compared (RFC 5321 section 2.4)."""
    return address.strip().rpartition("@")[2].casefold()
