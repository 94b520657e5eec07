"""What happened to a touch, from its plan to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


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
    # The arms that shaped the touch, as in `opener/number`.
    variant: str | None = None

    @property
    def key(self) -> str:
        return f"plan/{self.step}/{self.generation}"


@dataclass(frozen=True, kw_only=True)
class TouchHeld:
    """A touch may not start now; it is planned anew at `until` (never by itself if None).

    `why` says more than the reason, where there is more to say.
    """

    type: Literal["touch_held"] = "touch_held"
    at: datetime
    step: str
    generation: int
    reason: str
    until: datetime | None
    why: str | None = None

    @property
    def key(self) -> str:
        return f"held/{self.step}/{self.generation}"


@dataclass(frozen=True, kw_only=True)
class TouchPerformed:
    """The touch went out: the mail server, or who sends the texts, accepted it.

    Where that was in doubt, `by` is who found that it had arrived, and `source_id` their finding.
    `receipt` is the name that the provider has given to a text.
    """

    type: Literal["touch_performed"] = "touch_performed"
    at: datetime
    step: str
    source_id: str | None = None
    by: str | None = None
    mailbox: str | None = None
    receipt: str | None = None

    @property
    def key(self) -> str:
        return f"source/{self.source_id}" if self.source_id else f"performed/{self.step}"


@dataclass(frozen=True, kw_only=True)
class TouchInDoubt:
    """The message was handed over but the answer was lost; nothing sends it again by itself.

    `generation` is that of its claim: a mail that a person had sent again can be in doubt again.
    """

    type: Literal["touch_in_doubt"] = "touch_in_doubt"
    at: datetime
    step: str
    generation: int = 1
    mailbox: str | None = None

    @property
    def key(self) -> str:
        first = f"in_doubt/{self.step}"
        return first if self.generation == 1 else f"{first}/{self.generation}"


@dataclass(frozen=True, kw_only=True)
class TouchReopened:
    """`by` had a mail in doubt sent again, though it may have arrived: the touch is planned anew.

    `source_id` names the claim that is given up.
    """

    type: Literal["touch_reopened"] = "touch_reopened"
    at: datetime
    step: str
    source_id: str
    by: str

    @property
    def key(self) -> str:
        return f"source/{self.source_id}"


@dataclass(frozen=True, kw_only=True)
class TouchSkipped:
    """The touch will never start, its open task was given up, or its mail was lost.

    A mail that was in doubt is lost where `by` found so; `source_id` is their finding. Where `by`
    skipped the step by hand, `request_id` is their request.
    """

    type: Literal["touch_skipped"] = "touch_skipped"
    at: datetime
    step: str
    reason: str
    source_id: str | None = None
    by: str | None = None
    request_id: str | None = None

    @property
    def key(self) -> str:
        return f"source/{self.source_id}" if self.source_id else f"skipped/{self.step}"


@dataclass(frozen=True, kw_only=True)
class TaskOpened:
    """A rep was asked to do the touch, by `due_at`; everybody was, where it has no `owner`.

    At `escalates_at` the cadence's owner is told; at `until` it is given up (never if None).
    """

    type: Literal["task_opened"] = "task_opened"
    at: datetime
    step: str
    kind: str
    until: datetime | None = None
    due_at: datetime | None = None
    escalates_at: datetime | None = None
    owner: str | None = None

    @property
    def key(self) -> str:
        return f"task/{self.step}"


@dataclass(frozen=True, kw_only=True)
class TaskEscalated:
    """Somebody was told that the task is open for too long."""

    type: Literal["task_escalated"] = "task_escalated"
    at: datetime
    step: str

    @property
    def key(self) -> str:
        return f"escalated/{self.step}"


@dataclass(frozen=True, kw_only=True)
class TaskCompleted:
    """A rep did the touch and said how it went; `request_id` tells one press from another."""

    type: Literal["task_completed"] = "task_completed"
    at: datetime
    step: str
    disposition: str
    by: str
    request_id: str | None = None

    @property
    def key(self) -> str:
        return f"completed/{self.step}"
