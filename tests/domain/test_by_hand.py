"""Postponed tasks, and what a state makes of what people do by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.by_hand import comes_too_late, refusal_of
from domain.cadence import Plan, PlanStep
from domain.enrollment import fold
from domain.facts import (
    EnrollmentEnded,
    Fact,
    Jumped,
    NoteAdded,
    TaskAssigned,
    TaskCompleted,
    TaskEscalated,
    TaskOpened,
    TaskPostponed,
    TouchInDoubt,
    TouchSkipped,
)
from domain.touch import Touched

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLAN = Plan((PlanStep("mail"), PlanStep("call", blocking=True), PlanStep("last")))
OPENED = TaskOpened(
    at=NOON,
    step="call",
    kind="call",
    due_at=NOON + 4 * HOUR,
    escalates_at=NOON + 6 * HOUR,
    until=NOON + 8 * HOUR,
)
ENDED = EnrollmentEnded(at=NOON, state="finished", reason="replied")


def later(hours: float, source_id: str = "request/1", step: str = "call") -> TaskPostponed:
    return TaskPostponed(
        at=NOON,
        step=step,
        due_at=NOON + hours * HOUR,
        reason="snoozed",
        by="ana",
        source_id=source_id,
    )


def done(request_id: str | None = "2") -> TaskCompleted:
    return TaskCompleted(
        at=NOON, step="call", disposition="connected", by="bo", request_id=request_id
    )


def skipped(step: str = "call") -> TouchSkipped:
    return TouchSkipped(at=NOON, step=step, reason="by_hand", by="bo", request_id="3")


def test_a_postponed_task_takes_its_times_along() -> None:
    """Two days later is two days later for its escalation and its end; twice adds up."""
    once = fold([OPENED, later(52)]).touches["call"]
    twice = fold([OPENED, later(52), later(53, "request/2")]).touches["call"]

    assert (once.status, once.task_due_at, once.postponed) == (
        Touched.OPEN,
        NOON + 52 * HOUR,
        "snoozed",
    )
    assert (once.escalates_at, once.until) == (NOON + 54 * HOUR, NOON + 56 * HOUR)
    assert (twice.escalates_at, twice.until) == (NOON + 55 * HOUR, NOON + 57 * HOUR)


def test_a_task_that_is_due_sooner_keeps_its_patience() -> None:
    """A call back this afternoon does not bring the end nearer."""
    sooner = fold([OPENED, later(1)]).touches["call"]

    assert (sooner.escalates_at, sooner.until) == (OPENED.escalates_at, OPENED.until)


def test_a_task_is_not_given_up_before_it_is_due() -> None:
    """Not even where its author gave it less time than it takes to be due."""
    hasty = TaskOpened(at=NOON, step="call", kind="call", due_at=NOON + 9 * HOUR, until=NOON + HOUR)

    assert fold([hasty, later(10)]).touches["call"].until == NOON + 10 * HOUR


def test_an_escalated_task_is_not_escalated_again() -> None:
    """Once told is told."""
    state = fold([OPENED, TaskEscalated(at=NOON, step="call"), later(52)])

    assert state.touches["call"].escalates_at is None


def test_the_same_request_is_folded_once() -> None:
    """However often it was pressed."""
    assert fold([OPENED, later(52), later(60)]) == fold([OPENED, later(52)])
    assert fold([OPENED, done(), done()]).touches["call"].by == "bo"


def test_notes_and_owners_are_nothing_to_the_run() -> None:
    """Also where the enrollment has not begun."""
    assigned = TaskAssigned(at=NOON, step="call", owner="bo", by="lee", request_id="1")
    note = NoteAdded(at=NOON, note="Mornings.", by="ana", request_id="2")

    assert fold([assigned, note]) == fold([])
    assert fold([OPENED, assigned, note]) == fold([OPENED])


@pytest.mark.parametrize(
    ("before", "fact", "line"),
    [
        ([], done(), "there is no open task for step 'call'"),
        ([OPENED, done("1")], done(), "the task of step 'call' is over: connected by bo on Mon"),
        ([OPENED, skipped()], later(2), "the task of step 'call' is over: skipped (by hand) by"),
        ([OPENED, ENDED], done(), "the enrollment has ended: finished (replied)"),
        ([OPENED], later(-1), "02 Mar 2026 11:00 UTC is not within the next 366 days"),
        ([OPENED], later(24 * 400), "06 Apr 2027 12:00 UTC is not within the next 366 days"),
        ([], skipped("none"), "the cadence has no step 'none'; its steps are mail, call, last"),
        ([TouchInDoubt(at=NOON, step="mail")], skipped("mail"), "step 'mail' is over: in doubt"),
    ],
)
def test_each_refusal_is_one_clear_line(before: list[Fact], fact: Fact, line: str) -> None:
    """And the run takes no such fact in, whenever its turn comes."""
    state = fold(before)

    refusal = refusal_of(PLAN, state, fact)

    assert refusal is not None
    assert refusal.startswith(line)
    assert comes_too_late(PLAN, state, fact)


def test_what_has_been_taken_is_refused_nowhere() -> None:
    """The same request is answered, not told that it is too late."""
    assert refusal_of(PLAN, fold([OPENED, done()]), done()) is None


def test_only_peoples_requests_can_come_too_late() -> None:
    """A reaction's jump, and what a mail turned out to be, are facts whatever they change."""
    jump = Jumped(at=NOON, source_id="reaction/1", to="call", skipped=("mail",))
    lost = TouchSkipped(at=NOON, step="call", reason="lost", source_id="resolved/call", by="ana")

    for fact in (jump, lost, done(None)):
        assert not comes_too_late(PLAN, fold([OPENED, ENDED]), fact)
