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
from domain.ports.telephony import (
    Answer,
    Bridge,
    CallLog,
    CallRequest,
    CallTransport,
    Declined,
    LeftToRep,
    Taken,
    Text,
    TextDelivery,
    TextTransport,
    Unreached,
)

__all__ = [
    "Accepted",
    "Answer",
    "Bridge",
    "CallLog",
    "CallRequest",
    "CallTransport",
    "Claim",
    "ClaimRequest",
    "ClaimState",
    "Declined",
    "Delivery",
    "Directory",
    "FactLog",
    "InboundEvent",
    "Ingested",
    "Ingress",
    "Ledger",
    "LeftToRep",
    "MailTransport",
    "Mailboxes",
    "Phase",
    "Refusal",
    "Rejected",
    "SenderRequest",
    "Taken",
    "TaskRequest",
    "Tasks",
    "Text",
    "TextDelivery",
    "TextTransport",
    "TouchClaims",
    "Unanswered",
    "Unreached",
    "Withdrawn",
    "source_of",
]
