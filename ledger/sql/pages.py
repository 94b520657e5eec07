"""What the console reads, on a database: one method, one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.mail.doubts import Doubt
from domain.people.prospects import Prospect
from ledger.database.engine import Database
from ledger.pages import cadences, choosing, doubts, enrollment, enrollments, home, inbox, prospects
from ledger.pages import suppressions as listed
from ledger.pages.cadences import Standing, VersionLine
from ledger.pages.choosing import Chosen
from ledger.pages.doubts import DoubtLine
from ledger.pages.enrollment import HeardLine, MailLine
from ledger.pages.enrollments import EnrollmentLine, Wanted
from ledger.pages.home import Overview
from ledger.pages.keyset import Page
from ledger.pages.prospects import AccountLine, ProspectLine
from ledger.records import EventRow, SuppressionChange, SuppressionRow
from ledger.vitals import Vitals, vitals


@dataclass(frozen=True)
class Surroundings:
    """What stands around an enrollment: its mails, what came in, and its mails in doubt."""

    mails: tuple[MailLine, ...]
    heard: tuple[HeardLine, ...]
    doubts: tuple[Doubt, ...]


class SqlPages:
    """The part of `SqlLedger` that the console reads. Places that are none raise `InvalidPlace`."""

    _database: Database

    async def overview(self, now: datetime) -> Overview:
        """What needs a person now."""
        return await self._database.read(home.overview, now)

    async def vitals(self, now: datetime) -> Vitals:
        """The figures for which somebody is woken."""
        return await self._database.read(vitals, now)

    async def enrollments_page(self, wanted: Wanted, place: str | None) -> Page[EnrollmentLine]:
        """Some of those wanted."""
        return await self._database.read(enrollments.found, wanted, place)

    async def count_chosen(self, wanted: Wanted) -> Mapping[str, int]:
        """How many of those wanted are open, by state."""
        return await self._database.read(choosing.count, wanted)

    async def chosen(self, wanted: Wanted, after: int, limit: int) -> tuple[Chosen, ...]:
        """Some open ones of those wanted that came after this number, in their order."""
        return await self._database.read(choosing.chosen, wanted, after, limit)

    async def owners(self) -> Mapping[str, tuple[str, ...]]:
        """The cadences of each owner."""
        return await self._database.read(enrollments.owners)

    async def surroundings(self, enrollment_id: str) -> Surroundings:
        """What stands around an enrollment."""
        return await self._database.read(_surroundings, enrollment_id)

    async def words(self, enrollment_id: str) -> Mapping[str, str]:
        """What was written for the enrollment, by the source that its facts have."""
        return await self._database.read(enrollment.words, enrollment_id)

    async def cadence_names(self) -> tuple[str, ...]:
        """The cadences that were ever published, by name."""
        return await self._database.read(cadences.names)

    async def states_by_cadence(self) -> Mapping[str, Mapping[str, int]]:
        """How many are in each state, by cadence."""
        return await self._database.read(cadences.states_by_cadence)

    async def cadence_standings(
        self, name: str
    ) -> tuple[tuple[Standing, ...], tuple[VersionLine, ...]]:
        """Who is at which step of this cadence, and its versions."""
        return await self._database.read(_standings, name)

    async def prospects_page(
        self, search: str | None, account: str | None, place: str | None
    ) -> Page[ProspectLine]:
        """Some of those called so."""
        return await self._database.read(prospects.found, search, account, place)

    async def prospect_page(self, prospect_id: str) -> tuple[Prospect, tuple[EnrollmentLine, ...]]:
        """One prospect with all enrollments. Raises `UnknownProspect`."""
        return await self._database.read(_prospect, prospect_id)

    async def accounts_page(self, search: str | None, place: str | None) -> Page[AccountLine]:
        """Some of the accounts."""
        return await self._database.read(prospects.accounts, search, place)

    async def suppressions_page(
        self, search: str | None, place: str | None
    ) -> Page[SuppressionRow]:
        """Some of those who may not be contacted."""
        return await self._database.read(listed.found, search, place)

    async def latest_suppression_changes(self) -> tuple[SuppressionChange, ...]:
        """What was last changed by hand, the newest first."""
        return await self._database.read(listed.latest_changes)

    async def doubts_page(self, place: str | None) -> Page[DoubtLine]:
        """Some of the mails in doubt."""
        return await self._database.read(doubts.found, place)

    async def waiting_page(self, place: str | None) -> Page[EventRow]:
        """Some of the events that wait for a person."""
        return await self._database.read(inbox.waiting, place)


def _surroundings(connection: Connection, enrollment_id: str) -> Surroundings:
    return Surroundings(
        enrollment.mails(connection, enrollment_id),
        enrollment.heard(connection, enrollment_id),
        doubts.of_enrollment(connection, enrollment_id),
    )


def _standings(
    connection: Connection, name: str
) -> tuple[tuple[Standing, ...], tuple[VersionLine, ...]]:
    return cadences.standings(connection, name), cadences.versions(connection, name)


def _prospect(
    connection: Connection, prospect_id: str
) -> tuple[Prospect, tuple[EnrollmentLine, ...]]:
    return prospects.one(connection, prospect_id), enrollments.of_prospect(connection, prospect_id)
