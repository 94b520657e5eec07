"""What happened to one enrollment, in the past tense.

A fact is immutable and names itself by a business key, unique within its enrollment: whoever
writes it twice has written it once. A new kind of fact is one class and one line in `Fact`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """The prospect was accepted into a version of a cadence."""

    type: Literal["enrolled"] = "enrolled"
    at: datetime
    cadence: str
    version: str

    @property
    def key(self) -> str:
        return "enrolled"


@dataclass(frozen=True, kw_only=True)
class TouchPlanned:
    """A touch got its channel, its instant and the end of the window it may start in."""

    type: Literal["touch_planned"] = "touch_planned"
    at: datetime
    step: str
    generation: int
    channel: str
    due_at: datetime
    not_after: datetime
    timezone: str
    why: str

    @property
    def key(self) -> str:
        return f"plan/{self.step}/{self.generation}"


@dataclass(frozen=True, kw_only=True)
class TouchHeld:
    """A touch may not start now; it is planned anew at `until` (never by itself if None)."""

    type: Literal["touch_held"] = "touch_held"
    at: datetime
    step: str
    generation: int
    reason: str
    until: datetime | None

    @property
    def key(self) -> str:
        return f"held/{self.step}/{self.generation}"


@dataclass(frozen=True, kw_only=True)
class TouchPerformed:
    """The touch went out: the mail server accepted the mail."""

    type: Literal["touch_performed"] = "touch_performed"
    at: datetime
    step: str

    @property
    def key(self) -> str:
        return f"performed/{self.step}"


@dataclass(frozen=True, kw_only=True)
class TouchInDoubt:
    """The mail's body was handed over but the server's answer was lost; it is never sent again."""

    type: Literal["touch_in_doubt"] = "touch_in_doubt"
    at: datetime
    step: str

    @property
    def key(self) -> str:
        return f"in_doubt/{self.step}"


@dataclass(frozen=True, kw_only=True)
class TouchSkipped:
    """The touch will never start, or its open task was given up."""

    type: Literal["touch_skipped"] = "touch_skipped"
    at: datetime
    step: str
    reason: str

    @property
    def key(self) -> str:
        return f"skipped/{self.step}"


@dataclass(frozen=True, kw_only=True)
class TaskOpened:
    """A rep was asked to do the touch; at `until` it is given up (waits for ever if None)."""

    type: Literal["task_opened"] = "task_opened"
    at: datetime
    step: str
    kind: str
    until: datetime | None = None

    @property
    def key(self) -> str:
        return f"task/{self.step}"


@dataclass(frozen=True, kw_only=True)
class TaskCompleted:
    """A rep did the touch and said how it went."""

    type: Literal["task_completed"] = "task_completed"
    at: datetime
    step: str
    disposition: str
    by: str

    @property
    def key(self) -> str:
        return f"completed/{self.step}"


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """Something came in from outside, once for each event of its source."""

    at: datetime
    source_id: str

    @property
    def key(self) -> str:
        return f"source/{self.source_id}"


@dataclass(frozen=True, kw_only=True)
class ReplyReceived(Inbound):
    """The prospect answered."""

    type: Literal["reply"] = "reply"


@dataclass(frozen=True, kw_only=True)
class MeetingBooked(Inbound):
    """A meeting with the prospect was booked."""

    type: Literal["meeting_booked"] = "meeting_booked"


@dataclass(frozen=True, kw_only=True)
class MeetingCanceled(Inbound):
    """A booked meeting was canceled."""

    type: Literal["meeting_canceled"] = "meeting_canceled"


@dataclass(frozen=True, kw_only=True)
class Bounced(Inbound):
    """The prospect's mail server refused the address for good."""

    type: Literal["bounce"] = "bounce"


@dataclass(frozen=True, kw_only=True)
class OptedOut(Inbound):
    """The prospect asked not to be contacted."""

    type: Literal["opt_out"] = "opt_out"


@dataclass(frozen=True, kw_only=True)
class Engaged(Inbound):
    """The prospect opened or clicked; a diagnostic, it never stops anything."""

    type: Literal["engagement"] = "engagement"


@dataclass(frozen=True, kw_only=True)
class ColleagueReplied(Inbound):
    """Somebody else of the prospect's account answered."""

    type: Literal["colleague_replied"] = "colleague_replied"


@dataclass(frozen=True, kw_only=True)
class Paused:
    """The enrollment stands still for `reason` until `until` (until it is resumed if None)."""

    type: Literal["paused"] = "paused"
    at: datetime
    source_id: str
    reason: str
    until: datetime | None = None

    @property
    def key(self) -> str:
        return f"source/{self.source_id}"


@dataclass(frozen=True, kw_only=True)
class Resumed:
    """The pause for `reason` is over (every pause if None)."""

    type: Literal["resumed"] = "resumed"
    at: datetime
    source_id: str
    reason: str | None = None

    @property
    def key(self) -> str:
        return f"source/{self.source_id}"


@dataclass(frozen=True, kw_only=True)
class EnrollmentEnded:
    """The enrollment reached its outcome; nothing follows."""

    type: Literal["ended"] = "ended"
    at: datetime
    state: str
    reason: str

    @property
    def key(self) -> str:
        return "ended"


InboundFact = (
    ReplyReceived
    | MeetingBooked
    | MeetingCanceled
    | Bounced
    | OptedOut
    | Engaged
    | ColleagueReplied
)
TouchFact = TouchPlanned | TouchHeld | TouchPerformed | TouchInDoubt | TouchSkipped | TaskOpened
Fact = Annotated[
    Enrolled | TouchFact | TaskCompleted | InboundFact | Paused | Resumed | EnrollmentEnded,
    Field(discriminator="type"),
]

INBOUND: dict[str, type[InboundFact]] = {
    "reply": ReplyReceived,
    "meeting_booked": MeetingBooked,
    "meeting_canceled": MeetingCanceled,
    "bounce": Bounced,
    "opt_out": OptedOut,
    "engagement": Engaged,
    "colleague_replied": ColleagueReplied,
}
STOPPING = frozenset({"reply", "meeting_booked", "bounce", "opt_out"})

_FACT: TypeAdapter[Fact] = TypeAdapter(Fact)


def fact_to_json(fact: Fact) -> str:
    """The fact as one JSON object; `fact_from_json` is its inverse."""
    return _FACT.dump_json(fact).decode()


def fact_from_json(text: str) -> Fact:
    """The fact that `fact_to_json` wrote. Raises `pydantic.ValidationError` on anything else."""
    return _FACT.validate_json(text)
