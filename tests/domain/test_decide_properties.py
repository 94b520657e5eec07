"""`evolve` and `next_action`: the promises that hold for every sequence of facts and every plan."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cadence import (
    DEFAULT_REACTIONS,
    DISPOSITIONS,
    REPLY_CLASSES,
    Patience,
    Plan,
    PlanExit,
    PlanStep,
    Reaction,
)
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
from domain.enrollment import Enrollment, evolve, fold
from domain.facts import (
    INBOUND,
    STOPPING,
    Engaged,
    EnrollmentEnded,
    Fact,
    Jumped,
    Paused,
    ReplyCorrected,
    ReplyReceived,
    Resumed,
    TaskCompleted,
    TaskEscalated,
    TaskOpened,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchPlanned,
    TouchSkipped,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLAIN = Plan((PlanStep("mail"), PlanStep("call"), PlanStep("demo", blocking=True), PlanStep("bye")))
# Every kind of reaction, of the cadence and of steps.
BRANCHED = Plan(
    (
        PlanStep("mail", no_response=Patience(2 * HOUR, Reaction("jump", "demo"))),
        PlanStep(
            "call",
            on={
                "disposition/connected": Reaction("pause", span=HOUR),
                "disposition/no_answer": Reaction("jump", "bye"),
                "click": Reaction("jump", "bye"),
            },
            otherwise=Reaction("jump", "bye"),
        ),
        PlanStep("demo", blocking=True, no_response=Patience(HOUR, Reaction("pause", span=HOUR))),
        PlanStep("bye", otherwise=Reaction("switch", "nurture", HOUR)),
    ),
    on={
        **DEFAULT_REACTIONS,
        "reply/out_of_office": Reaction("pause", span=HOUR),
        "reply/wrong_person": Reaction("refer", "introduction"),
        "disposition/not_interested": Reaction("finish", "not_interested"),
        "colleague_replied": Reaction("pause"),
        "meeting_canceled": Reaction("jump", "bye"),
        "click": Reaction("pause", span=HOUR),
    },
    exit=PlanExit(after=2 * HOUR, outcome="unresponsive", then="nurture", rest=HOUR),
)
PLANS = pytest.mark.parametrize("plan", [PLAIN, BRANCHED], ids=["plain", "branched"])


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


instants = st.integers(-3, 6).map(lambda hours: NOON + hours * HOUR)
steps = st.sampled_from([step.id for step in PLAIN.steps])
untils = st.none() | instants
generations = st.integers(1, 3)
sources = st.integers(1, 6).map(lambda n: f"source/{n}")
corrections = st.integers(1, 4).map(lambda n: f"correction/{n}")
findings = st.integers(1, 3).map(lambda n: f"resolved/{n}")
some_facts: st.SearchStrategy[Fact] = st.one_of(
    st.builds(planned, steps, generations, instants),
    st.builds(
        TouchHeld,
        at=instants,
        step=steps,
        generation=generations,
        reason=st.sampled_from(["full", "a"]),
        until=untils,
    ),
    st.builds(TouchPerformed, at=instants, step=steps),
    st.builds(TouchInDoubt, at=instants, step=steps),
    st.builds(
        TouchSkipped, at=instants, step=steps, reason=st.sampled_from(["no_way", "condition"])
    ),
    st.builds(TouchPerformed, at=instants, step=steps, source_id=findings, by=st.just("r")),
    st.builds(
        TouchSkipped,
        at=instants,
        step=steps,
        reason=st.just("lost"),
        source_id=findings,
        by=st.just("r"),
    ),
    st.builds(
        TaskOpened,
        at=instants,
        step=steps,
        kind=st.just("call"),
        until=untils,
        escalates_at=untils,
    ),
    st.builds(TaskEscalated, at=instants, step=steps),
    st.builds(
        TaskCompleted,
        at=instants,
        step=steps,
        disposition=st.sampled_from(DISPOSITIONS),
        by=st.just("r"),
    ),
    st.builds(Jumped, at=instants, source_id=sources, to=steps, skipped=st.lists(steps).map(tuple)),
    st.builds(
        ReplyReceived,
        at=instants,
        source_id=sources,
        reply_class=st.sampled_from(REPLY_CLASSES),
        until=untils,
    ),
    st.builds(
        ReplyCorrected,
        at=instants,
        source_id=corrections,
        reply=sources,
        reply_class=st.sampled_from(REPLY_CLASSES),
        by=st.just("r"),
        until=untils,
    ),
    st.builds(
        Engaged,
        at=instants,
        source_id=sources,
        kind=st.sampled_from(["open", "click", "machine_click"]),
        step=st.none() | steps,
    ),
    st.builds(Paused, at=instants, source_id=sources, reason=st.sampled_from("ab"), until=untils),
    st.builds(Resumed, at=instants, source_id=sources, reason=st.none() | st.sampled_from("ab")),
    *(st.builds(kind, at=instants, source_id=sources) for kind in INBOUND.values()),
)
histories = st.lists(some_facts, max_size=25)
# Without stopping facts, which would end nearly every longer history before it gets anywhere.
unstopped = st.lists(some_facts.filter(lambda fact: fact.type not in STOPPING), max_size=12)


@PLANS
@given(histories, instants)
@settings(max_examples=400)
def test_every_state_has_a_next_action_that_leads_on(
    plan: Plan, history: list[Fact], now: datetime
) -> None:
    """Facts in any order: what follows with no act in the world ends in a wait or an act."""
    state = fold(history)
    while isinstance(action := next_action(plan, state, now), Record):
        after = evolve(state, action.fact)
        assert after != state, "a recorded fact changes nothing: the loop would never end"
        state = after
    if isinstance(action, AwaitDue | AwaitTask | Hold):
        assert action.until is None or action.until > now


@PLANS
@given(histories, st.data(), instants)
@settings(max_examples=400)
def test_no_touch_after_an_exit(
    plan: Plan, history: list[Fact], data: st.DataObject, now: datetime
) -> None:
    """Once a stopping fact was heard, nothing is planned or performed, whatever else comes."""
    kind = data.draw(st.sampled_from(sorted(STOPPING)))
    exit_fact = INBOUND[kind](at=NOON, source_id="exit")
    position = data.draw(st.integers(0, len(history)))
    state = fold([*history[:position], exit_fact, *history[position:]])

    action = next_action(plan, state, now)

    assert isinstance(action, Record | Finish)
    if isinstance(action, Record):
        assert isinstance(action.fact, EnrollmentEnded)


@PLANS
@given(unstopped, instants)
@settings(max_examples=400)
def test_a_run_always_comes_to_rest(plan: Plan, history: list[Fact], now: datetime) -> None:
    """As the workflow's loop does it: after each fact, what follows from it is recorded at once."""
    state = Enrollment()
    for fact in history:
        state = evolve(state, fact)
        while isinstance(action := next_action(plan, state, now), Record):
            after = evolve(state, action.fact)
            assert after != state, "a recorded fact changes nothing: the loop would never end"
            state = after


@PLANS
@given(unstopped, st.data(), instants)
@settings(max_examples=400)
def test_a_started_touch_never_starts_again(
    plan: Plan, history: list[Fact], data: st.DataObject, now: datetime
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

    action = next_action(plan, state, now)

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
    """Nothing follows an end but what a mail that had not settled turns out to have been."""
    ended = evolve(fold(history), EnrollmentEnded(at=now, state="finished", reason="manual"))

    after = fold(history, ended)

    assert (after.state, after.reason, after.pauses) == (ended.state, ended.reason, ended.pauses)
    assert isinstance(next_action(BRANCHED, after, now), Finish)
    for step, touch in after.touches.items():
        before = ended.touches.get(step)
        if touch != before:
            assert before is None or before.status in {"planned", "held", "in_doubt"}
            assert touch.status in {"performed", "skipped"}
