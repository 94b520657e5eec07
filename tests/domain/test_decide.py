"""`next_action`: what follows from a state, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.cadence import FINISH, Plan, PlanStep
from domain.decide import (
    AwaitDue,
    AwaitTask,
    Finish,
    Hold,
    PerformTouch,
    PlanTouch,
    Record,
    has_turn,
    next_action,
)
from domain.enrollment import Enrollment, State, evolve, fold
from domain.facts import (
    EnrollmentEnded,
    Fact,
    Paused,
    ReplyReceived,
    Resumed,
    TaskOpened,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchPlanned,
    TouchSkipped,
)
from domain.touch import Touched

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLAN = Plan((PlanStep("mail"), PlanStep("call"), PlanStep("demo", blocking=True), PlanStep("bye")))


def planned(step: str, generation: int = 1, due: datetime = NOON) -> TouchPlanned:
    return TouchPlanned(
        at=NOON,
        step=step,
        generation=generation,
        channel="email",
        due_at=due,
        not_after=due + HOUR,
        timezone="UTC",
        why="test",
    )


def replied(source: str = "webhook/1") -> ReplyReceived:
    return ReplyReceived(at=NOON, source_id=source)


def settled(*steps: str) -> list[Fact]:
    return [TouchPerformed(at=NOON, step=step) for step in steps]


def test_first_the_first_step_is_planned() -> None:
    """A new enrollment plans its first step."""
    assert next_action(PLAN, Enrollment(), NOON) == PlanTouch("mail", 1)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NOON - HOUR, AwaitDue("mail", NOON, NOON)),
        (NOON, PerformTouch("mail", 1, "email", NOON + HOUR)),
        (NOON + HOUR / 4, PerformTouch("mail", 1, "email", NOON + HOUR)),
        (NOON + HOUR / 2, PlanTouch("mail", 2)),
        (NOON + 2 * HOUR, PlanTouch("mail", 2)),
    ],
)
def test_a_planned_touch_by_the_moment(now: datetime, expected: object) -> None:
    """Before it is due it waits, when it is due it starts, and what comes late is planned anew."""
    assert next_action(PLAN, fold([planned("mail")]), now) == expected


def test_a_patient_engine_takes_a_late_touch_until_its_window_closes() -> None:
    """On a fast clock the lateness allowed is longer, but never longer than the window."""
    state = fold([planned("mail")])

    assert isinstance(next_action(PLAN, state, NOON + HOUR, 9 * HOUR), PerformTouch)
    assert isinstance(next_action(PLAN, state, NOON + 2 * HOUR, 9 * HOUR), PlanTouch)


def test_a_doubt_counts_as_sent() -> None:
    """A mail in doubt is never sent again; the next step is planned."""
    state = fold([planned("mail"), TouchInDoubt(at=NOON, step="mail")])

    assert next_action(PLAN, state, NOON) == PlanTouch("call", 1)


def test_an_open_task_does_not_hold_up_the_next_step() -> None:
    """A rep task that does not block leaves the way free."""
    state = fold([*settled("mail"), TaskOpened(at=NOON, step="call", kind="call")])

    assert next_action(PLAN, state, NOON) == PlanTouch("demo", 1)


def test_a_blocking_task_holds_up_the_next_step() -> None:
    """With `blocking: true` the next step waits for the task."""
    state = fold([*settled("mail", "call"), TaskOpened(at=NOON, step="demo", kind="call")])

    assert next_action(PLAN, state, NOON) == AwaitTask(("demo",), None)


def test_an_overdue_task_is_given_up() -> None:
    """At its `until` an open task is skipped."""
    opened = TaskOpened(at=NOON, step="call", kind="call", until=NOON + HOUR)
    state = fold([*settled("mail"), opened])

    action = next_action(PLAN, state, NOON + HOUR)

    assert action == Record(TouchSkipped(at=NOON + HOUR, step="call", reason="overdue"))


def test_a_wait_ends_early_to_give_up_a_task_and_still_names_when_the_touch_is_due() -> None:
    """An open task that lapses before the next mail is due is looked at when it lapses."""
    opened = TaskOpened(at=NOON, step="call", kind="call", until=NOON + HOUR)
    state = fold([*settled("mail"), opened, planned("demo", due=NOON + 2 * HOUR)])

    assert next_action(PLAN, state, NOON) == AwaitDue("demo", NOON + 2 * HOUR, NOON + HOUR)


def test_a_held_touch_waits_and_is_planned_anew() -> None:
    """A hold names its reason and its next attempt, which is a new plan."""
    held = TouchHeld(at=NOON, step="mail", generation=1, reason="full", until=NOON + HOUR)
    state = fold([planned("mail"), held])

    assert next_action(PLAN, state, NOON) == Hold("full", NOON + HOUR)
    assert next_action(PLAN, state, NOON + HOUR) == PlanTouch("mail", 2)


def test_an_older_plan_does_not_replace_a_newer_one() -> None:
    """Plans fold to the newest generation, in whatever order they come."""
    newer, older = planned("mail", 2, NOON + HOUR), planned("mail", 1)

    assert fold([newer, older]) == fold([newer])
    assert fold([older, newer]).touches == fold([newer]).touches


@pytest.mark.parametrize("fact", [TouchInDoubt, TouchPerformed])
def test_what_has_gone_out_counts_even_from_a_hold(
    fact: type[TouchInDoubt | TouchPerformed],
) -> None:
    """An outcome that comes after a hold of the same touch is believed."""
    held = TouchHeld(at=NOON, step="mail", generation=1, reason="full", until=NOON + HOUR)

    state = fold([held, fact(at=NOON, step="mail")])

    assert next_action(PLAN, state, NOON) == PlanTouch("call", 1)


def test_a_pause_with_the_same_end_lapses_every_time() -> None:
    """Paused, lapsed and paused again until an instant that has passed: it goes on."""
    state = Enrollment()
    for source in ("1", "2"):
        state = evolve(state, Paused(at=NOON, source_id=source, reason="manual", until=NOON))
        lapsed = next_action(PLAN, state, NOON)
        assert isinstance(lapsed, Record)
        state = evolve(state, lapsed.fact)

    assert next_action(PLAN, state, NOON) == PlanTouch("mail", 1)


def test_a_pause_that_comes_again_after_its_resume_is_old_news() -> None:
    """A redelivered pause does not undo the resume that followed it."""
    pause = Paused(at=NOON, source_id="1", reason="manual")

    state = fold([pause, Resumed(at=NOON, source_id="2"), pause])

    assert state.state is State.ACTIVE


def test_a_reply_ends_the_enrollment() -> None:
    """A reply is recorded as the outcome, then the run finishes."""
    state = fold([planned("mail"), replied()])

    action = next_action(PLAN, state, NOON)

    ended = EnrollmentEnded(at=NOON, state="finished", reason="replied", cause="webhook/1")
    assert action == Record(ended)
    assert isinstance(action, Record)
    assert next_action(PLAN, evolve(state, action.fact), NOON) == Finish(State.FINISHED, "replied")


def test_a_cadence_may_go_on_after_a_reply() -> None:
    """`on: {reply: continue}` keeps going."""
    plan = Plan((PlanStep("mail"),), on={"bounce": FINISH, "opt_out": FINISH})

    assert next_action(plan, fold([replied()]), NOON) == PlanTouch("mail", 1)


def test_pauses_stack_and_lapse_one_by_one() -> None:
    """Two pauses for different reasons: the enrollment goes on when both are over."""
    pauses = [
        Paused(at=NOON, source_id="1", reason="manual"),
        Paused(at=NOON, source_id="2", reason="holiday", until=NOON + HOUR),
    ]
    state = fold(pauses)

    assert next_action(PLAN, state, NOON) == Hold("manual", NOON + HOUR)
    later = next_action(PLAN, state, NOON + HOUR)
    assert isinstance(later, Record)
    state = evolve(state, later.fact)
    assert next_action(PLAN, state, NOON + HOUR) == Hold("manual", None)
    state = evolve(state, Resumed(at=NOON, source_id="3"))
    assert next_action(PLAN, state, NOON) == PlanTouch("mail", 1)


def test_an_end_closes_open_tasks() -> None:
    """Nothing stays open after the end."""
    opened = TaskOpened(at=NOON, step="call", kind="call")
    ended = EnrollmentEnded(at=NOON, state="finished", reason="replied")

    state = fold([opened, ended])

    assert state.open_tasks() == ()
    assert state.touches["call"].status is Touched.SKIPPED


@pytest.mark.parametrize(
    ("reason", "until", "asked_at", "is_turn"),
    [
        ("mailbox_gap", NOON + HOUR / 2, NOON + HOUR / 2, True),
        ("mailbox_hourly", NOON + HOUR, NOON + HOUR, True),
        ("mailbox_full", NOON + HOUR / 2, NOON + HOUR / 2, False),
        ("stop_pending", NOON + HOUR / 2, NOON + HOUR / 2, False),
        ("mailbox_gap", NOON + 2 * HOUR, NOON + 2 * HOUR, False),
        ("mailbox_gap", NOON, NOON + HOUR / 2, False),
    ],
    ids=["gap", "hourly", "no turn", "no mailbox", "beyond the window", "missed"],
)
def test_who_waited_for_the_mailbox_has_a_turn(
    reason: str,
    until: datetime,
    asked_at: datetime,
    is_turn: bool,  # noqa: FBT001 -- an expectation
) -> None:
    """On the day of its window and in time; every other hold is planned as any touch."""
    held = TouchHeld(at=NOON, step="mail", generation=1, reason=reason, until=until)
    state = fold([planned("mail"), held])

    assert has_turn(state, "mail", asked_at) is is_turn
    assert not has_turn(state, "call", asked_at)


def test_the_end_of_a_pause_lets_go_of_the_touches_it_held() -> None:
    """Who was held for that reason is planned anew at once; who is held for another stays so."""
    held = TouchHeld(at=NOON, step="mail", generation=2, reason="a", until=NOON + 9 * HOUR)
    end = Resumed(at=NOON + HOUR, source_id="end/1", reason="a")

    let_go = fold([planned("mail"), held, end])
    stays = fold([planned("mail"), replace(held, reason="b"), end])

    assert next_action(PLAN, let_go, NOON + HOUR) == PlanTouch("mail", 3)
    assert next_action(PLAN, stays, NOON + HOUR) == Hold("b", NOON + 9 * HOUR)
