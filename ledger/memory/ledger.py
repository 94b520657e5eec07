"""The ledger in memory, for tests and simulations: the same promises, gone with the process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.cadence import Cadence
from domain.clock import Clock
from domain.errors import ClockInUse
from domain.facts import Fact
from domain.people.enrollee import Enrollee
from domain.people.prospects import Prospect
from ledger.cadences import cadence_row
from ledger.clocks import at_speed
from ledger.enrollments.files import NOTHING
from ledger.memory import enrolling, publishing, requests, succeeding
from ledger.memory.analytics import MemoryAnalytics
from ledger.memory.doubts import MemoryDoubts
from ledger.memory.events import MemoryInbox
from ledger.memory.judgements import MemoryJudgements
from ledger.memory.mails import MemoryMails
from ledger.memory.pauses import MemoryPauses
from ledger.memory.promotions import MemoryPromotions
from ledger.memory.readings import MemoryReadings
from ledger.memory.rep_work import MemoryRepWork
from ledger.memory.state import Memory
from ledger.memory.statistics import MemoryStatistics
from ledger.memory.telephony import MemoryTelephony
from ledger.prospects import refuse_blanks
from ledger.records import (
    Answered,
    CadenceRow,
    EnrollmentRow,
    FactRow,
    NotEnrolled,
    RequestKey,
    Ticket,
    TouchRow,
)
from ledger.records.rep_work import TaskCard
from ledger.rep_work.cards import card_of


class MemoryLedger(
    MemoryAnalytics,
    MemoryInbox,
    MemoryDoubts,
    MemoryJudgements,
    MemoryMails,
    MemoryPauses,
    MemoryPromotions,
    MemoryReadings,
    MemoryRepWork,
    MemoryStatistics,
    MemoryTelephony,
):
    """The ports `Ledger` and `Ingress`, and what the top floor reads and does besides.

    No method waits for anything, so within one event loop each is one transaction.
    """

    def __init__(self) -> None:
        self._memory = Memory()

    async def close(self) -> None:
        """Nothing to let go of."""

    async def enrollee(self, enrollment_id: str) -> Enrollee:
        """Who is enrolled in what."""
        kept = self._memory.kept(enrollment_id)
        prospect = self._memory.prospects[kept.prospect_id]
        published = self._memory.cadences[kept.version]
        entry = kept.entry
        stands_still = self._memory.is_paused(kept.cadence)
        return Enrollee(
            enrollment_id, prospect, published, entry.variants, entry.not_before, stands_still
        )

    async def append(self, enrollment_id: str, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """`FactLog.append`."""
        kept = self._memory.kept(enrollment_id)
        return succeeding.append(self._memory, kept, facts)

    async def standing(self, enrollment_id: str, *keys: str) -> Fact | None:
        """`FactLog.standing`."""
        known = {fact.key: fact for fact in self._memory.kept(enrollment_id).facts}
        return next((known[key] for key in keys if key in known), None)

    async def clock(
        self, host_now: datetime, speed: float | None = None, anchor: datetime | None = None
    ) -> Clock:
        """The one clock of this ledger, as it stands unless a speed is given.

        `anchor`, a Drumbeat instant, counts on first use only. Raises `ClockInUse` where the
        speed would change under open enrollments.
        """
        stored = self._memory.clock or Clock(host_now, anchor or host_now, speed or 1.0)
        anew = at_speed(stored, host_now, speed)
        if anew != stored and any(kept.is_open for kept in self._memory.enrollments.values()):
            raise ClockInUse
        self._memory.clock = anew
        return anew

    async def publish(
        self, cadence: Cadence, at: datetime, contents: Mapping[str, bytes] = NOTHING
    ) -> str:
        """Keep the cadence, as the newest of its name, with its files' contents by digest.

        Returns the version. Raises `InvalidCadence` as `refuse_misleading`, and where what a file
        contains has not come with it.
        """
        return publishing.publish(self._memory, cadence, at, contents)

    async def cadence(self, name_or_version: str) -> Cadence:
        """The newest of a name, or exactly a version. Raises `UnknownCadence`."""
        return self._memory.cadences[enrolling.version_of(self._memory, name_or_version)]

    async def cadences(self) -> tuple[CadenceRow, ...]:
        """Every published version, by name, the newest first."""
        published = self._memory.published
        newest = sorted(published, key=lambda version: published[version], reverse=True)
        rows = [cadence_row(v, self._memory.cadences[v], published[v]) for v in newest]
        return tuple(sorted(rows, key=lambda row: row.name))

    async def enroll(
        self,
        prospects: Sequence[Prospect],
        cadence: str,
        at: datetime,
        again: bool = False,  # noqa: FBT001, FBT002 -- the switch of the command line, as it is called there
    ) -> tuple[Ticket | NotEnrolled, ...]:
        """Enroll each into the published cadence of this name or version, or say why not."""
        intake = enrolling.intake_of(self._memory, cadence, at, again=again)
        return enrolling.enroll(self._memory, prospects, intake)

    async def enroll_once(
        self, key: RequestKey, prospect: Prospect, cadence: str, at: datetime, *, again: bool
    ) -> Answered:
        """Enroll as `enroll` does, once for each key; asked again, the same answer."""
        intake = enrolling.intake_of(self._memory, cadence, at, again=again)
        return requests.enroll_once(self._memory, key, prospect, intake)

    async def use_once(self, key: RequestKey, at: datetime) -> None:
        """Take note of a key. Raises `KeyReused` where it stands for another request."""
        requests.use_once(self._memory, key)

    async def fill(self, enrollment_id: str, variables: Mapping[str, str]) -> None:
        """What was found out about the prospect joins its variables.

        Raises `ValueError` for an empty value and `UnknownEnrollment`.
        """
        refuse_blanks(variables)
        person = self._memory.prospects[self._memory.kept(enrollment_id).prospect_id]
        filled = replace(person, variables={**person.variables, **variables})
        self._memory.prospects[person.id] = filled

    async def unstarted(self, limit: int) -> tuple[Ticket, ...]:
        """Those that follow another and have no fact of their own run, the oldest first."""
        kept = [
            kept.enrollment_id
            for kept in self._memory.enrollments.values()
            if kept.entry.predecessor and len(kept.facts) == 1
        ]
        return tuple([await self.ticket(enrollment_id) for enrollment_id in kept[:limit]])

    async def ticket(self, enrollment_id: str) -> Ticket:
        """What it takes to start or signal the workflow. Raises `UnknownEnrollment`."""
        kept = self._memory.kept(enrollment_id)
        return enrolling.ticket(kept, self._memory.cadences[kept.version])

    async def open_tickets(self) -> tuple[Ticket, ...]:
        """Every enrollment that has not ended, the oldest first."""
        kept = [kept for kept in self._memory.enrollments.values() if kept.is_open]
        ordered = sorted(kept, key=lambda kept: kept.enrolled_at)
        return tuple([await self.ticket(kept.enrollment_id) for kept in ordered])

    async def enrollments(
        self, state: str | None = None, cadence: str | None = None
    ) -> tuple[EnrollmentRow, ...]:
        """Those in a state and of a cadence's name, the oldest first, an import in its order."""
        kept = self._memory.enrollments.values()
        rows = [enrolling.enrollment_row(self._memory, one) for one in kept]
        ordered = sorted(rows, key=lambda row: row.enrolled_at)
        in_state = [row for row in ordered if state in (None, row.state)]
        return tuple(row for row in in_state if cadence in (None, row.cadence))

    async def enrollment(
        self, enrollment_id: str
    ) -> tuple[EnrollmentRow, tuple[TouchRow, ...], tuple[FactRow, ...]]:
        """One enrollment with its touches and facts. Raises `UnknownEnrollment`."""
        kept = self._memory.kept(enrollment_id)
        facts = tuple(FactRow(seq, fact.key, fact) for seq, fact in enumerate(kept.facts, 1))
        row = enrolling.enrollment_row(self._memory, kept)
        return row, enrolling.touch_rows(kept), facts

    async def card(self, task_id: str, at: datetime) -> TaskCard:
        """All that it takes to do an open task. Raises `UnknownTask`."""
        return await card_of(self, task_id, at)
