"""Who may be enrolled, and as what: pure, and the same for both ledgers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.cadence import Cadence, span_of
from domain.enrollment import fold
from domain.experiments import assign, assign_elsewhere, other_cadence, own_variants
from domain.facts import Enrolled
from domain.people.consent import refusal_of
from domain.people.prospects import Prospect, country_of
from ledger.records import NotEnrolled, Ticket


@dataclass(frozen=True)
class Published:
    """A cadence and the version under which it was published.

    A later Drumbeat may compute another version of the same cadence.
    """

    cadence: Cadence
    version: str


@dataclass(frozen=True)
class Intake:
    """Into what, when, and whether those may come who have finished it before.

    `others` are the newest versions of the cadences that an experiment may lead to.
    """

    into: Published
    at: datetime
    again: bool = False
    others: Mapping[str, Published] | None = None


@dataclass(frozen=True)
class Entry:
    """Where a prospect goes in, with which variants, and after what."""

    into: Published
    at: datetime
    variants: Mapping[str, str]
    not_before: datetime | None = None
    predecessor: str | None = None
    country: str | None = None

    @property
    def group(self) -> str:
        return self.into.cadence.exclusivity_group


@dataclass(frozen=True)
class Earlier:
    """An enrollment that the prospect has or had."""

    cadence: str
    exclusivity_group: str
    is_open: bool


class Past(Protocol):
    """What a ledger knows of a prospect; each is asked only where a rule needs it."""

    def earlier(self) -> Iterable[Earlier]:
        """The enrollments that the prospect has or had."""

    def ended_at(self, cadence: str) -> datetime | None:
        """When the last enrollment in the cadence ended."""

    def touched_at(self) -> datetime | None:
        """When the last touch of any cadence started."""

    def has_active_colleague(self) -> bool:
        """Whether somebody else of the account has an open enrollment."""

    def enrolled_today(self) -> int:
        """How many came into the cadence since `midnight_of` the intake."""


def entry_of(person: Prospect, intake: Intake) -> Entry:
    """The variants of one prospect, and the cadence that they lead to."""
    cadence, country = intake.into.cadence, country_of(person)
    variants = assign(cadence, person)
    other = (intake.others or {}).get(other_cadence(cadence, variants) or "")
    if other is None:
        return Entry(intake.into, intake.at, variants, country=country)
    there = assign_elsewhere(cadence, variants, other.cadence, person)
    return Entry(other, intake.at, there, country=country)


def reason_against(
    person: Prospect, intake: Intake, entry: Entry, past: Past
) -> NotEnrolled | None:
    """The first rule that keeps the prospect out: of the group, then of the cadence."""
    return next(_reasons(person, intake, entry, past), None)


def _reasons(person: Prospect, intake: Intake, entry: Entry, past: Past) -> Iterator[NotEnrolled]:
    """The weightiest first; what comes later is looked up only where it is asked for."""
    known = tuple(past.earlier())
    if is_active(known, entry.group):
        yield NotEnrolled.ALREADY_ACTIVE
    if _has_been_through(known, intake, entry, past):
        yield NotEnrolled.ALREADY_FINISHED
    if is_refused(person, intake, entry):
        yield NotEnrolled.REFUSED
    if intake.into.cadence.enrolling.same_account == "one" and past.has_active_colleague():
        yield NotEnrolled.COLLEAGUE_ACTIVE
    if _is_too_soon(intake, past):
        yield NotEnrolled.TOUCHED_RECENTLY
    if _is_full(intake, past):
        yield NotEnrolled.DAILY_CAP


def is_active(earlier: Iterable[Earlier], group: str) -> bool:
    """Whether one of the enrollments is open in the group, which has one at a time."""
    return any(one.is_open and one.exclusivity_group == group for one in earlier)


def is_refused(person: Prospect, intake: Intake, entry: Entry) -> bool:
    """Whether the cadence never contacts the prospect, or the one that its variant leads to."""
    return any(
        into.cadence.enrolling.refuse and refusal_of(into.cadence, person) is not None
        for into in (intake.into, entry.into)
    )


def midnight_of(intake: Intake) -> datetime | None:
    """When the day began, in the cadence's zone, whose enrollments are counted, if they are."""
    if intake.into.cadence.enrolling.per_day is None:
        return None
    here = intake.at.astimezone(ZoneInfo(intake.into.cadence.rules.timezone))
    # Where midnight comes twice the day begins with the first.
    return here.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def _has_been_through(known: Iterable[Earlier], intake: Intake, entry: Entry, past: Past) -> bool:
    """Whether having been in the cadence, or where it leads, keeps the prospect out."""
    names = {intake.into.cadence.name, entry.into.cadence.name}
    return any(
        _is_over(name, intake, past)
        for name in {one.cadence for one in known if not one.is_open} & names
    )


def _is_over(name: str, intake: Intake, past: Past) -> bool:
    """Whether it is too soon, or always, for one who has been through the cadence."""
    again = intake.into.cadence.enrolling.again
    if intake.again or again == "always":
        return False
    if again == "never":
        return True
    ended_at = past.ended_at(name)
    return ended_at is not None and intake.at < ended_at + span_of(again)


def _is_too_soon(intake: Intake, past: Past) -> bool:
    rest = intake.into.cadence.enrolling.rest
    if not rest:
        return False
    touched_at = past.touched_at()
    return touched_at is not None and intake.at < touched_at + rest


def _is_full(intake: Intake, past: Past) -> bool:
    """Whether the day of the cadence's zone has had all that it may."""
    most = intake.into.cadence.enrolling.per_day
    return most is not None and past.enrolled_today() >= most


def admitted(prospect_id: str, entry: Entry) -> tuple[Ticket, Enrolled]:
    """A new enrollment and its first fact.

    The workflow's id comes from prospect and group, so that Temporal too keeps one active.
    """
    cadence = entry.into.cadence
    fact = Enrolled(
        at=entry.at,
        cadence=cadence.name,
        version=entry.into.version,
        variants=entry.variants,
        not_before=entry.not_before,
        predecessor=entry.predecessor,
        country=entry.country,
        owner=cadence.owner,
    )
    ticket = Ticket(
        enrollment_id=f"e-{token_hex(6)}",
        workflow_id=f"enrollment/{entry.group}/{prospect_id}",
        cadence=cadence.name,
        version=entry.into.version,
        plan=cadence.in_variants(own_variants(cadence, entry.variants)).plan,
        state=fold([fact]),
    )
    return ticket, fact
