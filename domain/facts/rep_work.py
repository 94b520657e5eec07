"""What people said and decided about rep work, beside how a task went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class TaskAssigned:
    """The open task is the rep `owner`'s from now on; the ledger alone knows whose task it is."""

    type: Literal["task_assigned"] = "task_assigned"
    at: datetime
    step: str
    owner: str
    by: str
    request_id: str

    @property
    def key(self) -> str:
        return f"assigned/{self.step}/{self.request_id}"


@dataclass(frozen=True, kw_only=True)
class TaskPostponed:
    """The open task is due at `due_at` instead; what waits for it goes on waiting.

    `reason` is `call_back_later` where the prospect was promised that instant, or why else.
    """

    type: Literal["task_postponed"] = "task_postponed"
    at: datetime
    step: str
    due_at: datetime
    reason: str
    by: str
    source_id: str

    @property
    def key(self) -> str:
        return f"source/{self.source_id}"


@dataclass(frozen=True, kw_only=True)
class NoteAdded:
    """Somebody wrote down what others should know; nothing follows from it.

    The ledger alone has it: what people write of others does not go through Temporal.
    """

    type: Literal["note_added"] = "note_added"
    at: datetime
    note: str
    by: str
    request_id: str
    step: str | None = None

    @property
    def key(self) -> str:
        return f"note/{self.request_id}"
