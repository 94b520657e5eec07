"""The door for what comes in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.facts import Detail, Report
from domain.people.prospects import Prospect


class Ingested(StrEnum):
    """What became of an inbound event."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    UNMATCHED = "unmatched"
    WEAK = "weak"
    TOO_LATE = "too_late"


def source_of(provider: str, event_id: str) -> str:
    """The business key under which a workflow records an event; a provider has no slash."""
    return f"{provider}/{event_id}"


@dataclass(frozen=True)
class InboundEvent:
    """One verified event of a provider, before it is matched.

    `fact` is one of `facts.INBOUND`. The clues are tried in this order: enrollment id, the
    Message-ID it answers, the prospect's mail address with its open enrollment, the telephone
    number (E.164) that only one prospect has; a stopping fact of an ended enrollment is for the one
    that its prospect is in now, and the address of who opts out comes before the Message-ID.
    `referral` is the person whom a reply names as the right one. `clicked_at`, Drumbeat time, is
    when a link was followed, where somebody has watched that: such a click is judged before it
    counts as a person's. What `is_private` is kept only where it leads to an enrollment. `words`
    are what somebody wrote, without quotes and signature, for people to read.
    """

    provider: str
    event_id: str
    fact: str
    received_at: datetime
    raw: bytes
    enrollment_id: str | None = None
    message_id: str | None = None
    email: str | None = None
    phone: str | None = None
    detail: Detail | None = None
    referral: Prospect | None = None
    clicked_at: datetime | None = None
    is_private: bool = False
    words: str | None = None

    @property
    def source_id(self) -> str:
        """As `source_of` makes it."""
        return source_of(self.provider, self.event_id)


class Ingress(Protocol):
    """The door for what comes in."""

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        """Match and store the event, with its pending stop where it stops, in one transaction.

        When this returns, a stopping fact that matched is obeyed by every later claim. An opt-out
        also suppresses the prospect's address, and does so again when it is told again. Returns
        the verdict and the matched enrollment id. `TOO_LATE` is an event for an enrollment that
        had ended; it sets no stop. A private event that is `UNMATCHED` leaves no trace.

        `WEAK` is an answer of which only the sender's domain fits: the enrollments of that account
        that were touched last, three at most, wait until a person has said whether it is theirs,
        the likeliest of which is returned. When a person answers, those of the account's other open
        enrollments whose cadence reacts to it are told in the same transaction, and wait until
        their runs have heard it.
        """

    async def report(self, enrollment_id: str, fact: Report) -> Ingested:
        """Keep what a provider says became of a text or a call that it was handed, once.

        A text of which anything is reported has been taken: its claim, where it is in doubt, is
        settled so, and its touch, where that was told as in doubt, is resolved. The run hears of
        that from the reconciler, and of nothing else. Says `UNMATCHED` where there is no such
        enrollment.
        """

    async def allow_texts(self, phone: str, heard: str, at: datetime) -> bool:
        """Somebody at this number wants texts again, says the event `heard`; whether they did not.

        Takes back what keeps texts alone from the number. Who has asked to hear nothing at all is
        let in again by a person only.
        """
