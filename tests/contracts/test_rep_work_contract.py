"""Whose a task is, who has taken it, who is away, whom a rep's word silences: on every ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import UnknownEnrollment
from domain.facts import (
    EnrollmentEnded,
    NoteAdded,
    TaskAssigned,
    TaskCompleted,
    TaskPostponed,
    TouchSkipped,
)
from domain.ports import Refusal
from domain.rep_work.absences import Absence
from ledger.records import TaskRow, UnknownTask
from ledger.records.rep_work import Take, TaskTaken
from tests.contracts.scene import DAY, HOUR, MONDAY, AnyLedger, a_task, an_enrolled

AT = MONDAY + HOUR
ANA = Take("ana", AT + timedelta(minutes=10))


async def a_task_of(ledger: AnyLedger, **fields: Any) -> TaskRow:  # noqa: ANN401 -- whatever a request has
    """An open task."""
    enrolled = await an_enrolled(ledger)
    await ledger.open(a_task(enrolled, **fields))
    return await ledger.task(f"{enrolled}.call")


def assigned(owner: str, request_id: str = "1") -> TaskAssigned:
    return TaskAssigned(at=AT, step="call", owner=owner, by="lee", request_id=request_id)


def completed(disposition: str) -> TaskCompleted:
    return TaskCompleted(at=AT, step="call", disposition=disposition, by="ana")


async def test_a_task_has_the_owner_it_was_opened_for(ledger: AnyLedger) -> None:
    """And is everybody's where it has none."""
    task = await a_task_of(ledger, owner="ana")
    enrolled = task.enrollment

    await ledger.open(a_task(enrolled, step="note"))

    assert task.owner == "ana"
    assert (await ledger.task(f"{enrolled}.note")).owner is None


async def test_a_task_changes_hands(ledger: AnyLedger) -> None:
    """The last word counts, what else is known of the task stays, and the facts say who said so."""
    task = await a_task_of(ledger, owner="ana", due_at=AT + HOUR, escalates_at=AT + DAY)

    await ledger.assign(task.task, assigned("bo"))
    again = await ledger.assign(task.task, replace(assigned("cy"), at=AT + HOUR))

    assert again == assigned("bo")
    assert await ledger.task(task.task) == replace(task, owner="bo")
    await ledger.assign(task.task, assigned("cy", "2"))
    assert await ledger.task(task.task) == replace(task, owner="cy")


async def test_only_an_open_task_changes_hands(ledger: AnyLedger) -> None:
    """Who comes too late hears who was first, and nothing is written."""
    task = await a_task_of(ledger)
    await ledger.append(task.enrollment, [completed("connected")])

    with pytest.raises(UnknownTask) as refused:
        await ledger.assign(task.task, assigned("bo"))
    with pytest.raises(UnknownEnrollment):
        await ledger.assign("e-none.call", assigned("bo"))

    assert str(refused.value) == (
        f"task {task.task} is over: connected by ana on Mon 02 Mar 10:00Z"
    )
    _, _, facts = await ledger.enrollment(task.enrollment)
    assert [row.fact.type for row in facts] == ["enrolled", "task_opened", "task_completed"]


async def test_who_asks_for_a_task_that_is_over_hears_why(ledger: AnyLedger) -> None:
    """By hand, or as the enrollment has ended; one that never was is not found."""
    task = await a_task_of(ledger)
    skipped = TouchSkipped(at=AT, step="call", reason="by_hand", by="bo", request_id="1")
    await ledger.append(task.enrollment, [skipped])

    with pytest.raises(UnknownTask) as refused:
        await ledger.task(task.task)
    with pytest.raises(UnknownTask) as unknown:
        await ledger.task("e-none.call")

    assert str(refused.value).endswith("is over: skipped (by hand) by bo on Mon 02 Mar 10:00Z")
    assert str(unknown.value) == "there is no open task 'e-none.call'"


async def test_a_task_is_put_off(ledger: AnyLedger) -> None:
    """It is due then, and what was to come of it moves on as far; its owner stays."""
    task = await a_task_of(
        ledger, owner="ana", due_at=AT + HOUR, escalates_at=AT + DAY, until=AT + 2 * DAY
    )
    later = TaskPostponed(
        at=AT + HOUR,
        step="call",
        due_at=AT + DAY,
        reason="snoozed",
        by="ana",
        source_id="request/1",
    )

    await ledger.append(task.enrollment, [later, replace(later, due_at=AT + 9 * DAY)])

    moved = AT + 3 * DAY - HOUR
    expected = replace(task, due_at=AT + DAY, postponed="snoozed", until=moved)
    assert await ledger.task(task.task) == expected
    state = (await ledger.ticket(task.enrollment)).state
    assert state.touches["call"].escalates_at == AT + 2 * DAY - HOUR


async def test_one_rep_at_a_time_takes_a_task(ledger: AnyLedger) -> None:
    """Another hears who has it, until it ends by itself or is given back; again is for longer."""
    task = await a_task_of(ledger)

    assert await ledger.take(task.task, ANA, AT) == ANA
    with pytest.raises(TaskTaken) as refused:
        await ledger.take(task.task, Take("bo", AT + HOUR), AT)
    longer = Take("ana", AT + HOUR)
    assert await ledger.take(task.task, longer, AT) == longer
    await ledger.give_back(task.task, "bo")

    assert str(refused.value) == f"ana has taken {task.task} until 10:10Z; leave it to them"
    assert await ledger.taken(task.task) == longer
    late = Take("bo", AT + 2 * HOUR)
    assert await ledger.take(task.task, late, AT + HOUR) == late
    await ledger.give_back(task.task, "bo")
    assert await ledger.taken(task.task) is None


async def test_a_task_that_is_over_is_not_taken(ledger: AnyLedger) -> None:
    """Nobody calls somebody whose enrollment has ended."""
    task = await a_task_of(ledger)
    ended = EnrollmentEnded(at=AT, state="finished", reason="replied")
    await ledger.append(task.enrollment, [ended])

    with pytest.raises(UnknownTask, match="replied"):
        await ledger.take(task.task, ANA, AT)


async def test_what_is_opened_during_an_absence_is_the_stand_ins(ledger: AnyLedger) -> None:
    """Before and after it is the rep's own, and so it is without a stand-in."""
    away = Absence("ana", MONDAY, MONDAY + DAY, "bo", "lee", MONDAY)
    await ledger.keep_absence(away)
    await ledger.keep_absence(replace(away, rep="cy", stand_in=None))
    enrolled = await an_enrolled(ledger)
    late = {"not_after": None, "at": MONDAY + DAY}

    await ledger.open(a_task(enrolled, owner="ana"))
    await ledger.open(a_task(enrolled, step="note", owner="ana", **late))
    await ledger.open(a_task(enrolled, step="other", owner="cy"))

    owners = {task.step: task.owner for task in await ledger.tasks()}
    assert owners == {"call": "bo", "note": "ana", "other": "cy"}
    assert [one.rep for one in await ledger.absences(MONDAY)] == ["ana", "cy"]
    assert await ledger.absences(MONDAY + DAY) == ()


async def test_a_wrong_number_is_not_used_again(ledger: AnyLedger) -> None:
    """No channel that needs it opens a task; a mail or a profile still does."""
    task = await a_task_of(ledger)

    await ledger.append(task.enrollment, [completed("wrong_number")])

    rows = await ledger.suppressions()
    assert {(row.address, row.channel) for row in rows} == {
        ("+4930901820", channel) for channel in ("call", "voicemail", "sms")
    }
    assert {row.source for row in rows} == {f"wrong_number of {task.task}, says ana"}
    sms = a_task(task.enrollment, step="text", channel="sms")
    profile = a_task(task.enrollment, step="note", channel="linkedin")
    assert await ledger.open(sms) is Refusal.SUPPRESSED
    assert not isinstance(await ledger.open(profile), Refusal)


async def test_who_is_not_to_be_called_is_not(ledger: AnyLedger) -> None:
    """The person, whatever the number, by telephone alone."""
    task = await a_task_of(ledger)

    await ledger.append(task.enrollment, [completed("do_not_call")])

    addresses = {(row.address, row.channel) for row in await ledger.suppressions()}
    assert {channel for _, channel in addresses} == {"call", "voicemail", "sms"}
    assert {address for address, _ in addresses} == {"p-ada", "+4930901820"}


async def test_a_note_changes_nothing_and_stays(ledger: AnyLedger) -> None:
    """Also after the end; written once."""
    enrolled = await an_enrolled(ledger)
    before = (await ledger.ticket(enrolled)).state
    note = NoteAdded(at=AT, note="Prefers mornings.", by="ana", request_id="1")

    await ledger.append(enrolled, [note])
    await ledger.append(enrolled, [replace(note, note="Prefers evenings.")])

    _, _, facts = await ledger.enrollment(enrolled)
    assert [row.fact for row in facts][1:] == [note]
    assert (await ledger.ticket(enrolled)).state == before
