"""What crosses the border of the workflow: its input, its updates and what queries answer.

Open histories carry these, so fields are added with a default and never renamed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.cadence import Plan
from domain.clock import Clock
from domain.enrollment import Enrollment
from domain.facts import Detail, ReplyCorrected, Resolved, Resumed


@dataclass(frozen=True)
class EnrollmentInput:
    """Ids and the compact plan; `state` is the fold of the facts where a run takes over."""

    enrollment_id: str
    cadence: str
    version: str
    plan: Plan
    clock: Clock | None = None
    state: Enrollment | None = None
    format: int = 1


@dataclass(frozen=True)
class Outcome:
    """How the enrollment ended."""

    state: str
    reason: str


@dataclass(frozen=True)
class Heard:
    """What came in for an enrollment: the one argument of every signal.

    One, as the SDK reads types only where all of a handler's arguments are given. `source_id` is
    the event's own name, by which the run knows it again; `at` is Drumbeat time.
    """

    enrollment_id: str
    source_id: str
    at: datetime
    detail: Detail | None = None


@dataclass(frozen=True)
class DoubtResolved:
    """What a mail in doubt turned out to have been, as the ledger has it already."""

    enrollment_id: str
    fact: Resolved


@dataclass(frozen=True)
class CadenceResumed:
    """The pause of the whole cadence is over, as the ledger has it already."""

    enrollment_id: str
    fact: Resumed


@dataclass(frozen=True)
class CompleteTask:
    """A rep has done the touch.

    With `call_back_at` (Drumbeat time, its zone given) the task stays open and is due then. A
    `request_id` makes it happen once, however often it is sent; `enrollment_id` is the one meant.
    """

    step: str
    disposition: str
    by: str
    request_id: str | None = None
    call_back_at: datetime | None = None
    enrollment_id: str | None = None


@dataclass(frozen=True)
class PostponeTask:
    """The open task is to be due then (Drumbeat time, its zone given)."""

    step: str
    due_at: datetime
    reason: str
    by: str
    request_id: str
    enrollment_id: str | None = None


@dataclass(frozen=True)
class SkipStep:
    """The step is never to be touched, and its task, where one is open, is given up."""

    step: str
    by: str
    request_id: str
    enrollment_id: str | None = None


@dataclass(frozen=True)
class JumpTo:
    """Go ahead to the step; what has not begun before it is left out."""

    step: str
    by: str
    request_id: str
    enrollment_id: str | None = None


@dataclass(frozen=True)
class PauseRequest:
    """Stand still; `until` (Drumbeat time) resumes by itself. `request_id` makes it happen once."""

    reason: str
    by: str
    request_id: str
    until: datetime | None = None


@dataclass(frozen=True)
class ResumeRequest:
    """End every pause."""

    by: str
    request_id: str


@dataclass(frozen=True)
class FinishRequest:
    """End the enrollment by hand."""

    reason: str
    by: str
    request_id: str


@dataclass(frozen=True)
class CorrectReply:
    """Say of which class a reply is, named by its source; `until` is when somebody is back."""

    reply: str
    reply_class: str
    by: str
    request_id: str
    until: datetime | None = None

    def fact(self, at: datetime) -> ReplyCorrected:
        """What a person has said, at this instant."""
        return ReplyCorrected(
            at=at,
            source_id=f"correction/{self.request_id}",
            reply=self.reply,
            reply_class=self.reply_class,
            by=self.by,
            until=self.until,
        )


@dataclass(frozen=True)
class Standing:
    """Where the run stands, what it waits for, and what it has taken of what came in."""

    enrollment_id: str
    state: str
    reason: str | None
    waiting_for: str
    until: datetime | None
    sources: tuple[str, ...]
    open_tasks: tuple[str, ...] = ()
