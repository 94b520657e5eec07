"""Everything that a rep needs to do a task well, gathered; the same for every ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.consequences import Case, of_task
from domain.facts import (
    Fact,
    NoteAdded,
    ReplyReceived,
    TaskCompleted,
    TaskPostponed,
    TouchInDoubt,
    TouchPerformed,
)
from domain.people.booking import filled_in_for
from domain.people.enrollee import Enrollee
from domain.people.prospects import name_of
from domain.rendering import variables_of
from domain.rep_work.briefing import sections_of
from domain.telephony.calls import calls_of
from ledger.records import EnrollmentRow, FactRow, TaskRow, Ticket, TouchRow
from ledger.records.rep_work import Earlier, Take, TaskCard
from ledger.rules.taking import still

LATEST = 3


class Readable(Protocol):
    """What a card is made of."""

    async def task(self, task_id: str) -> TaskRow:
        """The open task of this id. Raises `UnknownTask`."""

    async def taken(self, task_id: str) -> Take | None:
        """Who has taken the task last."""

    async def enrollee(self, enrollment_id: str) -> Enrollee:
        """Who is enrolled in what."""

    async def ticket(self, enrollment_id: str) -> Ticket:
        """The enrollment's plan and state."""

    async def words(self, enrollment_id: str) -> Mapping[str, str]:
        """What was written for the enrollment, by the source that its facts have."""

    async def enrollment(
        self, enrollment_id: str
    ) -> tuple[EnrollmentRow, tuple[TouchRow, ...], tuple[FactRow, ...]]:
        """The enrollment with its touches and facts."""


async def card_of(ledger: Readable, task_id: str, at: datetime) -> TaskCard:
    """The card of an open task as things stand at that moment. Raises `UnknownTask`."""
    task = await ledger.task(task_id)
    enrollee = await ledger.enrollee(task.enrollment)
    ticket = await ledger.ticket(task.enrollment)
    row, touches, facts = await ledger.enrollment(task.enrollment)
    case = Case(enrollee, ticket.plan, ticket.state)
    sections = sections_of(enrollee, task.step, task.channel)
    variables = variables_of(enrollee.prospect)
    channels = {touch.step: touch.channel for touch in touches}
    told = [each.fact for each in facts]
    return TaskCard(
        task=task,
        cadence=row.cadence,
        why=next((touch.why for touch in touches if touch.step == task.step), None),
        sections=sections,
        name=name_of(variables) or None,
        account=enrollee.prospect.account,
        timezone=case.timezone,
        local_now=at.astimezone(ZoneInfo(case.timezone)),
        variables=variables,
        missing=tuple(dict.fromkeys(each.missing for each in sections if each.missing)),
        touches=tuple(_touches(told, channels))[-LATEST:],
        replies=tuple(_replies(told, await ledger.words(task.enrollment)))[-LATEST:],
        notes=tuple(_notes(told)),
        is_overdue=task.due_at is not None and task.due_at < at,
        take=still(await ledger.taken(task_id), at),
        links=links_of(enrollee),
        consequences=of_task(case, task.step, at),
        calls=calls_of(told, task.step),
    )


def links_of(enrollee: Enrollee) -> dict[str, str]:
    """Where a click leads: a call (RFC 3966), the profile, a mail (RFC 6068), a free hour."""
    prospect = enrollee.prospect
    found = {
        "call": f"tel:{prospect.phone}" if prospect.phone else None,
        "profile": prospect.linkedin_url,
        "mail": f"mailto:{prospect.email}" if prospect.email else None,
        "calendar": filled_in_for(enrollee),
    }
    return {name: link for name, link in found.items() if link}


def _touches(facts: Sequence[Fact], channels: dict[str, str | None]) -> Iterator[Earlier]:
    for fact in facts:
        match fact:
            case TaskCompleted(step=step, disposition=how, by=by):
                yield Earlier(fact.at, "touch", step, channels.get(step), how, by)
            case TouchPerformed(step=step, by=by):
                yield Earlier(fact.at, "touch", step, channels.get(step), "sent", by)
            case TouchInDoubt(step=step):
                yield Earlier(fact.at, "touch", step, channels.get(step), "in_doubt")


def _replies(facts: Sequence[Fact], words: Mapping[str, str]) -> Iterator[Earlier]:
    for fact in facts:
        if isinstance(fact, ReplyReceived):
            said = words.get(fact.source_id)
            yield Earlier(fact.at, "reply", how=fact.reply_class, note=said)


def _notes(facts: Sequence[Fact]) -> Iterator[Earlier]:
    """What people wrote down, also where they put a task off."""
    for fact in facts:
        match fact:
            case NoteAdded(step=step, by=by, note=note):
                yield Earlier(fact.at, "note", step, by=by, note=note)
            case TaskPostponed(step=step, reason=reason, by=by):
                yield Earlier(fact.at, "postponed", step, how=reason, by=by)
