"""What happened to one enrollment, in the past tense.

A fact is immutable and names itself by a business key, unique within its enrollment: whoever
writes it twice has written it once. A new kind of fact is one class and one line in `Fact`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from domain.facts.course import (
    Enrolled,
    EnrollmentEnded,
    Jumped,
    Paused,
    ReplyCorrected,
    Resumed,
)
from domain.facts.deals import (
    DEALS,
    OPPORTUNITY_ID,
    STAGES,
    Deal,
    DealFact,
    OpportunityLost,
    OpportunityOpened,
    OpportunityWon,
)
from domain.facts.inbound import (
    INBOUND,
    STOPPING,
    UNCLASSIFIED,
    Bounced,
    ColleagueReplied,
    Detail,
    Engaged,
    Inbound,
    InboundFact,
    MeetingBooked,
    MeetingCanceled,
    OptedOut,
    ReplyReceived,
    SoftBounced,
    detail_of,
    inbound_fact,
)
from domain.facts.rep_work import NoteAdded, TaskAssigned, TaskPostponed
from domain.facts.telephony import (
    CallBegun,
    CallReported,
    Leg,
    Report,
    TelephonyFact,
    TextReported,
    VoicemailDropped,
)
from domain.facts.touches import (
    TaskCompleted,
    TaskEscalated,
    TaskOpened,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchPlanned,
    TouchReopened,
    TouchSkipped,
)

__all__ = [
    "DEALS",
    "INBOUND",
    "OPPORTUNITY_ID",
    "STAGES",
    "STOPPING",
    "UNCLASSIFIED",
    "Bounced",
    "CallBegun",
    "CallReported",
    "ColleagueReplied",
    "CourseFact",
    "Deal",
    "DealFact",
    "Detail",
    "Engaged",
    "Enrolled",
    "EnrollmentEnded",
    "Fact",
    "Inbound",
    "InboundFact",
    "Jumped",
    "Leg",
    "MeetingBooked",
    "MeetingCanceled",
    "NoteAdded",
    "OpportunityLost",
    "OpportunityOpened",
    "OpportunityWon",
    "OptedOut",
    "Paused",
    "ReplyCorrected",
    "ReplyReceived",
    "Report",
    "Resolved",
    "Resumed",
    "SoftBounced",
    "TaskAssigned",
    "TaskCompleted",
    "TaskEscalated",
    "TaskOpened",
    "TaskPostponed",
    "TelephonyFact",
    "TextReported",
    "TouchFact",
    "TouchHeld",
    "TouchInDoubt",
    "TouchPerformed",
    "TouchPlanned",
    "TouchReopened",
    "TouchSkipped",
    "VoicemailDropped",
    "detail_of",
    "fact_from_json",
    "fact_to_json",
    "inbound_fact",
    "source_of",
]

TouchFact = (
    TouchPlanned
    | TouchHeld
    | TouchPerformed
    | TouchInDoubt
    | TouchReopened
    | TouchSkipped
    | TaskOpened
    | TaskPostponed
)
# What a mail in doubt turns out to have been, or that it is to be sent once more.
Resolved = Annotated[TouchPerformed | TouchSkipped | TouchReopened, Field(discriminator="type")]
CourseFact = Enrolled | Paused | Resumed | Jumped | ReplyCorrected | EnrollmentEnded
Fact = Annotated[
    TouchFact
    | TaskEscalated
    | TaskCompleted
    | TaskAssigned
    | NoteAdded
    | TelephonyFact
    | InboundFact
    | DealFact
    | CourseFact,
    Field(discriminator="type"),
]

_FACT: TypeAdapter[Fact] = TypeAdapter(Fact)


def source_of(fact: Fact) -> str | None:
    """By what a fact that comes from outside the run, an event or a request, is known again."""
    if source_id := getattr(fact, "source_id", None):
        return str(source_id)
    request_id = getattr(fact, "request_id", None)
    return f"request/{request_id}" if request_id else None


def fact_to_json(fact: Fact) -> str:
    """The fact as one JSON object; `fact_from_json` is its inverse."""
    return _FACT.dump_json(fact).decode()


def fact_from_json(text: str) -> Fact:
    """The fact that `fact_to_json` wrote. Raises `pydantic.ValidationError` on anything else."""
    return _FACT.validate_json(text)
