"""A simulation is the real run on a virtual clock: same decisions, same plans, always an end."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.cadence import Cadence
from domain.people.enrollee import Enrollee
from domain.people.prospects import Prospect
from domain.simulation import Course, Injected, Outage, Script, SimulatedTouch, simulate
from tests.builders import a_cadence, a_prospect, a_step

MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)


def of(
    cadence: Cadence,
    *events: Injected,
    outages: tuple[Outage, ...] = (),
    prospect: Prospect | None = None,
) -> Course:
    enrollee = Enrollee("sim/p-ada", prospect or a_prospect(), cadence)
    return simulate(enrollee, MONDAY, Script(events, outages))


def three_mails(**fields: Any) -> Cadence:  # noqa: ANN401 -- whatever a cadence has
    return a_cadence(
        steps=[a_step(id=f"mail-{day}", day=day) for day in (1, 3, 10)],
        **fields,
    )


def steps_of(course: Course) -> list[str]:
    return [touch.step for touch in course.touches]


def local_day(touch: SimulatedTouch) -> str:
    return f"{touch.due_at.astimezone(ZoneInfo(touch.timezone)):%a %d %b}"


def end_of(course: Course) -> tuple[str, str | None]:
    return course.end.state, course.end.reason


def test_a_silent_prospect_gets_every_touch_on_its_business_day() -> None:
    """Nobody answers: each touch on its day in the prospect's window, then `completed`."""
    course = of(three_mails())

    assert [local_day(t) for t in course.touches] == ["Mon 02 Mar", "Wed 04 Mar", "Fri 13 Mar"]
    walls = [touch.due_at.astimezone(BERLIN).time() for touch in course.touches]
    assert all(time(9) <= wall < time(17) for wall in walls)
    assert end_of(course) == ("finished", "completed")
    assert course.end.ended_at == course.touches[-1].due_at


def test_the_same_enrollment_is_simulated_the_same() -> None:
    """No clock and no chance: twice the same, and another enrollment at other minutes."""
    other = simulate(Enrollee("sim/p-bob", a_prospect(), three_mails()), MONDAY)

    assert of(three_mails()) == of(three_mails())
    assert [t.due_at for t in other.touches] != [t.due_at for t in of(three_mails()).touches]


def test_a_reply_an_hour_after_a_touch_ends_it() -> None:
    """What the real run would not send after a reply is not in the simulation either."""
    course = of(three_mails(), Injected("reply", "mail-3", "positive"))

    assert steps_of(course) == ["mail-1", "mail-3"]
    assert end_of(course) == ("finished", "replied")
    assert course.end.ended_at == course.touches[-1].due_at + timedelta(hours=1)


@pytest.mark.parametrize(
    ("event", "end"),
    [
        (Injected("meeting_booked", "mail-1"), ("finished", "meeting_booked")),
        (Injected("bounce", "mail-1"), ("bounced", "bounced")),
        (Injected("opt_out", "mail-1"), ("opted_out", "opted_out")),
        (Injected("reply", "mail-1", "unsubscribe"), ("opted_out", "opted_out")),
    ],
    ids=lambda given: getattr(given, "kind", None),
)
def test_every_end_has_its_own_state(event: Injected, end: tuple[str, str]) -> None:
    """Meetings, bounces and opt-outs stop it after the first mail, each in its own words."""
    course = of(three_mails(), event)

    assert steps_of(course) == ["mail-1"]
    assert end_of(course) == end


def test_somebody_who_is_away_is_left_alone_for_a_fortnight() -> None:
    """An out-of-office pauses; what follows keeps its distance from the end of the pause."""
    course = of(three_mails(), Injected("reply", "mail-1", "out_of_office"))

    days = [local_day(touch) for touch in course.touches]
    assert days == ["Mon 02 Mar", "Mon 16 Mar", "Wed 25 Mar"]
    assert end_of(course) == ("finished", "completed")


def test_a_pause_that_only_a_person_ends_stands() -> None:
    """The simulation says that it stands still rather than that it ended."""
    course = of(three_mails(on={"reply": "pause"}), Injected("reply", "mail-1", "neutral"))

    assert steps_of(course) == ["mail-1"]
    assert course.end.state == "paused"
    assert course.end.ended_at is None


def test_a_jump_comes_sooner_and_what_follows_keeps_its_distance() -> None:
    """Day 9 stands two days after day 7: two days after the click's mail, and day 12 three more."""
    days = {"one": 1, "three": 3, "seven": 7, "nine": 9, "twelve": 12}
    steps = [a_step(id=step, day=day) for step, day in days.items()]
    steps[0] = a_step(id="one", on={"click": {"jump": "nine"}})

    course = of(a_cadence(steps=steps), Injected("click", "one"))

    when = {touch.step: local_day(touch) for touch in course.touches}
    assert when == {"one": "Mon 02 Mar", "nine": "Wed 04 Mar", "twelve": "Mon 09 Mar"}
    assert course.touches[1].why.startswith("day 9, jumped to day 3 from Mon 02 Mar")


def test_a_jump_before_the_first_touch_is_day_one() -> None:
    """Somebody whom no earlier step is for does not wait for their days."""
    steps = [
        a_step(when='country == "US"', otherwise={"jump": "last"}),
        a_step(id="mid", day=4),
        a_step(id="last", day=8),
    ]

    course = of(a_cadence(steps=steps))

    assert [(t.step, local_day(t)) for t in course.touches] == [("last", "Mon 02 Mar")]
    assert course.touches[0].why.startswith("day 8, jumped to day 1 from Mon 02 Mar")


def test_a_jump_that_comes_late_goes_out_today() -> None:
    """Never before now, and never closer to what has gone out than the file says."""
    steps = [a_step(id="one"), a_step(id="two", day=2), a_step(id="five", day=5)]
    steps[0] = a_step(id="one", on={"click": {"jump": "five"}})
    steps.append(a_step(id="six", day=6))
    late = Injected("click", "one", after=timedelta(hours=20))

    course = of(a_cadence(steps=steps, rules={"spread": "none"}), late)

    assert [(t.step, local_day(t)) for t in course.touches] == [
        ("one", "Mon 02 Mar"),
        ("five", "Thu 05 Mar"),
        ("six", "Fri 06 Mar"),
    ]


def test_a_disposition_jumps_ahead() -> None:
    """What lies between a call that connected and its aim never comes."""
    cadence = a_cadence(
        steps=[
            a_step(id="call", channel="call", on={"connected": {"jump": "last"}}),
            a_step(id="between", day=3),
            a_step(id="last", day=5),
        ]
    )

    jumped = of(cadence, Injected.closing("call", "connected"))

    assert steps_of(of(cadence)) == ["call", "between", "last"]
    assert steps_of(jumped) == ["call", "last"]
    assert jumped.end.skipped == {"between": "jumped"}


def test_a_click_does_what_its_step_says() -> None:
    """A click on the first mail leads to the last, as the step's reaction has it."""
    mail = a_step(id="mail", on={"click": {"jump": "last"}})
    cadence = a_cadence(steps=[mail, a_step(id="between", day=3), a_step(id="last", day=5)])

    assert steps_of(of(cadence, Injected("click", "mail"))) == ["mail", "last"]


def test_silence_does_what_its_step_says() -> None:
    """Nobody answers, so `no_response` is what happens in a simulation without events."""
    mail = a_step(id="mail", on={"no_response": {"after": "1d", "jump": "last"}})
    cadence = a_cadence(steps=[mail, a_step(id="between", day=4), a_step(id="last", day=5)])

    silent, answered = (
        of(cadence),
        of(cadence, Injected("click", "mail"), Injected("reply", "between")),
    )

    assert steps_of(silent) == ["mail", "last"]
    assert steps_of(answered) == ["mail", "between"]


def test_a_task_that_nobody_does_in_time_is_given_up() -> None:
    """A rep who takes a week for a task of two days finds it skipped, and the answer unheard."""
    call = a_step(id="call", channel="call", overdue={"skip": 2}, blocking=True)
    cadence = a_cadence(steps=[call, a_step(id="mail", day=2)], exit={"after": "20d"})
    late = Injected("disposition", "call", "connected", after=timedelta(days=7))

    course = of(cadence, late)

    assert course.end.skipped == {"call": "overdue"}
    assert course.unheard == (late,)
    assert local_day(course.touches[1]) == "Thu 05 Mar"


def test_an_outage_re_bases_what_follows() -> None:
    """Away from Tuesday until Monday: the mail of Wednesday comes then, the next keeps its gap."""
    outage = Outage(MONDAY + DAY, MONDAY + 7 * DAY)

    course = of(three_mails(), outages=(outage,))

    days = [local_day(touch) for touch in course.touches]
    assert days == ["Mon 02 Mar", "Mon 09 Mar", "Wed 18 Mar"]
    assert "has passed" in course.touches[1].why


def test_what_comes_in_during_an_outage_is_heard_at_its_end() -> None:
    """A reply while nothing runs still stops everything that would come after it."""
    first = of(three_mails()).touches[0].due_at
    outage = Outage(first + timedelta(minutes=30), first + 5 * DAY)

    course = of(three_mails(), Injected("reply", "mail-1"), outages=(outage,))

    assert steps_of(course) == ["mail-1"]
    assert course.end.ended_at == outage.ends


def test_a_missing_word_makes_rep_work_of_a_mail() -> None:
    """A variable that the prospect lacks is named, as in the task that a rep gets."""
    cadence = a_cadence(
        variables={"trigger": "required"},
        steps=[a_step(text="About {{ trigger }}."), a_step(id="later", day=3)],
    )

    lacking, complete = of(cadence), of(cadence, prospect=a_prospect(variables={"trigger": "x"}))
    closed = of(cadence, Injected.closing("intro", "not_interested"))

    assert end_of(closed) == ("finished", "not_interested")
    assert lacking.touches[0].why.endswith(", needs trigger from a rep")
    assert not any(touch.missing for touch in (*lacking.touches[1:], *complete.touches[:1]))


def test_research_finds_what_it_asks_for() -> None:
    """Every touch is performed, so the mail after the research has its word."""
    research = a_step(id="look", channel="research", fills=["trigger"])
    mail = a_step(id="mail", day=2, text="About {{ trigger }}.")

    course = of(a_cadence(steps=[research, mail]))

    assert steps_of(course) == ["look", "mail"]
    assert course.touches[1].missing is None


def test_a_video_has_the_link_that_a_later_mail_uses() -> None:
    """Its task is done, so the mail after it has its word."""
    video = a_step(id="film", channel="video", fills=["video_link"])
    mail = a_step(id="mail", day=2, text="See {{ video_link }}.")

    course = of(a_cadence(steps=[video, mail]))

    assert course.touches[1].missing is None


def test_a_text_that_goes_by_itself_waits_for_nobody() -> None:
    """Neither for a rep, whose refusal would end it, nor for a mailbox."""
    says_no = Injected("disposition", "text", "not_interested")
    by_itself, by_a_rep = (
        of(a_cadence(steps=[a_step(id="text", channel="sms", review=review)]), says_no)
        for review in (False, True)
    )

    assert end_of(by_itself) == ("finished", "completed")
    assert end_of(by_a_rep) == ("finished", "not_interested")


def test_a_condition_leaves_a_step_out() -> None:
    """The same conditions as in production, and the reason is told."""
    steps = [a_step(), a_step(id="phone", day=2, when='country == "US"')]

    course = of(a_cadence(steps=steps))

    assert steps_of(course) == ["intro"]
    assert course.end.skipped == {"phone": "condition"}


def test_what_never_came_is_told() -> None:
    """An answer to a touch that an earlier answer prevented stays unheard."""
    late = Injected("reply", "mail-10", "positive")

    course = of(three_mails(), Injected("reply", "mail-1", "positive"), late)

    assert course.unheard == (late,)
