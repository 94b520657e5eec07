"""Whose an outcome is, how long it took, and what became of a touch."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.analytics.marks import NOTHING, Fate, Mark
from domain.analytics.outcomes import Outcomes, TouchOutcome, outcomes_of
from domain.analytics.tally import Tally
from domain.enrollment import Enrollment, evolve
from domain.facts import (
    Bounced,
    Engaged,
    Enrolled,
    EnrollmentEnded,
    Fact,
    MeetingBooked,
    OpportunityWon,
    OptedOut,
    ReplyCorrected,
    ReplyReceived,
    SoftBounced,
    TaskAssigned,
    TaskCompleted,
    TaskOpened,
    TextReported,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchPlanned,
    TouchReopened,
    TouchSkipped,
)

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ANA = "ana@northwind.example"


def counted(*facts: Fact) -> Outcomes:
    """The rows after these facts of somebody who was enrolled on Monday."""
    state, tally = Enrollment(), Tally()
    enrolled = Enrolled(
        at=MONDAY, cadence="outbound", version="v1", variants={"opener": "a"}, country="DE"
    )
    for fact in (enrolled, *facts):
        state = evolve(state, fact)
        tally = tally.with_fact(fact, state)
    return outcomes_of(state, tally)


def one(step: str, *facts: Fact) -> TouchOutcome:
    return counted(*facts).touches[step]


def planned(step: str = "intro", days: int = 0, channel: str = "email") -> TouchPlanned:
    return TouchPlanned(
        at=MONDAY,
        step=step,
        generation=1,
        channel=channel,
        due_at=MONDAY + days * DAY,
        not_after=MONDAY + days * DAY + 8 * HOUR,
        timezone="Asia/Tokyo",
        why="a test",
        variant="opener/a",
    )


def sent(step: str = "intro", days: int = 0) -> tuple[Fact, ...]:
    at = MONDAY + days * DAY
    return planned(step, days), TouchPerformed(at=at, step=step, mailbox="out@x.example")


def called(how: str, days: int = 0, late: int = 0) -> tuple[Fact, ...]:
    at = MONDAY + days * DAY
    opened = TaskOpened(at=at, step="ring", kind="call", due_at=at + HOUR, owner="bo@x.example")
    done = TaskCompleted(at=at + late * HOUR, step="ring", disposition=how, by=ANA)
    return planned("ring", days, "call"), opened, done


def reply(days: int, how: str = "positive", name: str = "1", to: str | None = None) -> Fact:
    at = MONDAY + days * DAY
    return ReplyReceived(at=at, source_id=f"crm/{name}", reply_class=how, to_step=to)


HELD = TouchHeld(at=MONDAY, step="intro", generation=1, reason="no_slot", until=None)
TWO = (*sent(), *sent("proof", 3))


def test_a_reply_is_of_the_last_touch_before_it() -> None:
    """Not of an earlier one, nor of one that went out afterwards."""
    rows = counted(*TWO, *sent("last", 9), reply(5)).touches

    assert [rows[step].marks for step in ("intro", "proof", "last")] == [
        NOTHING,
        Mark.POSITIVE,
        NOTHING,
    ]
    assert rows["proof"].lag_days == 2


def test_a_reply_is_of_the_touch_that_it_answers() -> None:
    """Where it says so; of the last one where that was never delivered."""
    assert one("intro", *TWO, reply(5, to="intro")).marks is Mark.POSITIVE
    assert one("proof", *TWO, planned("last", 9), reply(5, to="last")).marks is Mark.POSITIVE


def test_what_comes_before_any_touch_is_the_persons_alone() -> None:
    """It is in the funnel, and in no table of touches."""
    found = counted(reply(0), *sent(days=1))

    assert found.touches["intro"].marks is NOTHING
    assert found.person is not None
    assert found.person.marks == Mark.POSITIVE | Mark.TOUCHED
    assert found.person.touches_to_reply is None


def test_one_touch_has_one_reply_and_the_first_decides() -> None:
    """A later one of another class adds none; what else it brings counts."""
    met = MeetingBooked(at=MONDAY + 4 * DAY, source_id="cal/1")

    found = one("intro", *sent(), reply(2, "negative"), reply(3, "positive", "2"), met)

    assert found.marks == Mark.NEGATIVE | Mark.MEETING
    assert found.lag_days == 2


def test_somebody_who_is_away_has_not_replied() -> None:
    """Nor does it begin the time that an outcome has; a machine's answer is nothing."""
    away, machine = reply(1, "out_of_office"), reply(1, "automatic", "2")

    assert one("intro", *sent(), away).lag_days is None
    assert one("intro", *sent(), machine).marks is NOTHING
    assert one("intro", *sent(), away, reply(6, name="3")).lag_days == 6
    assert one("intro", *sent(), away, reply(6, name="3")).marks == Mark.AWAY | Mark.POSITIVE


END = EnrollmentEnded(at=MONDAY + 3 * DAY, state="finished", reason="manual")


@pytest.mark.parametrize("end", [(), (END,)], ids=["open", "ended"])
def test_a_corrected_reply_counts_as_what_it_is(end: tuple[Fact, ...]) -> None:
    """Also where the enrollment has ended and stays so."""
    corrected = ReplyCorrected(
        at=MONDAY + 4 * DAY, source_id="fix/1", reply="crm/1", reply_class="negative", by=ANA
    )

    facts = (*sent(), reply(2), *end, corrected)

    assert one("intro", *facts).marks is Mark.NEGATIVE


@pytest.mark.parametrize(
    ("how", "fate", "marks"),
    [
        ("meaningful_conversation", Fate.DELIVERED, Mark.POSITIVE),
        ("meeting_booked", Fate.DELIVERED, Mark.POSITIVE | Mark.MEETING),
        ("connected", Fate.DELIVERED, Mark.NEUTRAL),
        ("do_not_call", Fate.DELIVERED, Mark.NEGATIVE | Mark.OPTED_OUT),
        ("left_voicemail", Fate.DELIVERED, NOTHING),
        ("no_answer", Fate.UNREACHED, NOTHING),
        ("gatekeeper", Fate.UNREACHED, NOTHING),
        ("wrong_number", Fate.BOUNCED, NOTHING),
    ],
)
def test_how_a_call_went_is_what_became_of_it(how: str, fate: Fate, marks: Mark) -> None:
    """A word of the rep is an answer where somebody answered."""
    found = one("ring", *called(how))

    assert (found.fate, found.marks, found.rep) == (fate, marks, ANA)


@pytest.mark.parametrize(
    ("facts", "fate"),
    [
        ((planned(),), Fate.WAITING),
        ((planned(), HELD), Fate.WAITING),
        (sent(), Fate.DELIVERED),
        ((planned(), TouchInDoubt(at=MONDAY, step="intro")), Fate.IN_DOUBT),
        ((planned(), TouchSkipped(at=MONDAY, step="intro", reason="condition")), Fate.SKIPPED),
        (
            (planned(), TouchSkipped(at=MONDAY, step="intro", reason="no_way_by_email")),
            Fate.FAILED,
        ),
        ((*sent(), Bounced(at=MONDAY + HOUR, source_id="dsn/1")), Fate.BOUNCED),
        ((planned(), Bounced(at=MONDAY, source_id="smtp/e-1.intro")), Fate.BOUNCED),
        ((*sent(), SoftBounced(at=MONDAY, source_id="dsn/1", step="intro")), Fate.BOUNCED),
        ((*sent(), TextReported(at=MONDAY, step="intro", status="undelivered")), Fate.BOUNCED),
        ((*sent(), TextReported(at=MONDAY, step="intro", status="delivered")), Fate.DELIVERED),
        (
            (planned(), EnrollmentEnded(at=MONDAY, state="finished", reason="replied")),
            Fate.CALLED_OFF,
        ),
    ],
)
def test_a_touch_has_one_fate(facts: tuple[Fact, ...], fate: Fate) -> None:
    """By the last that is known of it."""
    assert one("intro", *facts).fate is fate


AGAIN = TouchReopened(at=MONDAY + HOUR, step="intro", source_id="again/intro/1", by=ANA)
DOUBTED = (planned(), TouchInDoubt(at=MONDAY, step="intro"))
SECOND = (replace(planned(), generation=2), TouchPerformed(at=MONDAY + DAY, step="intro"))


@pytest.mark.parametrize(
    "of_the_first",
    [
        SoftBounced(at=MONDAY, source_id="dsn/1", step="intro"),
        TextReported(at=MONDAY, step="intro", status="undelivered", generation=1),
    ],
    ids=["mail", "text"],
)
def test_what_became_of_the_first_is_not_that_of_the_second(of_the_first: Fact) -> None:
    """What is sent again counts by itself, whenever the news of the one before it comes."""
    assert one("intro", *DOUBTED, of_the_first, AGAIN, *SECOND).fate is Fate.DELIVERED


def test_late_news_of_a_text_that_was_given_up_changes_nothing() -> None:
    """It names its sending, and another stands in that one's place."""
    late = TextReported(at=MONDAY + DAY, step="intro", status="failed", generation=1)

    assert one("intro", *DOUBTED, AGAIN, *SECOND, late).fate is Fate.DELIVERED
    assert one("intro", *DOUBTED, late).fate is Fate.BOUNCED


def test_a_mail_in_doubt_can_bounce() -> None:
    """A bounce that names no step is of the last mail that may have gone out before it."""
    doubted = (planned("proof", 3), TouchInDoubt(at=MONDAY + 3 * DAY, step="proof"))
    rows = counted(*sent(), *doubted, Bounced(at=MONDAY + 4 * DAY, source_id="dsn/1")).touches

    assert [rows[step].fate for step in ("intro", "proof")] == [Fate.DELIVERED, Fate.BOUNCED]


def test_a_task_is_late_when_it_is_done_after_its_time_or_never() -> None:
    """Not when it is done in time."""
    in_time, late = called("done", late=0), called("done", late=2)
    given_up = (*called("done")[:2], TouchSkipped(at=MONDAY, step="ring", reason="overdue"))

    assert [bool(one("ring", *f).marks & Mark.LATE) for f in (in_time, late, given_up)] == [
        False,
        True,
        True,
    ]


def test_a_touch_is_told_by_its_prospects_clock_and_who_played_it() -> None:
    """Monday nine in the morning in London is six in the evening in Tokyo."""
    found = one("intro", *sent())

    assert (found.weekday, found.hour, found.day) == (0, 18, date(2026, 3, 2))
    assert (found.mailbox, found.variant, found.country) == ("out@x.example", "opener/a", "DE")
    assert (found.cadence, found.version, found.week) == ("outbound", "v1", date(2026, 3, 2))


def test_an_open_task_is_its_owners() -> None:
    """Until somebody else has done it."""
    opened = called("done")[:2]
    assigned = TaskAssigned(at=MONDAY, step="ring", owner="cy@x.example", by=ANA, request_id="1")

    assert one("ring", *opened).rep == "bo@x.example"
    assert one("ring", *opened, assigned).rep == "cy@x.example"


def test_clicks_are_marked_apart_from_what_machines_did() -> None:
    """They are diagnostics: no outcome comes of them."""
    clicks = [
        Engaged(at=MONDAY + HOUR, source_id=f"x/{kind}", kind=kind, step="intro")
        for kind in ("open", "click", "machine_click")
    ]

    found = one("intro", *sent(), *clicks)

    assert found.marks == Mark.OPENED | Mark.CLICKED | Mark.MACHINE_CLICKED
    assert found.lag_days is None


def test_a_person_has_what_all_touches_brought() -> None:
    """With how many touches, and how many days from the first of them, until the first reply."""
    out = OptedOut(at=MONDAY + 6 * DAY, source_id="link/1")
    won = OpportunityWon(at=MONDAY + 90 * DAY, opportunity="006A")

    person = counted(*TWO, reply(5, "neutral"), out, won).person

    assert person is not None
    assert person.marks == (
        Mark.NEUTRAL | Mark.OPTED_OUT | Mark.OPPORTUNITY | Mark.WON | Mark.TOUCHED
    )
    assert (person.touches_to_reply, person.days_to_reply) == (2, 5)
    assert (person.variants, person.day) == ("opener/a", date(2026, 3, 2))
