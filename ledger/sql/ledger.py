"""The ledger on a database: one method, one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.cadence import Cadence
from domain.cadence.leading import arms_of
from domain.clock import Clock
from domain.experiments import own_variants
from domain.facts import Fact
from domain.people.enrollee import Enrollee
from domain.people.prospects import Prospect
from ledger import cadences, clocks, facts, projections, prospects
from ledger.database.engine import Database
from ledger.enrollments import enrolling, queries, requests, succeeding
from ledger.enrollments.files import NOTHING
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
from ledger.rules.admission import Intake, Published
from ledger.sql.analytics import SqlAnalytics
from ledger.sql.doubts import SqlDoubts
from ledger.sql.inbox import SqlInbox
from ledger.sql.judgements import SqlJudgements
from ledger.sql.mails import SqlMails
from ledger.sql.pages import SqlPages
from ledger.sql.pauses import SqlPauses
from ledger.sql.people import SqlPeople
from ledger.sql.promotions import SqlPromotions
from ledger.sql.readings import SqlReadings
from ledger.sql.rep_work import SqlRepWork
from ledger.sql.statistics import SqlStatistics
from ledger.sql.suppressions import SqlSuppressions
from ledger.sql.telephony import SqlTelephony


class SqlLedger(
    SqlAnalytics,
    SqlInbox,
    SqlDoubts,
    SqlJudgements,
    SqlMails,
    SqlPages,
    SqlPauses,
    SqlPeople,
    SqlPromotions,
    SqlReadings,
    SqlRepWork,
    SqlStatistics,
    SqlSuppressions,
    SqlTelephony,
):
    """The ports `Ledger` and `Ingress`, and what the top floor reads and does besides.

    Every method raises `LedgerUnavailable` while the database cannot be reached.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        # A version never changes, so what was read once is never read again.
        self._cadences: dict[str, Cadence] = {}

    async def close(self) -> None:
        """Let go of the database; nothing under way is lost."""
        await self._database.close()

    async def enrollee(self, enrollment_id: str) -> Enrollee:
        """Who is enrolled in what."""
        who = await self._database.read(queries.enrollee, enrollment_id)
        published = await self._version(who.version)
        return Enrollee(
            enrollment_id,
            who.prospect,
            published,
            who.variants,
            who.not_before,
            who.is_cadence_paused,
        )

    async def append(self, enrollment_id: str, facts_: Sequence[Fact]) -> tuple[Fact, ...]:
        """`FactLog.append`."""
        return await self._database.run(succeeding.append, enrollment_id, facts_)

    async def standing(self, enrollment_id: str, *keys: str) -> Fact | None:
        """`FactLog.standing`."""
        return await self._database.read(facts.standing, enrollment_id, keys)

    async def clock(
        self, host_now: datetime, speed: float | None = None, anchor: datetime | None = None
    ) -> Clock:
        """The one clock of this ledger, as it stands unless a speed is given.

        `anchor`, a Drumbeat instant, counts on first use only. Raises `ClockInUse` where the
        speed would change under open enrollments.
        """
        return await self._database.run(clocks.clock, host_now, speed, anchor)

    async def publish(
        self, cadence: Cadence, at: datetime, contents: Mapping[str, bytes] = NOTHING
    ) -> str:
        """Keep the cadence, as the newest of its name, with its files' contents by digest.

        Returns the version. Raises `InvalidCadence` where it leads to an unknown one or in a
        circle, and where what a file contains has not come with it.
        """
        return await self._database.run(cadences.publish, cadence, at, contents)

    async def cadence(self, name_or_version: str) -> Cadence:
        """The newest of a name, or exactly a version. Raises `UnknownCadence`."""
        return await self._version(await self._database.read(cadences.version_of, name_or_version))

    async def cadences(self) -> tuple[CadenceRow, ...]:
        """Every published version, by name, the newest first."""
        return await self._database.read(cadences.all_cadences)

    async def enroll(
        self,
        prospects: Sequence[Prospect],
        cadence: str,
        at: datetime,
        again: bool = False,  # noqa: FBT001, FBT002 -- the switch of the command line, as it is called there
    ) -> tuple[Ticket | NotEnrolled, ...]:
        """Enroll each into the published cadence of this name or version, or say why not.

        One transaction, answers in the order given. Raises `UnknownCadence`.
        """
        intake = await self._intake(cadence, at, again=again)
        return await self._database.run(enrolling.enroll, prospects, intake)

    async def enroll_once(
        self, key: RequestKey, prospect: Prospect, cadence: str, at: datetime, *, again: bool
    ) -> Answered:
        """Enroll as `enroll` does, once for each key; asked again, the same answer.

        Raises `UnknownCadence`, and `KeyReused` where the key stands for another request.
        """
        intake = await self._intake(cadence, at, again=again)
        return await self._database.run(requests.enroll_once, key, prospect, intake)

    async def use_once(self, key: RequestKey, at: datetime) -> None:
        """Take note of a key. Raises `KeyReused` where it stands for another request."""
        await self._database.run(requests.use_once, key, at)

    async def fill(self, enrollment_id: str, variables: Mapping[str, str]) -> None:
        """What was found out about the prospect joins its variables.

        Raises `ValueError` for an empty value and `UnknownEnrollment`.
        """
        await self._database.run(prospects.fill, enrollment_id, variables)

    async def ticket(self, enrollment_id: str) -> Ticket:
        """What it takes to start or signal the workflow. Raises `UnknownEnrollment`."""
        return await self._ticket(await self._database.read(queries.stub, enrollment_id))

    async def open_tickets(self) -> tuple[Ticket, ...]:
        """Every enrollment that has not ended, the oldest first."""
        stubs = await self._database.read(queries.open_stubs)
        return tuple([await self._ticket(stub) for stub in stubs])

    async def unstarted(self, limit: int) -> tuple[Ticket, ...]:
        """Those that follow another and have no fact of their own run, the oldest first."""
        stubs = await self._database.read(queries.unstarted, limit)
        return tuple([await self._ticket(stub) for stub in stubs])

    async def enrollments(
        self, state: str | None = None, cadence: str | None = None
    ) -> tuple[EnrollmentRow, ...]:
        """Those in a state and of a cadence's name, the oldest first, an import in its order."""
        return await self._database.read(queries.all_enrollments, state, cadence)

    async def enrollment(
        self, enrollment_id: str
    ) -> tuple[EnrollmentRow, tuple[TouchRow, ...], tuple[FactRow, ...]]:
        """One enrollment with its touches and facts. Raises `UnknownEnrollment`."""
        return await self._database.read(queries.one_enrollment, enrollment_id)

    async def card(self, task_id: str, at: datetime) -> TaskCard:
        """All that it takes to do an open task. Raises `UnknownTask`."""
        return await card_of(self, task_id, at)

    async def rebuild(self) -> int:
        """Fold every projection anew from the facts; the number of enrollments."""
        return await self._database.run(projections.rebuild)

    async def differences(self) -> tuple[str, ...]:
        """Where the projections are not what the facts give, one line each."""
        return await self._database.read(projections.differences)

    async def _version(self, version: str) -> Cadence:
        if version not in self._cadences:
            self._cadences[version] = await self._database.read(cadences.cadence_of, version)
        return self._cadences[version]

    async def _published(self, name_or_version: str) -> Published:
        version = await self._database.read(cadences.version_of, name_or_version)
        return Published(await self._version(version), version)

    async def _intake(self, cadence: str, at: datetime, *, again: bool) -> Intake:
        into = await self._published(cadence)
        others = {name: await self._published(name) for name in arms_of(into.cadence)}
        return Intake(into, at, again, others)

    async def _ticket(self, stub: queries.Stub) -> Ticket:
        cadence = await self._version(stub.version)
        return Ticket(
            stub.enrollment_id,
            stub.workflow_id,
            cadence.name,
            stub.version,
            cadence.in_variants(own_variants(cadence, stub.variants)).plan,
            stub.state,
        )
