"""What a report is asked: how to part, and what to leave out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Value = str | int | date | None

# By what touches can be parted, and people; `persona` and `direction` are the version's.
OF_VERSIONS = ("persona", "direction")
TOUCH_PARTS = (
    *("cadence", "version", "step", "channel", "variant", *OF_VERSIONS),
    *("rep", "mailbox", "country", "weekday", "hour", "week"),
)
PERSON_PARTS = ("cadence", "version", "variant", *OF_VERSIONS, "country", "week")
# How long it took until the first reply: touches delivered, and days from the first of them.
PACES = ("touches", "days")
# How long after a touch an outcome still is the touch's, in days.
WINDOW = 30


@dataclass(frozen=True)
class Slice:
    """Those touches, or people, of which the report is; days count at both ends.

    `where` are the values that each named part may have. What has not come due by `today` is left
    out.
    """

    today: date
    since: date | None = None
    until: date | None = None
    where: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)

    def takes(self, day: date, parts: Mapping[str, Value]) -> bool:
        """Whether it has one of this day with these parts."""
        if (self.since and day < self.since) or (self.until and day > self.until):
            return False
        return all(parts[name] in values for name, values in self.where.items())


@dataclass(frozen=True)
class Group:
    """So many touches, or people, that are alike in all that was asked; people have no fate."""

    parts: tuple[Value, ...]
    count: int
    marks: int
    fate: str | None = None
    lag_days: int | None = None
