"""Rep work: opened once, checked as a mail is, on every ledger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.facts import (
    EnrollmentEnded,
    Fact,
    OptedOut,
    Paused,
    TaskCompleted,
    TaskEscalated,
    TaskOpened,
    TouchSkipped,
)
from domain.ports import Refusal
from ledger.records import UnknownTask
from tests.contracts.scene import (
    DAY,
    HOUR,
    MONDAY,
    AnyLedger,
    a_task,
    a_ticket,
    an_enrolled,
    row_of,
)

AT = MONDAY + HOUR
ENDED = EnrollmentEnded(at=AT, state="finished", reason="replied")


async def test_a_task_opens_once_and_closes(ledger: AnyLedger) -> None:
    """Reps see a task with everything they need until it is done."""
    ticket = await a_ticket(ledger)
    enrolled = ticket.enrollment_id

    opened = await ledger.open(a_task(enrolled))
    again = await ledger.open(a_task(enrolled, at=AT + HOUR, detail="another"))
    (task,) = await ledger.tasks()
    done = TaskCompleted(at=AT + HOUR, step="call", disposition="reached", by="rep")
    await ledger.append(enrolled, [done])

    assert opened == again == TaskOpened(at=AT, step="call", kind="call", until=MONDAY + DAY)
    assert (task.task, task.opened_at) == (f"{enrolled}.call", AT)
    assert (task.channel, task.detail) == ("call", "Ask about the rollout.")
    assert (task.prospect, task.workflow_id) == ("ada@example.com", ticket.workflow_id)
    assert await ledger.tasks() == ()
    with pytest.raises(UnknownTask):
        await ledger.task(task.task)


async def test_a_task_is_found_by_its_id(ledger: AnyLedger) -> None:
    """`<enrollment>.<step>` names an open task."""
    enrolled = await an_enrolled(ledger)
    await ledger.open(a_task(enrolled))

    assert (await ledger.task(f"{enrolled}.call")).step == "call"


@pytest.mark.parametrize(
    ("fact", "refusal"),
    [
        (ENDED, Refusal.ENDED),
        (Paused(at=AT, source_id="p", reason="manual"), Refusal.PAUSED),
        (OptedOut(at=AT, source_id="o"), Refusal.SUPPRESSED),
        (TouchSkipped(at=AT, step="call", reason="by_hand"), Refusal.ALREADY_STARTED),
    ],
    ids=lambda value: str(value)[:12],
)
async def test_what_refuses_a_task(ledger: AnyLedger, fact: Fact, refusal: Refusal) -> None:
    """Rep work is checked as a mail is."""
    enrolled = await an_enrolled(ledger)

    await ledger.append(enrolled, [fact])

    assert await ledger.open(a_task(enrolled)) is refusal
    assert await ledger.tasks() == ()


async def test_a_task_does_not_open_after_its_window(ledger: AnyLedger) -> None:
    """A rep is not asked to call in the evening."""
    enrolled = await an_enrolled(ledger)

    assert await ledger.open(a_task(enrolled, at=MONDAY + DAY)) is Refusal.WINDOW_PASSED


async def test_an_ended_enrollment_leaves_no_task(ledger: AnyLedger) -> None:
    """What ends an enrollment closes its tasks."""
    enrolled = await an_enrolled(ledger)
    await ledger.open(a_task(enrolled))

    await ledger.append(enrolled, [ENDED])

    assert await ledger.tasks() == ()


async def test_a_task_says_by_when_and_whether_it_was_escalated(ledger: AnyLedger) -> None:
    """The fact and the row say the same; the escalation is shown, and the task stays open."""
    enrolled = await an_enrolled(ledger)
    escalates_at = AT + 5 * HOUR
    opened = await ledger.open(a_task(enrolled, due_at=AT + HOUR, escalates_at=escalates_at))
    (before,) = await ledger.tasks()

    await ledger.append(enrolled, [TaskEscalated(at=escalates_at, step="call")])
    await ledger.append(enrolled, [TaskEscalated(at=escalates_at + HOUR, step="call")])

    assert opened == TaskOpened(
        at=AT,
        step="call",
        kind="call",
        until=MONDAY + DAY,
        due_at=AT + HOUR,
        escalates_at=escalates_at,
    )
    assert (before.due_at, before.escalated_at, before.until) == (AT + HOUR, None, MONDAY + DAY)
    (after,) = await ledger.tasks()
    assert after == replace(before, escalated_at=escalates_at)
    assert await ledger.task(after.task) == after


async def test_the_next_instant_of_a_task_is_its_escalation(ledger: AnyLedger) -> None:
    """And then its end, where it has one."""
    enrolled = await an_enrolled(ledger)
    await ledger.open(a_task(enrolled, until=None, escalates_at=AT + 5 * HOUR))
    escalates = await row_of(ledger, enrolled)

    await ledger.append(enrolled, [TaskEscalated(at=AT + 5 * HOUR, step="call")])

    assert (escalates.step, escalates.next_at) == ("call", AT + 5 * HOUR)
    escalated = await row_of(ledger, enrolled)
    assert (escalated.step, escalated.next_at) == ("call", None)


async def test_what_was_written_for_the_rep_stays_with_the_task(ledger: AnyLedger) -> None:
    """Frozen when the task was opened, whoever asks to open it again."""
    enrolled = await an_enrolled(ledger)

    await ledger.open(a_task(enrolled, brief="Say hello."))
    await ledger.open(a_task(enrolled, brief="Say nothing."))

    (task,) = await ledger.tasks()
    assert task.brief == "Say hello."
