"""Every cadence comes to an end on the virtual clock, whatever comes in or goes down."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.cadence import Cadence
from domain.decide import LATE
from domain.people.enrollee import Enrollee
from domain.simulation import Injected, Kind, Outage, Script, simulate
from tests.builders import a_cadence, a_prospect, a_step

MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")

CHANNELS = st.sampled_from(["email", "call", "linkedin", "task"])
KINDS: st.SearchStrategy[Kind] = st.sampled_from(
    ["reply", "meeting_booked", "click", "bounce", "opt_out", "disposition"]
)
WORDS = {
    "reply": st.sampled_from(["positive", "out_of_office", "wrong_person", "unsubscribe"]),
    "disposition": st.sampled_from(["connected", "no_answer", "meeting_booked", "done"]),
}
SPANS = st.sampled_from([timedelta(0), timedelta(hours=1), timedelta(days=1), timedelta(days=9)])


def reactions(later: list[str]) -> st.SearchStrategy[object]:
    """Any reaction that may stand where only these steps come later."""
    plain = st.sampled_from(["continue", "finish", "pause", {"pause": "3d"}, {"finish": "done"}])
    return plain | st.sampled_from([{"jump": step} for step in later]) if later else plain


@st.composite
def cadences(draw: st.DrawFn) -> Cadence:
    days = sorted(draw(st.lists(st.integers(1, 6), min_size=1, max_size=6)))
    ids = [f"step-{number}" for number in range(len(days))]
    steps = [
        a_step(
            id=ids[number],
            channel=draw(CHANNELS),
            day=day - days[0] + 1,
            after="1m",
            spread=draw(st.sampled_from(["hash", "none"])),
            blocking=draw(st.booleans()),
            overdue=draw(st.sampled_from([{}, {"skip": 1}, {"escalate": 1, "skip": 2}])),
            when=draw(st.sampled_from([None, "replied", 'country == "US"'])),
            otherwise=draw(reactions(ids[number + 1 :])),
            on=draw(
                st.dictionaries(
                    st.sampled_from(["connected", "no_answer", "done", "click"]),
                    reactions(ids[number + 1 :]),
                )
            ),
        )
        for number, day in enumerate(days)
    ]
    on = draw(
        st.dictionaries(st.sampled_from(["reply", "click", "meeting_booked"]), reactions(ids))
    )
    counting = draw(st.sampled_from(["business", "calendar"]))
    exit_ = {"after": draw(st.sampled_from(["0d", "5d"]))}
    return a_cadence(steps=steps, on=on, rules={"counting": counting}, exit=exit_)


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    def event() -> Injected:
        kind: Kind = draw(KINDS)
        said = draw(WORDS[kind]) if kind in WORDS else None
        return Injected(kind, f"step-{draw(st.integers(0, 5))}", said, draw(SPANS))

    def outage() -> Outage:
        begins = MONDAY + timedelta(hours=draw(st.integers(-24, 400)))
        return Outage(begins, begins + timedelta(hours=draw(st.integers(1, 200))))

    events = [event() for _ in range(draw(st.integers(0, 4)))]
    return Script(tuple(events), tuple(outage() for _ in range(draw(st.integers(0, 2)))))


@given(cadences(), scripts())
def test_every_cadence_comes_to_an_end(cadence: Cadence, script: Script) -> None:
    """Whatever happens: each touch once, in order, in its window, never in an outage, and an end.

    A simulation that went round in a circle would raise `EndlessSimulation`.
    """
    enrollee = Enrollee("sim/p", a_prospect(), cadence)

    course = simulate(enrollee, MONDAY, script)

    order = [list(cadence.by_id).index(step) for step in (touch.step for touch in course.touches)]
    assert order == sorted(set(order))
    instants = [touch.due_at for touch in course.touches]
    assert instants == sorted(instants)
    assert instants == [] or instants[0] >= MONDAY
    walls = [touch.due_at.astimezone(BERLIN).time() for touch in course.touches]
    assert all(time(9) <= wall < time(17) for wall in walls)
    assert not any(
        outage.begins <= due_at < outage.ends - LATE
        for outage in script.outages
        for due_at in instants
    )
    assert course.end.ended_at is not None or course.end.state == "paused"
