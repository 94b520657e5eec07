"""The list of those who may not be contacted, and who has changed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import DrumbeatError


class NotSuppressed(DrumbeatError):
    """The address is not on the list of suppressions."""


@dataclass(frozen=True)
class SuppressionRow:
    """An address that may not be contacted on a channel, `*` for all; `source` says why.

    The address is that of mail, a telephone, a profile or a whole domain (`@example.com`), or the
    id of a prospect.
    """

    address: str
    channel: str
    source: str
    at: datetime


@dataclass(frozen=True)
class Attribution:
    """Who changes the list of suppressions by hand, when and why."""

    by: str
    because: str | None
    at: datetime


@dataclass(frozen=True)
class SuppressionChange:
    """One change of the list by hand: `added` or `removed`."""

    address: str
    channel: str
    change: str
    by: str
    because: str | None
    at: datetime
