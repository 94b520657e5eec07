"""What the in-memory ledger keeps, and how facts come into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.cadence import Cadence
from domain.cadence.promotions import Promotion
from domain.clock import Clock
from domain.errors import UnknownEnrollment
from domain.facts import Fact
from domain.mail.doubts import Evidence
from domain.mailboxes import Waiter
from domain.mailboxes.credentials import Credential
from domain.pausing import CadencePause
from domain.people.prospects import Prospect
from domain.ports import Claim, InboundEvent, TaskRequest
from domain.rep_work.absences import Absence
from ledger.records import Answered, Lease, ReadingRow, SuppressionChange, SuppressionRow
from ledger.records.rep_work import Take
from ledger.rules.addresses import EVERY_CHANNEL
from ledger.rules.admission import Entry
from ledger.rules.folding import Fold, Projection
from ledger.rules.silencing import Silence, said_by, silence_of, silenced
from ledger.touches.mailboxes import Known


@dataclass(frozen=True)
class Frozen:
    """A claim with what was frozen when it was reserved; `at` is when it was, or when it began."""

    claim: Claim
    recipient: str
    not_after: datetime
    message: bytes
    subject: str | None
    at: datetime
    slot_at: datetime | None
    channel: str = "email"

    @property
    def is_mail(self) -> bool:
        return self.channel == "email"


@dataclass
class Kept:
    """One enrollment and everything that hangs on it."""

    enrollment_id: str
    prospect_id: str
    cadence: str
    version: str
    group: str
    workflow_id: str
    enrolled_at: datetime
    entry: Entry
    facts: list[Fact] = field(default_factory=list)
    projection: Projection = field(default_factory=lambda: Projection(Fold()))
    claims: dict[str, Frozen] = field(default_factory=dict)
    briefs: dict[str, TaskRequest] = field(default_factory=dict)
    stops: set[str] = field(default_factory=set)
    takes: dict[str, Take] = field(default_factory=dict)
    evidence: dict[tuple[str, str], Evidence] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return not self.projection.fold.state.is_ended


@dataclass
class Arrived:
    """An event in the inbox."""

    id: int
    event: InboundEvent
    enrollment_id: str | None
    verdict: str
    closed_at: datetime | None = None
    reason: str | None = None
    tries: int = 0

    @property
    def source_id(self) -> str:
        return self.event.source_id


@dataclass
class Memory:
    """All of it; insertion order is the order of time."""

    cadences: dict[str, Cadence] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    published: dict[str, datetime] = field(default_factory=dict)
    prospects: dict[str, Prospect] = field(default_factory=dict)
    enrollments: dict[str, Kept] = field(default_factory=dict)
    inbox: dict[tuple[str, str], Arrived] = field(default_factory=dict)
    leases: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    suppressed: dict[tuple[str, str], SuppressionRow] = field(default_factory=dict)
    suppression_changes: list[SuppressionChange] = field(default_factory=list)
    mailboxes: dict[str, Known] = field(default_factory=dict)
    waiters: dict[str, tuple[str, Waiter]] = field(default_factory=dict)
    credentials: dict[str, Credential] = field(default_factory=dict)
    requests: dict[tuple[str, str], tuple[str, Answered]] = field(default_factory=dict)
    absences: list[Absence] = field(default_factory=list)
    readings: dict[str, ReadingRow] = field(default_factory=dict)
    reading_leases: dict[str, Lease] = field(default_factory=dict)
    cadence_pauses: list[CadencePause] = field(default_factory=list)
    woken: set[int] = field(default_factory=set)
    promotions: list[Promotion] = field(default_factory=list)
    clock: Clock | None = None

    def is_paused(self, cadence: str) -> bool:
        """Whether the whole cadence of this name stands still."""
        return any(pause.stands and pause.cadence == cadence for pause in self.cadence_pauses)

    def kept(self, enrollment_id: str) -> Kept:
        """The enrollment. Raises `UnknownEnrollment`."""
        if enrollment_id not in self.enrollments:
            raise UnknownEnrollment(f"there is no enrollment {enrollment_id!r}")
        return self.enrollments[enrollment_id]

    def append(self, kept: Kept, new: Sequence[Fact]) -> tuple[Fact, ...]:
        """Take in what is not there yet; the facts as they stand, in the order given."""
        for fact in new:
            if fact.key not in {known.key for known in kept.facts}:
                self._take(kept, fact)
            kept.stops.discard(getattr(fact, "source_id", ""))
        stands = {known.key: known for known in kept.facts}
        return tuple(stands[fact.key] for fact in new)

    def suppress(self, prospect_id: str, silence: Silence, source: str, at: datetime) -> None:
        """Put on the list whom and what this silences; see `silencing.Silence`."""
        for address, channel in silenced(self.prospects[prospect_id], silence):
            self.suppress_addresses((address,), channel, source, at)

    def suppress_addresses(
        self, addresses: Iterable[str], channel: str, source: str, at: datetime
    ) -> None:
        """What is suppressed already stays as it was first written."""
        for address in addresses:
            row = SuppressionRow(address, channel, source, at)
            self.suppressed.setdefault((address, channel), row)

    def is_suppressed(self, addresses: Iterable[str], *channels: str) -> bool:
        """Whether one of the addresses (as `addresses.py` compares them) is silenced there."""
        silenced = (*channels, EVERY_CHANNEL)
        return any((key, channel) in self.suppressed for key in addresses for channel in silenced)

    def _take(self, kept: Kept, fact: Fact) -> None:
        kept.facts.append(fact)
        kept.projection.take(fact)
        if silence := silence_of(fact):
            source = said_by(kept.enrollment_id, fact)
            self.suppress(kept.prospect_id, silence, source, fact.at)
