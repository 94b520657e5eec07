"""What is said to come next is what comes: against the simulator, which decides as the run does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cadence import DISPOSITIONS, Cadence
from domain.consequences import Case, Consequence, consequence_of, of_task
from domain.decide import AwaitDue, AwaitTask, Hold, PerformTouch, Wait
from domain.enrollment import fold
from domain.facts import TaskCompleted, TaskOpened, TouchPlanned
from domain.people.enrollee import Enrollee
from domain.simulation import Injected, Script
from domain.simulation.interpreter import Run
from domain.touch import Touched
from tests.builders import a_cadence, a_prospect, a_step

# A Monday, 10:00 in Berlin.
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
Told = tuple[str, str | None, datetime | None, str | None]


class Watched(Run):
    """A simulated run that asks before each completion what would follow, and sees what does."""

    def __init__(self, enrollee: Enrollee, script: Script) -> None:
        super().__init__(enrollee, MONDAY, script, None)
        self.said: Told | None = None
        self.pairs: list[tuple[Told, Told]] = []
        self._heard_now = 0

    def _go_to(self, moment: datetime) -> None:
        self._heard_now = 0
        super()._go_to(moment)
        if self._heard_now > 1:
            self.said = None

    def _hear(self, at: datetime, event: Injected) -> None:
        self._heard_now += 1
        super()._hear(at, event)

    def _complete(self, event: Injected) -> None:
        if self._state.touches[event.step].status is Touched.OPEN:
            case = Case(self._enrollee, self._plan, self._state)
            said = consequence_of(case, event.fact(self._now), self._now)
            self.said = (said.kind, said.step or said.outcome, said.at, said.reason)
        super()._complete(event)

    def _end_of(self, wait: Wait) -> datetime | None:
        match wait:
            case AwaitDue(step, due_at):
                self._came(("touch", step, due_at, None))
            case AwaitTask(steps):
                self._came(("task", ", ".join(steps), None, None))
            case Hold(reason, until):
                self._came(("hold", None, until, reason))
        return super()._end_of(wait)

    def _perform(self, action: PerformTouch) -> None:
        self._came(("touch", action.step, self._now, None))
        super()._perform(action)

    def to_the_end(self) -> None:
        for _ in self.moments():
            pass
        self._came(("end", self._state.state.value, None, self._state.reason))

    def _came(self, what: Told) -> None:
        if self.said is not None:
            self.pairs.append((self.said, what))
            self.said = None


reactions = st.sampled_from(
    ["continue", "finish", {"pause": "2d"}, {"finish": "enough"}, {"jump": "last"}, "pause"]
)


@st.composite
def cadences(draw: st.DrawFn) -> Cadence:
    """Up to five steps, tasks mostly, whose dispositions lead anywhere."""
    day, steps = 1, []
    for number in range(draw(st.integers(1, 4))):
        channel = draw(st.sampled_from(["email", "call", "task", "linkedin"]))
        fields: dict[str, Any] = {"blocking": draw(st.booleans())} if channel != "email" else {}
        if channel != "email":
            on = {word: draw(reactions) for word in draw(st.sets(words, max_size=3))}
            fields |= {"on": on, "overdue": draw(st.sampled_from(["wait", {"skip": 3}]))}
        steps.append(a_step(id=f"s{number}", channel=channel, day=day, **fields))
        day += draw(st.integers(0, 4))
    steps.append(a_step(id="last", channel=draw(st.sampled_from(["email", "call"])), day=day))
    return a_cadence(steps=steps, exit={"after": draw(st.sampled_from(["1m", "3d"]))})


words = st.sampled_from(DISPOSITIONS)


@settings(max_examples=150, deadline=None)
@given(cadences(), st.data())
def test_what_is_said_to_come_next_comes_next(cadence: Cadence, data: st.DataObject) -> None:
    """Whatever the cadence, the disposition and the hour."""
    events = [
        Injected("disposition", step.id, data.draw(words), data.draw(st.integers(1, 90)) * HOUR)
        for step in cadence.steps
        if step.channel != "email"
    ]
    run = Watched(Enrollee("e-1", a_prospect(), cadence), Script(tuple(events)))

    run.to_the_end()

    assert all(said == came for said, came in run.pairs), run.pairs


def test_the_watch_sees_a_difference() -> None:
    """The comparison is of what was said of one completion with what came of it."""
    cadence = a_cadence(steps=[a_step(id="call", channel="call"), a_step(id="mail", day=3)])
    run = Watched(Enrollee("e-1", a_prospect(), cadence), Script())

    run.to_the_end()

    ((said, came),) = run.pairs
    assert said == came
    assert said[:2] == ("touch", "mail")


def at_the_call(**fields: Any) -> Case:  # noqa: ANN401 -- whatever a step has
    """A blocking call is open, and two mails follow."""
    call = a_step(id="call", channel="call", blocking=True, **fields)
    cadence = a_cadence(steps=[call, a_step(id="mail", day=3), a_step(id="last", day=9)])
    plan = TouchPlanned(
        at=MONDAY,
        step="call",
        generation=1,
        channel="call",
        due_at=MONDAY,
        not_after=MONDAY + HOUR,
        timezone="Europe/Berlin",
        why="day 1",
    )
    state = fold([plan, TaskOpened(at=MONDAY, step="call", kind="call")])
    return Case(Enrollee("e-1", a_prospect(), cadence), cadence.plan, state)


def follows(case: Case, word: str) -> str:
    return str(of_task(case, "call", MONDAY + HOUR)[word])


@pytest.mark.parametrize(
    ("fields", "word", "line"),
    [
        ({}, "no_answer", "→ step mail, email, Wed 04 Mar 12:47 Europe/Berlin"),
        ({}, "meeting_booked", "→ ends: finished (meeting booked)"),
        ({"on": {"busy": {"pause": "2d"}}}, "busy", "→ stands still until Wed 04 Mar 11:00"),
        ({"on": {"connected": {"jump": "last"}}}, "connected", "→ step last, email, Tue 10 Mar"),
        ({}, "skip", "→ step mail, email, Wed 04 Mar"),
    ],
)
def test_it_reads_in_one_line(fields: dict[str, Any], word: str, line: str) -> None:
    """Step, channel and the prospect's wall clock; or how it ends, or how long it stands still."""
    assert follows(at_the_call(**fields), word).startswith(line)


def test_another_task_is_waited_for() -> None:
    """Where everything else is done and a task is still open."""
    case = at_the_call()
    note = TaskOpened(at=MONDAY, step="last", kind="task")
    mail = TaskOpened(at=MONDAY, step="mail", kind="task")
    state = fold([mail, note], case.state)

    said = consequence_of(
        Case(case.enrollee, case.plan, state),
        TaskCompleted(at=MONDAY, step="call", disposition="done", by="ana"),
        MONDAY,
    )

    assert said == Consequence("task", "Europe/Berlin", step="mail, last")
    assert str(said) == "→ waits for the task of mail, last"


def test_nothing_follows_from_what_is_over() -> None:
    """A task that is done leads nowhere any more."""
    case = at_the_call()
    done = TaskCompleted(at=MONDAY, step="call", disposition="done", by="ana")
    over = Case(case.enrollee, case.plan, fold([done], case.state))

    assert of_task(over, "call", MONDAY) == {}
