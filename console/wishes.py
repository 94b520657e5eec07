"""What a rep says of a task in the form, read once: for the consequence, and for the run.

The page that shows the consequence and the deed itself read the same form by the same rules, so
nothing else can happen than what was shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.asked import given
from console.room import Room
from console.views.outcomes import LABELS, SNOOZE
from domain.by_hand import CALL_BACK, unfit_words
from domain.consequences import SKIP, Consequence
from domain.errors import DrumbeatError
from domain.facts import NoteAdded
from domain.rep_work.tasks import where_they_live
from ledger.records.rep_work import TaskCard
from workflows.contract import CompleteTask, PostponeTask, SkipStep
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.asking import ask

SPANS: Mapping[str, tuple[str, timedelta]] = {
    "1h": ("an hour", timedelta(hours=1)),
    "3h": ("three hours", timedelta(hours=3)),
    "1d": ("a day", timedelta(days=1)),
    "3d": ("three days", timedelta(days=3)),
    "7d": ("a week", timedelta(days=7)),
}
FILLS = "fill."
TO_FILL_IN = "FILL IN"
SNOOZED = "snoozed"
_REQUEST = re.compile(r"[0-9a-f]{16}")


class UnfitWish(DrumbeatError):
    """This cannot be said of a task."""


@dataclass(frozen=True)
class Wish:
    """An outcome; `due_at` is when the task comes again, where it stays open."""

    outcome: str
    request_id: str
    note: str | None = None
    due_at: datetime | None = None
    found: Mapping[str, str] = field(default_factory=dict)


async def wish_in(room: Room, form: Mapping[str, str], card: TaskCard, by: str) -> Wish:
    """What the form says. Raises `UnfitWish` with what to fill in."""
    outcome, note = form.get("outcome", ""), given(form.get("note", ""))
    if outcome not in LABELS:
        raise UnfitWish("say how it went: choose an outcome")
    if _REQUEST.fullmatch(request_id := form.get("request", "")) is None:
        raise UnfitWish("this form has lost its number; open the task again")
    if unfit := unfit_words(by, note):
        raise UnfitWish(unfit)
    due_at = await _due_at(room, form, card) if outcome in (SNOOZE, CALL_BACK) else None
    return Wish(outcome, request_id, note, due_at, _found(form, card))


def follows(card: TaskCard, wish: Wish) -> Consequence:
    """What the run would do next. Raises `UnfitWish` for what it would refuse."""
    if wish.due_at is not None:
        names = (card.task.step, card.task.channel, wish.due_at)
        return Consequence("touch", card.timezone, *names)
    if (consequence := card.consequences.get(wish.outcome)) is None:
        raise UnfitWish("the run does not take this as it stands")
    return consequence


async def fulfil(room: Room, card: TaskCard, wish: Wish, by: str) -> None:
    """The run obeys, once for each request. Raises `RunRefused`, `NoAnswer`."""
    task, run = card.task, card.task.workflow_id
    if wish.found:
        await room.ledger.fill(task.enrollment, wish.found)
    names = (by, wish.request_id, task.enrollment)
    if wish.outcome == SNOOZE and wish.due_at is not None:
        later = PostponeTask(task.step, wish.due_at, SNOOZED, *names)
        await ask(room.client, run, EnrollmentWorkflow.postpone_task, later)
    elif wish.outcome == SKIP:
        left_out = SkipStep(task.step, *names)
        await ask(room.client, run, EnrollmentWorkflow.skip_step, left_out)
    else:
        done = _done(card, wish, by)
        await ask(room.client, run, EnrollmentWorkflow.complete_task, done)
    if wish.note:
        await _keep_note(room, card, wish, by)


def _done(card: TaskCard, wish: Wish, by: str) -> CompleteTask:
    names = (card.task.step, wish.outcome, by, wish.request_id)
    return CompleteTask(*names, call_back_at=wish.due_at, enrollment_id=card.task.enrollment)


async def _due_at(room: Room, form: Mapping[str, str], card: TaskCard) -> datetime:
    """So much later than now, or when the prospect's clock shows that."""
    if form.get("outcome") == SNOOZE and (span := SPANS.get(form.get("span", ""))):
        return room.now() + span[1]
    try:
        wall = datetime.fromisoformat(form.get("later", "")).replace(tzinfo=None)
    except ValueError:
        raise UnfitWish("say when, by their clock: a day and a time") from None
    due_at = where_they_live(await room.ledger.enrollee(card.task.enrollment), wall)
    if due_at <= room.now():
        raise UnfitWish("that time has passed there; choose a later one")
    return due_at


def fillable(card: TaskCard) -> tuple[str, ...]:
    """The variables that a rep is to find out: what the words lack, and what the step asks for."""
    asked = [each.words for each in card.sections if each.heading == TO_FILL_IN]
    lacking = [card.task.detail] if card.task.kind == "missing_variable" else []
    wanted = (*card.missing, *lacking, *", ".join(asked).split(", "))
    return tuple(dict.fromkeys(name for name in wanted if name))


def _found(form: Mapping[str, str], card: TaskCard) -> Mapping[str, str]:
    filled = {name: given(form.get(f"{FILLS}{name}", "")) for name in fillable(card)}
    return {name: text for name, text in filled.items() if text}


async def _keep_note(room: Room, card: TaskCard, wish: Wish, by: str) -> None:
    """What was written down, a fact of its own: people's words do not go through Temporal."""
    fact = NoteAdded(
        at=room.now(),
        step=card.task.step,
        note=wish.note or "",
        by=by,
        request_id=wish.request_id,
    )
    await room.ledger.append(card.task.enrollment, [fact])
