"""The tables: facts, inbox and claims are the truth; what follows from the facts is a projection.

Text that must be found by equality (addresses) is stored casefolded.
"""

from __future__ import annotations

from ledger.schema.analytics import exposures, person_outcomes, stays, touch_outcomes
from ledger.schema.base import clock, metadata
from ledger.schema.enrollments import (
    HAS_DEAL,
    HELD,
    HELD_BACK,
    ORIGINAL,
    PLANNED_MAILS,
    PROJECTED,
    UNSTARTED,
    briefs,
    cadences,
    enrollments,
    facts,
    files,
    prospects,
    tasks,
    touches,
)
from ledger.schema.inbound import (
    inbox,
    leases,
    pending_stops,
    readings,
    requests,
    suppression_changes,
    suppressions,
)
from ledger.schema.mails import EMAIL, IN_DOUBT, claims, credentials, evidence, mailboxes, waiters
from ledger.schema.pauses import cadence_pauses
from ledger.schema.people import sessions, sign_in_attempts, sign_in_links, user_changes, users
from ledger.schema.promotions import promotions
from ledger.schema.rep_work import absences, task_takes

__all__ = [
    "EMAIL",
    "HAS_DEAL",
    "HELD",
    "HELD_BACK",
    "IN_DOUBT",
    "ORIGINAL",
    "PLANNED_MAILS",
    "PROJECTED",
    "UNSTARTED",
    "absences",
    "briefs",
    "cadence_pauses",
    "cadences",
    "claims",
    "clock",
    "credentials",
    "enrollments",
    "evidence",
    "exposures",
    "facts",
    "files",
    "inbox",
    "leases",
    "mailboxes",
    "metadata",
    "pending_stops",
    "person_outcomes",
    "promotions",
    "prospects",
    "readings",
    "requests",
    "sessions",
    "sign_in_attempts",
    "sign_in_links",
    "stays",
    "suppression_changes",
    "suppressions",
    "task_takes",
    "tasks",
    "touch_outcomes",
    "touches",
    "user_changes",
    "users",
    "waiters",
]
