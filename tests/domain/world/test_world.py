"""A seeded world is the same whenever it is made, hangs together, and has the rates it says."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from math import sqrt
from zoneinfo import ZoneInfo

from domain.enrollment import fold
from domain.facts import (
    Enrolled,
    EnrollmentEnded,
    Fact,
    MeetingBooked,
    ReplyReceived,
    TouchPerformed,
    TouchPlanned,
    fact_from_json,
    fact_to_json,
)
from domain.touch import Touched
from domain.world import WORLD, Life, Rates, World, lives

BEGINS = datetime(2026, 1, 5, 7, tzinfo=UTC)
THE_WORLD = World(people=3_000, begins=BEGINS, weeks=12)
EVERYBODY = list(lives(THE_WORLD))
# So many standard deviations from what is expected, hardly any seed is.
FAR = 4


def facts_of(kind: type[Fact]) -> list[tuple[Life, Fact]]:
    return [(life, fact) for life in EVERYBODY for fact in life.facts if isinstance(fact, kind)]


def assert_about(found: float, expected: float) -> None:
    assert abs(found - expected) < FAR * sqrt(expected), (found, expected)


def test_the_same_seed_makes_the_same_world() -> None:
    """Fact by fact; another seed makes another one."""
    assert list(lives(World(50, BEGINS, 12))) == list(lives(World(50, BEGINS, 12)))
    assert list(lives(World(50, BEGINS, 12))) != list(lives(World(50, BEGINS, 12, seed=2)))


def test_facts_are_as_a_ledger_would_have_them() -> None:
    """In order, none after the world's last moment, no key twice, each readable again."""
    for life in EVERYBODY[:300]:
        assert isinstance(life.facts[0], Enrolled)
        assert all(one.at <= other.at <= THE_WORLD.until for one, other in pairwise(life.facts))
        assert len({fact.key for fact in life.facts}) == len(life.facts)
        assert [fact_from_json(fact_to_json(fact)) for fact in life.facts] == list(life.facts)


def test_nothing_is_touched_after_an_end() -> None:
    """Whoever has ended has no open task, and every touch that began was settled before."""
    for life in EVERYBODY:
        state = fold(life.facts)
        ends = [fact.at for fact in life.facts if isinstance(fact, EnrollmentEnded)]
        began = [touch.started_at for touch in state.touches.values() if touch.started_at]
        assert len(ends) <= 1
        assert not (ends and any(at > ends[0] for at in began))
        assert not (ends and state.open_tasks())


def test_replies_come_as_often_as_the_true_rates_say() -> None:
    """The expected number is the sum of the true rates of all mails that were delivered."""
    rates, expected = THE_WORLD.rates, 0.0
    for life in EVERYBODY:
        steps = [step.id for step in life.cadence.steps]
        plans = {fact.step: fact for fact in life.facts if isinstance(fact, TouchPlanned)}
        bounced = fold(life.facts).state == "bounced"
        for fact in life.facts:
            if isinstance(fact, TouchPerformed) and not bounced:
                plan = plans[fact.step]
                here = fact.at.astimezone(ZoneInfo(plan.timezone))
                expected += rates.of_reply(steps.index(fact.step), plan.variant, here)

    replies = [f for _, f in facts_of(ReplyReceived) if f.reply_class != "out_of_office"]  # type: ignore[union-attr]  # -- replies alone

    assert_about(len(replies), expected)


def test_classes_and_meetings_come_as_often_as_said() -> None:
    """Of replies, and of those who were glad."""
    classes = Counter(fact.reply_class for _, fact in facts_of(ReplyReceived))  # type: ignore[union-attr]  # -- replies alone
    people = classes.total() - classes["out_of_office"]
    glad = classes["positive"]

    assert_about(glad, THE_WORLD.rates.classes["positive"] * people)
    of_mails = World(3_000, BEGINS, 12, rates=Rates(calls={"no_answer": 1.0}))
    met = sum(isinstance(f, MeetingBooked) for life in lives(of_mails) for f in life.facts)
    assert 0 < met <= glad
    assert_about(met, THE_WORLD.rates.meeting * glad)


def test_a_world_without_replies_has_none() -> None:
    """Every rate can be set."""
    silent = World(200, BEGINS, 12, rates=Rates(reply=0, away=0, opt_out=0, bounce=0))

    facts = [fact for life in lives(silent) for fact in life.facts]

    assert not [fact for fact in facts if isinstance(fact, ReplyReceived)]
    assert [fact for fact in facts if isinstance(fact, TouchPerformed)]


def test_a_world_has_all_that_reports_are_parted_by() -> None:
    """Versions, variants, countries, those still on their way, and every fate of a touch."""
    states = Counter(fold(life.facts).state.value for life in EVERYBODY)
    statuses = {t.status for life in EVERYBODY for t in fold(life.facts).touches.values()}

    assert {life.cadence.version for life in EVERYBODY} == {one.version for one, _ in WORLD}
    assert len({life.prospect.country for life in EVERYBODY}) > 3
    assert {"active", "finished", "bounced", "opted_out"} <= states.keys()
    assert statuses >= {Touched.PLANNED, Touched.PERFORMED, Touched.SKIPPED, Touched.IN_DOUBT}
