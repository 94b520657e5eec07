"""What became of touches and tasks, counted on every ledger."""

from __future__ import annotations

from datetime import timedelta

from domain.facts import TaskCompleted, TaskOpened, TouchPerformed, TouchSkipped
from domain.findings.figures import ChannelFigures, TaskFigures, Work
from domain.statistics.counts import Count
from ledger.records import Ticket
from tests.contracts.scene import (
    DAY,
    HOUR,
    INTRODUCTION,
    MONDAY,
    AnyLedger,
    a_plan,
    an_enrolled,
    somebody,
)

AT = MONDAY + HOUR
DUE = AT + HOUR
NOW = MONDAY + DAY
NAME = INTRODUCTION.name


async def called(ledger: AnyLedger, number: int, *, done_after: timedelta | None) -> None:
    """Somebody new with a call, done so long after it was due, or not at all."""
    (ticket,) = await ledger.enroll([somebody(number)], NAME, MONDAY)
    assert isinstance(ticket, Ticket)
    opened = TaskOpened(at=AT, step="call", kind="call", due_at=DUE)
    await ledger.append(ticket.enrollment_id, [a_plan("call", channel="call"), opened])
    if done_after is not None:
        done = TaskCompleted(at=DUE + done_after, step="call", disposition="done", by="ana")
        await ledger.append(ticket.enrollment_id, [done])


async def test_touches_are_counted_by_channel_and_reason(ledger: AnyLedger) -> None:
    """Performed ones together, however they went; what has not ended is none."""
    first = await an_enrolled(ledger)
    await ledger.append(first, [a_plan(), TouchPerformed(at=AT, step="intro"), a_plan("later")])
    await called(ledger, 2, done_after=timedelta())
    for number, reason in ((3, "no_phone"), (4, "no_phone"), (5, "by_hand")):
        (ticket,) = await ledger.enroll([somebody(number)], NAME, MONDAY)
        assert isinstance(ticket, Ticket)
        skipped = TouchSkipped(at=AT, step="call", reason=reason)
        await ledger.append(ticket.enrollment_id, [a_plan("call", channel="call"), skipped])

    counted = await ledger.work(MONDAY, NOW)

    assert counted.channels == (
        ChannelFigures(NAME, "call", 1, {"no_phone": 2, "by_hand": 1}),
        ChannelFigures(NAME, "email", 1),
    )


async def test_tasks_are_late_that_were_not_done_when_due(ledger: AnyLedger) -> None:
    """Done in time, done late, not done at all; what is not due yet does not count yet."""
    await an_enrolled(ledger)
    await called(ledger, 2, done_after=timedelta())
    await called(ledger, 3, done_after=timedelta(minutes=1))
    await called(ledger, 4, done_after=None)

    assert (await ledger.work(MONDAY, NOW)).tasks == (TaskFigures("call", Count(3, 2)),)
    assert (await ledger.work(MONDAY, DUE)).tasks == ()


async def test_what_was_before_is_not_counted(ledger: AnyLedger) -> None:
    """Neither touches nor tasks."""
    await an_enrolled(ledger)
    await called(ledger, 2, done_after=timedelta())

    assert await ledger.work(NOW, NOW + DAY) == Work()
