"""What came in from outside, once for each event of its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

UNCLASSIFIED = "unclassified"


@dataclass(frozen=True)
class Detail:
    """What is known of an event beside its kind; no personal data.

    `reply_class` is one of `domain.cadence.REPLY_CLASSES`, of which the `rule` of that name is sure
    to `confidence` percent; `until` the return date of somebody who is away, `kind` one of
    `domain.mail.engagement.KINDS`, `step` the touch that it answers, `timezone` the IANA zone that
    the invitee of a meeting gave; `opportunity` is the id that the CRM has for one, to which
    something happened at `happened_at`.
    """

    reply_class: str | None = None
    until: datetime | None = None
    kind: str | None = None
    step: str | None = None
    timezone: str | None = None
    confidence: int | None = None
    rule: str | None = None
    opportunity: str | None = None
    happened_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """Something came in from outside, once for each event of its source."""

    at: datetime
    source_id: str

    @property
    def key(self) -> str:
        return f"source/{self.source_id}"

    @property
    def event(self) -> str | None:
        """The name by which a cadence reacts to it; None for what nothing reacts to."""
        return getattr(self, "type", None)


@dataclass(frozen=True, kw_only=True)
class ReplyReceived(Inbound):
    """The prospect answered the mail of `to_step`; `until` is when somebody who is away comes back.

    `rule` found the class, `confidence` percent sure.
    """

    type: Literal["reply"] = "reply"
    reply_class: str = UNCLASSIFIED
    until: datetime | None = None
    confidence: int | None = None
    rule: str | None = None
    to_step: str | None = None

    @property
    def event(self) -> str:
        return f"reply/{self.reply_class}"


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
class SoftBounced(Inbound):
    """A mail could not be delivered now, for a reason that may pass, as a full mailbox."""

    type: Literal["soft_bounce"] = "soft_bounce"
    step: str | None = None


@dataclass(frozen=True, kw_only=True)
class OptedOut(Inbound):
    """The prospect asked not to be contacted."""

    type: Literal["opt_out"] = "opt_out"


@dataclass(frozen=True, kw_only=True)
class Engaged(Inbound):
    """A mail was opened or a link of it clicked; only the click of a person changes anything."""

    type: Literal["engagement"] = "engagement"
    kind: str = "open"
    step: str | None = None

    @property
    def event(self) -> str | None:
        return "click" if self.kind == "click" else None


@dataclass(frozen=True, kw_only=True)
class ColleagueReplied(Inbound):
    """Somebody else of the prospect's account answered."""

    type: Literal["colleague_replied"] = "colleague_replied"


InboundFact = (
    ReplyReceived
    | MeetingBooked
    | MeetingCanceled
    | Bounced
    | SoftBounced
    | OptedOut
    | Engaged
    | ColleagueReplied
)

INBOUND: dict[str, type[InboundFact]] = {
    "reply": ReplyReceived,
    "meeting_booked": MeetingBooked,
    "meeting_canceled": MeetingCanceled,
    "bounce": Bounced,
    "soft_bounce": SoftBounced,
    "opt_out": OptedOut,
    "engagement": Engaged,
    "colleague_replied": ColleagueReplied,
}
STOPPING = frozenset({"reply", "meeting_booked", "bounce", "opt_out"})


def inbound_fact(kind: str, at: datetime, source_id: str, detail: Detail | None) -> InboundFact:
    """The fact of this kind, one of `INBOUND`, with what is known of it."""
    known = detail or Detail()
    match kind:
        case "reply":
            return ReplyReceived(
                at=at,
                source_id=source_id,
                reply_class=known.reply_class or UNCLASSIFIED,
                until=known.until,
                confidence=known.confidence,
                rule=known.rule,
                to_step=known.step,
            )
        case "engagement":
            return Engaged(at=at, source_id=source_id, kind=known.kind or "open", step=known.step)
        case "soft_bounce":
            return SoftBounced(at=at, source_id=source_id, step=known.step)
        case _:
            return INBOUND[kind](at=at, source_id=source_id)


def detail_of(fact: InboundFact) -> Detail | None:
    """What `inbound_fact` needs to make the fact again; None where its kind says all."""
    match fact:
        case ReplyReceived():
            detail = Detail(
                reply_class=fact.reply_class,
                until=fact.until,
                step=fact.to_step,
                confidence=fact.confidence,
                rule=fact.rule,
            )
        case Engaged(kind=kind, step=step):
            detail = Detail(kind=kind, step=step)
        case SoftBounced(step=step):
            detail = Detail(step=step)
        case _:
            return None
    plain = inbound_fact(fact.type, fact.at, fact.source_id, None)
    return None if fact == plain else detail
