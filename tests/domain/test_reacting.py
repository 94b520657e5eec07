"""Branches: what each kind of event does to an enrollment, once, and with which fact."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.cadence import DEFAULT_REACTIONS, Patience, Plan, PlanExit, PlanStep, Reaction
from domain.decide import AwaitDue, Hold, PlanTouch, Record, next_action, results_asked
from domain.enrollment import Enrollment, evolve, fold
from domain.facts import (
    Engaged,
    EnrollmentEnded,
    Fact,
    Jumped,
    MeetingBooked,
    Paused,
    ReplyReceived,
    TaskCompleted,
    TaskEscalated,
    TaskOpened,
    TouchPerformed,
    TouchPlanned,
    TouchSkipped,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEPS = (PlanStep("mail"), PlanStep("call"), PlanStep("demo"), PlanStep("bye"))


def a_plan(on: dict[str, Reaction] | None = None, **steps: PlanStep) -> Plan:
    """Four steps, some of them as given, and these reactions beside the usual ones."""
    chosen = tuple(steps.get(step.id, step) for step in STEPS)
    return Plan(chosen, {**DEFAULT_REACTIONS, **(on or {})})


def replied(reply_class: str, source: str = "1", until: datetime | None = None) -> ReplyReceived:
    return ReplyReceived(at=NOON, source_id=source, reply_class=reply_class, until=until)


def sent(step: str, at: datetime = NOON) -> TouchPerformed:
    return TouchPerformed(at=at, step=step)


def completed(step: str, disposition: str) -> TaskCompleted:
    return TaskCompleted(at=NOON, step=step, disposition=disposition, by="ana")


def planned(step: str, due: datetime) -> TouchPlanned:
    return TouchPlanned(
        at=NOON,
        step=step,
        generation=1,
        channel="email",
        due_at=due,
        not_after=due + HOUR,
        timezone="UTC",
        why="test",
    )


def consequences(plan: Plan, *facts: Fact, now: datetime = NOON) -> list[Fact]:
    """The facts that follow from these with no act in the world, in their order."""
    state, found = fold(facts), []
    while isinstance(action := next_action(plan, state, now), Record):
        found.append(action.fact)
        state = evolve(state, action.fact)
    return found


def an_end(reason: str, cause: str = "1", **more: Any) -> EnrollmentEnded:  # noqa: ANN401 -- whatever an end says besides
    return replace(EnrollmentEnded(at=NOON, state="finished", reason=reason, cause=cause), **more)


@pytest.mark.parametrize(
    ("reaction", "end"),
    [
        (Reaction("finish"), an_end("replied")),
        (Reaction("finish", "won_over"), an_end("won_over")),
        (
            Reaction("switch", "nurture", 3 * DAY),
            an_end("switched", then="nurture", not_before=NOON + 3 * DAY),
        ),
        (Reaction("refer", "hello"), an_end("wrong_person", then="hello", referral="1")),
    ],
)
def test_a_reaction_that_ends(reaction: Reaction, end: EnrollmentEnded) -> None:
    """Finish, switch and refer end the enrollment, each with its own reason and what comes then."""
    plan = a_plan({"reply/positive": reaction})

    assert consequences(plan, replied("positive")) == [end]


def test_a_class_that_continues_changes_nothing() -> None:
    """A reply of a class without a reaction leaves the enrollment on its way."""
    plan = a_plan()

    assert next_action(plan, fold([replied("wrong_person")]), NOON) == PlanTouch("mail", 1)


def test_an_unsubscribe_is_an_opt_out_whatever_else_came_in() -> None:
    """The weightier of two events decides."""
    events = (replied("positive", "1"), replied("unsubscribe", "2"))

    assert consequences(a_plan(), *events) == [an_end("opted_out", "2", state="opted_out")]


def test_a_booked_meeting_says_more_than_a_reply() -> None:
    """Both at once end it as meeting_booked."""
    meeting = MeetingBooked(at=NOON, source_id="2")

    assert consequences(a_plan(), replied("neutral"), meeting) == [an_end("meeting_booked", "2")]


@pytest.mark.parametrize(
    ("named", "until"), [(None, NOON + 14 * DAY), (NOON + 3 * DAY, NOON + 3 * DAY)]
)
def test_out_of_office_pauses_until_the_return(named: datetime | None, until: datetime) -> None:
    """The date that the reply names wins over the cadence's span, and it happens once."""
    plan = a_plan({"reply/out_of_office": Reaction("pause", span=14 * DAY)})
    away = replied("out_of_office", until=named)

    pause = Paused(at=NOON, source_id="reaction/1", reason="out_of_office", until=until)
    assert consequences(plan, away) == [pause]
    assert next_action(plan, fold([away, pause]), NOON) == Hold("out_of_office", until)


def test_a_second_out_of_office_pauses_again() -> None:
    """Each event is reacted to, not each kind of event."""
    plan = a_plan({"reply/out_of_office": Reaction("pause", span=DAY)})
    first = replied("out_of_office", "1", NOON + DAY)
    pause = consequences(plan, first)

    again = consequences(plan, first, *pause, replied("out_of_office", "2", NOON + 9 * DAY))

    assert [getattr(fact, "until", None) for fact in again] == [NOON + 9 * DAY]


def test_a_jump_leaves_out_what_has_not_started() -> None:
    """What was done and what is open stays; the rest before the aim is skipped; it happens once."""
    plan = a_plan(mail=PlanStep("mail", on={"disposition/done": Reaction("jump", "bye")}))
    opened = TaskOpened(at=NOON, step="call", kind="call")

    facts = consequences(plan, completed("mail", "done"), opened)

    assert facts == [
        Jumped(at=NOON, source_id="reaction/completed/mail", to="bye", skipped=("demo",))
    ]
    state = fold([completed("mail", "done"), opened, *facts])
    assert state.touches["call"].is_open
    assert state.touches["demo"].reason == "jumped"
    assert next_action(plan, state, NOON) == PlanTouch("bye", 1)


def test_a_jump_takes_back_a_planned_touch() -> None:
    """A touch that only waits for its moment is left out too."""
    plan = a_plan({"meeting_canceled": Reaction("jump", "bye"), "click": Reaction("jump", "bye")})
    click = Engaged(at=NOON, source_id="c", kind="click")

    state = fold([planned("mail", NOON + HOUR), click, *consequences(plan, click)])

    assert state.touches["mail"].reason == "jumped"
    assert next_action(plan, state, NOON) == PlanTouch("bye", 1)


def test_the_step_goes_before_the_cadence() -> None:
    """A disposition is looked up at its step first; `continue` there overrides a finish."""
    on = {"disposition/not_interested": Reaction("finish", "not_interested")}
    own = PlanStep("call", on={"disposition/not_interested": Reaction("continue")})
    done = (sent("mail"), completed("call", "not_interested"))

    assert consequences(a_plan(on), *done) == [an_end("not_interested", "completed/call")]
    assert consequences(a_plan(on, call=own), *done) == []


def test_a_click_belongs_to_its_step() -> None:
    """The same click does what its step says, and elsewhere what the cadence says."""
    plan = a_plan(
        {"click": Reaction("pause", span=HOUR)},
        mail=PlanStep("mail", on={"click": Reaction("jump", "demo")}),
    )

    def kinds(step: str) -> list[str]:
        click = Engaged(at=NOON, source_id="c", kind="click", step=step)
        return [fact.type for fact in consequences(plan, click)]

    assert kinds("mail") == ["jumped"]
    assert kinds("bye") == ["paused"]


def test_opens_never_branch() -> None:
    """A mail that was opened changes nothing, even where clicks do."""
    plan = a_plan({"click": Reaction("finish"), "engagement": Reaction("finish")})
    opened = Engaged(at=NOON, source_id="o", kind="open", step="mail")

    assert consequences(plan, opened) == []


def test_a_condition_that_is_not_met_may_branch() -> None:
    """A step left out by its condition does what `otherwise` says; any other skip does not."""
    plan = a_plan(mail=PlanStep("mail", otherwise=Reaction("jump", "demo")))

    def follows(reason: str) -> list[str]:
        skipped = TouchSkipped(at=NOON, step="mail", reason=reason)
        return [fact.type for fact in consequences(plan, skipped)]

    assert follows("condition") == ["jumped"]
    assert follows("no_way_by_email") == []


PATIENT = a_plan(mail=PlanStep("mail", no_response=Patience(2 * DAY, Reaction("jump", "bye"))))


def test_silence_branches_when_it_has_lasted() -> None:
    """Until then every wait ends at the latest with the patience; then the jump comes, once."""
    facts = (sent("mail"), planned("call", NOON + 5 * DAY))

    before = next_action(PATIENT, fold(facts), NOON + DAY)
    after = consequences(PATIENT, *facts, now=NOON + 2 * DAY)

    assert before == AwaitDue("call", NOON + 5 * DAY, NOON + 2 * DAY)
    assert [fact.type for fact in after] == ["jumped"]
    assert consequences(PATIENT, *facts, *after, now=NOON + 9 * DAY) == []


@pytest.mark.parametrize(
    ("heard", "follows"),
    [
        (replied("wrong_person"), []),
        (Engaged(at=NOON, source_id="c", kind="click"), []),
        (Engaged(at=NOON, source_id="o", kind="open"), ["jumped"]),
        (replied("out_of_office"), ["jumped"]),
        (replied("automatic"), ["jumped"]),
    ],
)
def test_an_answer_is_no_silence(heard: Fact, follows: list[str]) -> None:
    """A reply or a click since the touch ends the patience; an auto-reply or an open does not."""
    facts = consequences(PATIENT, sent("mail"), heard, now=NOON + 2 * DAY)

    assert [fact.type for fact in facts] == follows


def test_a_pause_is_no_silence() -> None:
    """While the enrollment stands still nobody is counted as silent."""
    pause = Paused(at=NOON, source_id="p", reason="manual")

    action = next_action(PATIENT, fold([sent("mail"), pause]), NOON + 9 * DAY)

    assert action == Hold("manual", None)


LEAVING = replace(
    a_plan(), exit=PlanExit(after=5 * DAY, outcome="unresponsive", then="nurture", rest=14 * DAY)
)


def test_after_the_last_touch_an_answer_is_awaited_and_then_another_cadence_follows() -> None:
    """The exit waits its time, names its outcome, and says where and when the person goes on."""
    facts = [sent(step.id) for step in STEPS]
    end = NOON + 5 * DAY

    assert next_action(LEAVING, fold(facts), NOON) == Hold("awaiting_answer", end)
    assert consequences(LEAVING, *facts, now=end) == [
        EnrollmentEnded(
            at=end,
            state="finished",
            reason="unresponsive",
            then="nurture",
            not_before=end + 14 * DAY,
        )
    ]


def test_a_reply_that_ends_leads_nowhere_else() -> None:
    """Whoever answers does not go on into the next cadence."""
    facts: list[Fact] = [*(sent(step.id) for step in STEPS), replied("neutral")]

    assert consequences(LEAVING, *facts) == [an_end("replied")]


def test_a_task_is_escalated_once_and_then_given_up() -> None:
    """The owner is told at the first instant, the task is skipped at the second."""
    opened = TaskOpened(
        at=NOON, step="call", kind="call", escalates_at=NOON + HOUR, until=NOON + DAY
    )
    told = consequences(a_plan(), sent("mail"), opened, now=NOON + HOUR)

    assert told == [TaskEscalated(at=NOON + HOUR, step="call")]
    later = consequences(a_plan(), sent("mail"), opened, *told, now=NOON + DAY)
    assert [fact.type for fact in later] == ["touch_skipped"]


def test_a_condition_hears_what_it_asks_and_no_more() -> None:
    """Results are dispositions or how far a touch came; an auto-reply is no reply."""
    step = PlanStep("bye", asks=("clicked", "replied", "results.call", "results.mail"))
    facts: list[Fact] = [sent("mail"), completed("call", "connected"), planned("demo", NOON)]
    asked = {"mail": "performed", "call": "connected"}

    assert results_asked(step, fold(facts)) == asked
    assert results_asked(step, fold([*facts, replied("out_of_office")])) == asked
    assert results_asked(step, fold([*facts, replied("automatic")])) == asked
    assert results_asked(step, fold([*facts, replied("neutral")])) == {**asked, "replied": "yes"}
    assert results_asked(PlanStep("bye"), fold(facts)) == {}
    assert results_asked(PlanStep("bye", asks=("results.demo",)), fold(facts)) == {}


def test_nothing_follows_from_nothing() -> None:
    """A plan with every branch and no event goes its plain way."""
    assert next_action(LEAVING, Enrollment(), NOON) == PlanTouch("mail", 1)
