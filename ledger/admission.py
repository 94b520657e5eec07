"""Who may be enrolled, and as what: pure, and the same for both ledgers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from domain.cadence import Cadence
from domain.enrollment import fold
from domain.facts import Enrolled
from ledger.records import NotEnrolled, Ticket


@dataclass(frozen=True)
class Intake:
    """Into what, when, and whether those may come who have finished it before.

    `version` is what the cadence was published under; a later Drumbeat may compute another.
    """

    cadence: Cadence
    version: str
    at: datetime
    again: bool


@dataclass(frozen=True)
class Earlier:
    """An enrollment that the prospect has or had."""

    cadence: str
    exclusivity_group: str
    is_open: bool


def reason_against(earlier: Iterable[Earlier], intake: Intake) -> NotEnrolled | None:
    """One at a time in a group, and once in a cadence unless they may come again."""
    known = tuple(earlier)
    group = intake.cadence.exclusivity_group
    if any(one.is_open and one.exclusivity_group == group for one in known):
        return NotEnrolled.ALREADY_ACTIVE
    has_finished = any(not one.is_open and one.cadence == intake.cadence.name for one in known)
    return NotEnrolled.ALREADY_FINISHED if has_finished and not intake.again else None


def admitted(prospect_id: str, intake: Intake) -> tuple[Ticket, Enrolled]:
    """A new enrollment and its first fact.

    The workflow's id comes from prospect and group, so that Temporal too keeps one active.
    """
    cadence = intake.cadence
    fact = Enrolled(at=intake.at, cadence=cadence.name, version=intake.version)
    ticket = Ticket(
        enrollment_id=f"e-{token_hex(6)}",
        workflow_id=f"enrollment/{cadence.exclusivity_group}/{prospect_id}",
        cadence=cadence.name,
        version=intake.version,
        plan=cadence.plan,
        state=fold([fact]),
    )
    return ticket, fact
