"""What the ledger hands to the top floor: plain, frozen rows, and its errors."""

from __future__ import annotations

from domain.errors import DrumbeatError
from ledger.records.analytics import Counted, DealTaken, DealTold
from ledger.records.enrolling import (
    ENROLLED,
    Answered,
    CadenceRow,
    KeyReused,
    NotEnrolled,
    RequestKey,
    Ticket,
)
from ledger.records.enrollments import (
    EnrollmentRow,
    FactRow,
    TaskRow,
    TouchRow,
    UnknownTask,
)
from ledger.records.inbound import (
    EventNotWaiting,
    EventRow,
    InboxRow,
    Lease,
    NoCandidate,
    StoredEvent,
    UnknownEvent,
)
from ledger.records.mails import (
    MailboxRow,
    MailRow,
    ReadingRow,
    UnknownMail,
)
from ledger.records.suppressions import (
    Attribution,
    NotSuppressed,
    SuppressionChange,
    SuppressionRow,
)

__all__ = [
    "ENROLLED",
    "Answered",
    "Attribution",
    "CadenceRow",
    "Counted",
    "DealTaken",
    "DealTold",
    "EnrollmentRow",
    "EventNotWaiting",
    "EventRow",
    "FactRow",
    "InboxRow",
    "InvalidLedgerUrl",
    "KeyReused",
    "Lease",
    "MailRow",
    "MailboxRow",
    "NoCandidate",
    "NotEnrolled",
    "NotSuppressed",
    "ReadingRow",
    "RequestKey",
    "StoredEvent",
    "SuppressionChange",
    "SuppressionRow",
    "TaskRow",
    "Ticket",
    "TouchRow",
    "UnknownEvent",
    "UnknownMail",
    "UnknownTask",
]


class InvalidLedgerUrl(DrumbeatError):
    """DRUMBEAT_DATABASE_URL: this is no URL; use sqlite:///FILE or postgresql://HOST/NAME."""
