"""Presses of reps: one attempt each, committed before anybody is called."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.facts import (
    CallBegun,
    CallReported,
    Fact,
    Leg,
    Paused,
    TaskCompleted,
    VoicemailDropped,
)
from domain.ports import CallRequest
from domain.telephony.calls import CallRefused
from ledger.records import Attribution, SuppressionRow, UnknownTask
from ledger.records.rep_work import Take, TaskTaken
from tests.contracts.scene import (
    HOUR,
    MONDAY,
    AnyLedger,
    a_plan,
    a_task,
    an_enrolled,
    an_event,
)

NOW = MONDAY + 2 * HOUR
PHONE = "+4930901820"


async def an_open_call(ledger: AnyLedger) -> str:
    enrollment_id = await an_enrolled(ledger)
    await ledger.append(enrollment_id, [a_plan("call", channel="call")])
    await ledger.open(a_task(enrollment_id))
    return enrollment_id


def a_press(enrollment_id: str, name: str = "first", by: str = "ana") -> CallRequest:
    return CallRequest(enrollment_id, "call", by, name, NOW)


def reported(status: str, leg: Leg = "rep", attempt: int = 1) -> CallReported:
    return CallReported(
        at=NOW, step="call", attempt=attempt, leg=leg, status=status, sid=f"CA{leg}"
    )


async def told(ledger: AnyLedger, enrollment_id: str) -> list[Fact]:
    _, _, rows = await ledger.enrollment(enrollment_id)
    of_calls = CallBegun | CallReported | VoicemailDropped
    return [row.fact for row in rows if isinstance(row.fact, of_calls)]


async def test_a_press_is_one_attempt(ledger: AnyLedger) -> None:
    """It is a fact before anybody is called; the state of the enrollment stays what it was."""
    enrollment_id = await an_open_call(ledger)
    before = (await ledger.ticket(enrollment_id)).state

    begun = await ledger.begin_call(a_press(enrollment_id))

    assert begun == CallBegun(at=NOW, step="call", attempt=1, by="ana", request_id="first")
    assert await told(ledger, enrollment_id) == [begun]
    assert (await ledger.ticket(enrollment_id)).state == before
    assert (await ledger.task(f"{enrollment_id}.call")).step == "call"


async def test_two_reps_press_at_once(ledger: AnyLedger) -> None:
    """One call is begun; the other rep hears who calls."""
    enrollment_id = await an_open_call(ledger)
    presses = [a_press(enrollment_id, name, name) for name in ("ana", "bo")]

    answers = await asyncio.gather(
        *(ledger.begin_call(press) for press in presses), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["CallBegun", "CallRefused"]
    assert len(await told(ledger, enrollment_id)) == 1


async def test_a_call_that_is_over_may_be_followed_by_another(ledger: AnyLedger) -> None:
    """As the second attempt, under its own name."""
    enrollment_id = await an_open_call(ledger)
    await ledger.begin_call(a_press(enrollment_id))
    await ledger.report(enrollment_id, reported("no-answer"))

    with pytest.raises(CallRefused, match="asked for already"):
        await ledger.begin_call(a_press(enrollment_id))
    second = await ledger.begin_call(a_press(enrollment_id, "second"))

    assert second.attempt == 2


async def test_what_stands_against_a_call(ledger: AnyLedger) -> None:
    """A reply that the run has not heard, a pause, the list: each is named."""
    enrollment_id = await an_open_call(ledger)
    row = SuppressionRow(PHONE, "call", "somebody", MONDAY)
    await ledger.suppress([row], Attribution("ana", None, MONDAY))
    with pytest.raises(CallRefused, match="suppressed"):
        await ledger.begin_call(a_press(enrollment_id))
    paused = Paused(at=NOW, source_id="out", reason="out_of_office")
    await ledger.append(enrollment_id, [paused])
    with pytest.raises(CallRefused, match="paused"):
        await ledger.begin_call(a_press(enrollment_id))
    await ledger.ingest(an_event(enrollment_id=enrollment_id))
    with pytest.raises(CallRefused, match="stop pending"):
        await ledger.begin_call(a_press(enrollment_id))

    assert await told(ledger, enrollment_id) == []


async def test_a_task_of_somebody_else_or_of_nobody_is_not_called(ledger: AnyLedger) -> None:
    """Neither one that another rep has taken, nor one that is done, nor one that never was."""
    enrollment_id = await an_open_call(ledger)
    await ledger.take(f"{enrollment_id}.call", Take("bo", NOW + timedelta(minutes=9)), NOW)
    with pytest.raises(TaskTaken):
        await ledger.begin_call(a_press(enrollment_id))
    done = TaskCompleted(at=NOW, step="call", disposition="connected", by="bo")
    await ledger.append(enrollment_id, [done])
    with pytest.raises(UnknownTask):
        await ledger.begin_call(a_press(enrollment_id))
    with pytest.raises(UnknownTask):
        await ledger.begin_call(replace(a_press(enrollment_id), step="intro"))


async def test_a_voicemail_is_left_once_to_who_is_on_the_line(ledger: AnyLedger) -> None:
    """With the provider's name of that leg, which its report had said."""
    enrollment_id = await an_open_call(ledger)
    await ledger.begin_call(a_press(enrollment_id))
    with pytest.raises(CallRefused, match="nobody is on the line"):
        await ledger.begin_drop(a_press(enrollment_id, "early"))
    await ledger.report(enrollment_id, reported("answered", "prospect"))

    dropped, sid = await ledger.begin_drop(a_press(enrollment_id, "drop"))

    assert (dropped.attempt, dropped.by, sid) == (1, "ana", "CAprospect")
    with pytest.raises(CallRefused, match="never left twice"):
        await ledger.begin_drop(a_press(enrollment_id, "again"))


async def test_what_stands_against_a_voicemail(ledger: AnyLedger) -> None:
    """Who may be called need not want a recording; what comes in while it rings counts, too."""
    enrollment_id = await an_open_call(ledger)
    row = SuppressionRow(PHONE, "voicemail", "somebody", MONDAY)
    await ledger.suppress([row], Attribution("ana", None, MONDAY))
    await ledger.begin_call(a_press(enrollment_id))
    await ledger.report(enrollment_id, reported("answered", "prospect"))

    with pytest.raises(CallRefused, match="no voicemail now: suppressed"):
        await ledger.begin_drop(a_press(enrollment_id, "drop"))
    await ledger.ingest(an_event(enrollment_id=enrollment_id))
    with pytest.raises(CallRefused, match="no voicemail now: stop pending"):
        await ledger.begin_drop(a_press(enrollment_id, "drop"))

    assert len(await told(ledger, enrollment_id)) == 2


async def test_the_card_has_the_calls_of_its_task(ledger: AnyLedger) -> None:
    """Each attempt with what was reported of it, and what of another step is not there."""
    enrollment_id = await an_open_call(ledger)
    await ledger.begin_call(a_press(enrollment_id))
    await ledger.report(enrollment_id, reported("completed"))
    await ledger.begin_call(a_press(enrollment_id, "second", "bo"))
    await ledger.report(enrollment_id, replace(reported("busy"), step="other"))

    first, second = (await ledger.card(f"{enrollment_id}.call", NOW)).calls

    assert (first.by, first.statuses("rep")) == ("ana", ("completed",))
    assert (second.by, second.is_in_doubt) == ("bo", True)


async def test_what_is_reported_after_the_end_is_kept(ledger: AnyLedger) -> None:
    """The telephone does not know that the cadence has ended."""
    enrollment_id = await an_open_call(ledger)
    await ledger.begin_call(a_press(enrollment_id))
    await ledger.ingest(an_event("opt_out", enrollment_id=enrollment_id))
    done = TaskCompleted(at=NOW, step="call", disposition="not_interested", by="ana")
    await ledger.append(enrollment_id, [done])

    await ledger.report(enrollment_id, reported("completed"))

    assert len(await told(ledger, enrollment_id)) == 2
