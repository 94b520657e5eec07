"""Soft bounces in a row, and replies that a person gives another class."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.cadence import DEFAULT_REACTIONS, Plan, PlanStep, Reaction
from domain.decide import AwaitDue, Hold, Record, next_action, results_asked
from domain.enrollment import Enrollment, State, evolve, fold
from domain.facts import (
    ColleagueReplied,
    Engaged,
    EnrollmentEnded,
    Fact,
    MeetingBooked,
    Paused,
    ReplyCorrected,
    ReplyReceived,
    SoftBounced,
    TouchPlanned,
    fact_from_json,
    fact_to_json,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
AWAY = {"reply/out_of_office": Reaction("pause", span=14 * DAY)}
PLAN = Plan((PlanStep("mail"), PlanStep("bye")), on={**DEFAULT_REACTIONS, **AWAY})
GOING_ON = Plan(PLAN.steps, on=AWAY)
PLANNED = TouchPlanned(
    at=NOON,
    step="mail",
    generation=1,
    channel="email",
    due_at=NOON + DAY,
    not_after=NOON + 2 * DAY,
    timezone="UTC",
    why="test",
)


def refused(number: int) -> SoftBounced:
    return SoftBounced(at=NOON, source_id=f"soft/{number}", step=f"mail-{number}")


def replied(reply_class: str, source: str = "r") -> ReplyReceived:
    return ReplyReceived(at=NOON, source_id=source, reply_class=reply_class)


def corrected(reply_class: str, reply: str = "r", number: int = 1) -> ReplyCorrected:
    return ReplyCorrected(
        at=NOON,
        source_id=f"correction/{number}",
        reply=reply,
        reply_class=reply_class,
        by="ana",
    )


def run(plan: Plan, *facts: Fact) -> Enrollment:
    """As the workflow's loop does it: after each fact, what follows from it is recorded."""
    state = fold([PLANNED])
    for fact in facts:
        state = evolve(state, fact)
        while isinstance(action := next_action(plan, state, NOON), Record):
            state = evolve(state, action.fact)
    return state


def test_two_soft_bounces_stop_nothing() -> None:
    """A full mailbox is tried again, whatever else the cadence does."""
    state = run(PLAN, refused(1), refused(2))

    assert isinstance(next_action(PLAN, state, NOON), AwaitDue)


def test_the_third_soft_bounce_in_a_row_is_a_bounce() -> None:
    """The address counts as gone, also where a colleague has answered in between."""
    colleague = ColleagueReplied(at=NOON, source_id="colleague/1")

    state = run(PLAN, refused(1), refused(2), colleague, refused(3))

    assert (state.state, state.reason) == (State.BOUNCED, "bounced")


def test_several_reports_of_one_mail_are_one_soft_bounce() -> None:
    """A server that keeps trying says so again; one whose mail is not known may be any."""
    again = [replace(refused(1), source_id=f"again/{number}") for number in range(3)]
    nameless = [replace(refused(1), source_id=f"{number}", step=None) for number in range(2)]

    state = run(PLAN, *again, refused(2))

    assert not state.is_ended
    assert run(PLAN, *again, *nameless).state == State.BOUNCED


@pytest.mark.parametrize(
    "heard", [replied("out_of_office"), Engaged(at=NOON, source_id="c", kind="click")]
)
def test_what_is_heard_in_between_begins_the_count_anew(heard: Fact) -> None:
    """Whoever answers has a mailbox that takes mails."""
    state = run(PLAN, refused(1), refused(2), heard, refused(3), refused(4))

    assert not state.is_ended


def test_a_cadence_may_react_to_a_soft_bounce() -> None:
    """Each one pauses anew."""
    plan = Plan(PLAN.steps, on={"soft_bounce": Reaction("pause", span=2 * DAY)})

    assert next_action(plan, run(plan, refused(1)), NOON) == Hold("soft_bounce", NOON + 2 * DAY)


def test_a_pause_ends_when_the_reply_was_positive_after_all() -> None:
    """What was taken for an automatic answer ends the enrollment as the positive reply it is."""
    away = run(PLAN, replied("out_of_office"))
    after = run(PLAN, replied("out_of_office"), corrected("positive"))

    assert away.pauses == {"out_of_office": NOON + 14 * DAY}
    assert (after.state, after.reason) == (State.FINISHED, "replied")


def test_a_pause_ends_where_the_class_does_nothing() -> None:
    """The touches go on where the cadence says so."""
    state = run(GOING_ON, replied("out_of_office"), corrected("neutral"))

    assert state.pauses == {}
    assert isinstance(next_action(GOING_ON, state, NOON), AwaitDue)


def test_a_reply_may_turn_out_to_be_automatic() -> None:
    """It pauses from now on and is no answer to a condition any more."""
    step = PlanStep("bye", asks=("replied",))

    before = run(GOING_ON, replied("positive"))
    after = run(GOING_ON, replied("positive"), corrected("out_of_office"))

    assert results_asked(step, before) == {"replied": "yes"}
    assert results_asked(step, after) == {}
    assert after.pauses == {"out_of_office": NOON + 14 * DAY}


def test_a_reply_is_corrected_again() -> None:
    """Each correction is reacted to: away, then not, then away again."""
    facts = (replied("neutral"), corrected("out_of_office"), corrected("neutral", number=2))

    assert run(GOING_ON, *facts).pauses == {}
    assert run(GOING_ON, *facts, corrected("out_of_office", number=3)).pauses


def test_the_other_replies_stay_as_they_are() -> None:
    """An earlier reply of the class counts again once the later is of another."""
    facts = (replied("neutral", "first"), replied("neutral"), corrected("out_of_office"))

    heard = run(GOING_ON, *facts).heard

    assert heard["reply/neutral"].source_id == "first"
    assert heard["reply/out_of_office"].source_id == "r"


def test_the_end_that_the_reply_brought_is_taken_back() -> None:
    """It stands paused, as if the reply had come as an automatic one."""
    state = run(PLAN, replied("positive"), corrected("out_of_office"))

    assert (state.state, state.reason) == (State.PAUSED, "out_of_office")


def test_a_later_end_has_its_own_key() -> None:
    """The ledger keeps both ends: a key is written once."""
    state = run(PLAN, replied("positive"), corrected("out_of_office"))
    again = next_action(PLAN, evolve(state, replied("negative", "second")), NOON)

    assert isinstance(again, Record)
    assert again.fact.key == "ended/2"


@pytest.mark.parametrize("reply", ["other", "manual"])
def test_no_other_end_is_taken_back(reply: str) -> None:
    """Neither what another reply nor what a hand has ended comes to life again."""
    by_hand = EnrollmentEnded(at=NOON, state="finished", reason="manual")
    by_reply = run(PLAN, replied("positive"))

    assert evolve(by_reply, corrected("out_of_office", reply)) == by_reply
    ended = run(GOING_ON, replied("positive"), by_hand)
    assert evolve(ended, corrected("out_of_office")) == ended


def test_a_meeting_is_no_reply() -> None:
    """What it has ended stays ended, though its event is named."""
    ended = run(PLAN, MeetingBooked(at=NOON, source_id="crm/1"))

    assert ended.ended_by == "crm/1"
    assert evolve(ended, corrected("out_of_office", "crm/1")) == ended


def test_a_correction_of_what_never_came_changes_nothing() -> None:
    """It folds harmlessly, and is known again."""
    state = run(PLAN, corrected("positive", "unheard"))

    assert not state.is_ended
    assert state.heard == {}


def test_a_correction_is_written_and_read() -> None:
    """The ledger keeps who said it."""
    fact = corrected("positive")

    assert fact_from_json(fact_to_json(fact)) == fact


def test_a_pause_by_hand_outlasts_a_correction() -> None:
    """Only what the reply brought about is taken back."""
    by_hand = Paused(at=NOON, source_id="pause/1", reason="manual")

    state = run(GOING_ON, by_hand, replied("out_of_office"), corrected("neutral"))

    assert set(state.pauses) == {"manual"}
