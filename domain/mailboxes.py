"""The mailboxes that mail goes out from, and how much each of them can bear."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


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
    limits: Limits = Limits()
