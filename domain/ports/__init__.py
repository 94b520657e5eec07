"""What the activities need from the outside, as Protocols; `ledger` and `transports` provide it.

Every method that names an enrollment raises `UnknownEnrollment` for one that does not exist, and
every ledger method raises `LedgerUnavailable` while the ledger cannot be reached.
"""

from __future__ import annotations

from domain.ports.inbound import (
    InboundEvent,
    Ingested,
    Ingress,
    source_of,
)
from domain.ports.keeping import (
    Directory,
    FactLog,
    Ledger,
)
from domain.ports.sending import (
    Accepted,
    Delivery,
    Mailboxes,
    MailTransport,
    Phase,
    Rejected,
    SenderRequest,
    Unanswered,
    Withdrawn,
)
from domain.ports.starting import (
    Claim,
    ClaimRequest,
    ClaimState,
    Refusal,
    TaskRequest,
    Tasks,
    TouchClaims,
)

__all__ = [
    "Accepted",
    "Claim",
    "ClaimRequest",
    "ClaimState",
    "Delivery",
    "Directory",
    "FactLog",
    "InboundEvent",
    "Ingested",
    "Ingress",
    "Ledger",
    "MailTransport",
    "Mailboxes",
    "Phase",
    "Refusal",
    "Rejected",
    "SenderRequest",
    "TaskRequest",
    "Tasks",
    "TouchClaims",
    "Unanswered",
    "Withdrawn",
    "source_of",
]
