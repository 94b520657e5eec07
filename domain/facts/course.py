"""How the enrollment as a whole went: in, standing still, ahead, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """The prospect was accepted into a version of a cadence, with these variants by experiment.

    `not_before` is when the first touch may come at the earliest; `predecessor` the enrollment
    that led here; `country` (ISO 3166) is where the prospect is thought to be, `owner` who answers
    for the cadence.
    """

    type: Literal["enrolled"] = "enrolled"
    at: datetime
    cadence: str
    version: str
    variants: Mapping[str, str] = field(default_factory=dict)
    not_before: datetime | None = None
    predecessor: str | None = None
    country: str | None = None
    owner: str | None = None

    @property
    def key(self) -> str:
        return "enrolled"


@dataclass(frozen=True, kw_only=True)
class Paused:
    """The enrollment stands still for `reason` until `until` (until it is resumed if None).

    `by` is who wanted it, where that was a person.
    """

    type: Literal["paused"] = "paused"
    at: datetime
    source_id: str
    reason: str
    until: datetime | None = None
    by: str | None = None

    @property
    def key(self) -> str:
        return f"source/{self.source_id}"


@dataclass(frozen=True, kw_only=True)
class Resumed:
    """The pause for `reason` is over (every pause if None); `by` is the person who ended it.

    So are the holds of its touches for this reason.
    """

    type: Literal["resumed"] = "resumed"
    at: datetime
    source_id: str
    reason: str | None = None
    by: str | None = None

    @property
    def key(self) -> str:
        return f"source/{self.source_id}"


@dataclass(frozen=True, kw_only=True)
class Jumped:
    """A reaction, or `by`, went ahead to the step `to`; what is `skipped` between never starts.

    `anew` where the step was planned already, by a day that is no longer its own.
    """

    type: Literal["jumped"] = "jumped"
    at: datetime
    source_id: str
    to: str
    skipped: tuple[str, ...] = ()
    anew: bool = False
    by: str | None = None

    @property
    def key(self) -> str:
        return f"source/{self.source_id}"


@dataclass(frozen=True, kw_only=True)
class EnrollmentEnded:
    """The enrollment reached its outcome, by itself or `by` somebody; nothing follows here.

    `then` is the cadence in which the prospect goes on, not before `not_before`; with `referral`,
    the event that named somebody else, it is that person who does. `cause` is the event that ended
    it, where one did, `by` who ended it by hand. `round` counts the ends: only a corrected reply
    takes one back.
    """

    type: Literal["ended"] = "ended"
    at: datetime
    state: str
    reason: str
    then: str | None = None
    not_before: datetime | None = None
    referral: str | None = None
    cause: str | None = None
    round: int = 1
    by: str | None = None

    @property
    def key(self) -> str:
        return "ended" if self.round == 1 else f"ended/{self.round}"


@dataclass(frozen=True, kw_only=True)
class ReplyCorrected:
    """A person said of which class the reply `reply`, named by its source, is; it counts as such.

    `until` is when somebody who is away comes back.
    """

    type: Literal["reply_corrected"] = "reply_corrected"
    at: datetime
    source_id: str
    reply: str
    reply_class: str
    by: str
    until: datetime | None = None

    @property
    def key(self) -> str:
        return f"source/{self.source_id}"

    @property
    def event(self) -> str:
        """The name by which a cadence reacts to what the reply is now."""
        return f"reply/{self.reply_class}"
