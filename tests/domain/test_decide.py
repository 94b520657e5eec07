"""`evolve` and `next_action`: the promises that hold for every sequence of facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cadence import Plan, PlanStep
from domain.decide import (
    AwaitDue,
    AwaitTask,
    Finish,
    Hold,
    PerformTouch,
    PlanTouch,
    Record,
    next_action,
)
from domain.enrollment import Enrollment, State, Touched, evolve, fold
from domain.facts import (
    INBOUND,
    STOPPING,
    EnrollmentEnded,
    Fact,
    Paused,
    ReplyReceived,
    Resumed,
    TaskCompleted,
    TaskOpened,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchPlanned,
    TouchSkipped,
)

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

    assert action == Record(EnrollmentEnded(at=NOON, state="finished", reason="replied"))
    assert isinstance(action, Record)
    assert next_action(PLAN, evolve(state, action.fact), NOON) == Finish(State.FINISHED, "replied")


def test_a_cadence_may_go_on_after_a_reply() -> None:
    """`on: {reply: continue}` keeps going."""
    plan = Plan((PlanStep("mail"),), finish_on=("bounce", "opt_out"))

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


instants = st.integers(-3, 6).map(lambda hours: NOON + hours * HOUR)
steps = st.sampled_from([step.id for step in PLAN.steps])
untils = st.none() | instants
generations = st.integers(1, 3)
sources = st.integers(1, 6).map(lambda n: f"source/{n}")
some_facts: st.SearchStrategy[Fact] = st.one_of(
    st.builds(planned, steps, generations, instants),
    st.builds(
        TouchHeld,
        at=instants,
        step=steps,
        generation=generations,
        reason=st.just("full"),
        until=untils,
    ),
    st.builds(TouchPerformed, at=instants, step=steps),
    st.builds(TouchInDoubt, at=instants, step=steps),
    st.builds(TouchSkipped, at=instants, step=steps, reason=st.just("no_way")),
    st.builds(TaskOpened, at=instants, step=steps, kind=st.just("call"), until=untils),
    st.builds(TaskCompleted, at=instants, step=steps, disposition=st.just("ok"), by=st.just("r")),
    st.builds(Paused, at=instants, source_id=sources, reason=st.sampled_from("ab"), until=untils),
    st.builds(Resumed, at=instants, source_id=sources, reason=st.none() | st.sampled_from("ab")),
    *(st.builds(kind, at=instants, source_id=sources) for kind in INBOUND.values()),
)
histories = st.lists(some_facts, max_size=25)
# Without stopping facts, which would end nearly every longer history before it gets anywhere.
unstopped = st.lists(some_facts.filter(lambda fact: fact.type not in STOPPING), max_size=12)


@given(histories, instants)
@settings(max_examples=400)
def test_every_state_has_a_next_action_that_leads_on(history: list[Fact], now: datetime) -> None:
    """Facts in any order: what follows with no act in the world ends in a wait or an act."""
    state = fold(history)
    while isinstance(action := next_action(PLAN, state, now), Record):
        after = evolve(state, action.fact)
        assert after != state, "a recorded fact changes nothing: the loop would never end"
        state = after
    if isinstance(action, AwaitDue | AwaitTask | Hold):
        assert action.until is None or action.until > now


@given(histories, st.data(), instants)
@settings(max_examples=400)
def test_no_touch_after_an_exit(history: list[Fact], data: st.DataObject, now: datetime) -> None:
    """Once a stopping fact was heard, nothing is planned or performed, whatever else comes."""
    kind = data.draw(st.sampled_from(sorted(STOPPING)))
    exit_fact = INBOUND[kind](at=NOON, source_id="exit")
    position = data.draw(st.integers(0, len(history)))
    state = fold([*history[:position], exit_fact, *history[position:]])

    action = next_action(PLAN, state, now)

    assert isinstance(action, Record | Finish)
    if isinstance(action, Record):
        assert isinstance(action.fact, EnrollmentEnded)


@given(unstopped, instants)
@settings(max_examples=400)
def test_a_run_always_comes_to_rest(history: list[Fact], now: datetime) -> None:
    """As the workflow's loop does it: after each fact, what follows from it is recorded at once."""
    state = Enrollment()
    for fact in history:
        state = evolve(state, fact)
        while isinstance(action := next_action(PLAN, state, now), Record):
            after = evolve(state, action.fact)
            assert after != state, "a recorded fact changes nothing: the loop would never end"
            state = after


@given(unstopped, st.data(), instants)
@settings(max_examples=400)
def test_a_started_touch_never_starts_again(
    history: list[Fact], data: st.DataObject, now: datetime
) -> None:
    """A step that went out, is in doubt or has a task is never planned or performed again."""
    step = data.draw(steps)
    starts: list[Fact] = [
        TouchPerformed(at=NOON, step=step),
        TouchInDoubt(at=NOON, step=step),
        TaskOpened(at=NOON, step=step, kind="call"),
    ]
    started = data.draw(st.sampled_from(starts))
    state = fold([started, *history])

    action = next_action(PLAN, state, now)

    if isinstance(action, PlanTouch | PerformTouch):
        assert action.step != step


@given(histories)
@settings(max_examples=300)
def test_repeating_facts_changes_nothing(history: list[Fact]) -> None:
    """Every fact that was taken may come again, at once, without an effect."""
    state = Enrollment()
    for fact in history:
        state = evolve(state, fact)
        assert evolve(state, fact) == state


@given(histories, instants)
@settings(max_examples=300)
def test_an_ended_enrollment_stays_as_it_is(history: list[Fact], now: datetime) -> None:
    """Nothing follows an end."""
    ended = evolve(fold(history), EnrollmentEnded(at=now, state="finished", reason="manual"))

    assert fold(history, ended) == ended
    assert isinstance(next_action(PLAN, ended, now), Finish)
