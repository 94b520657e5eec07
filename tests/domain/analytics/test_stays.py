"""Where somebody stands, day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.analytics.stays import WAITED_FOR, Course, Stay

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
A_COURSE = Course(
    "outbound",
    MONDAY,
    ((MONDAY + DAY, "mail"), (MONDAY + 4 * DAY, "call")),
    answered=MONDAY + 8 * DAY,
    ended=MONDAY + 9 * DAY,
)

days = st.integers(0, 120).map(lambda n: MONDAY + n * DAY)
steps = st.lists(st.tuples(days, st.sampled_from("abc")), max_size=5).map(sorted).map(tuple)
courses = st.builds(
    Course,
    st.just("outbound"),
    st.just(MONDAY),
    steps,
    answered=st.none() | days,
    ended=st.none() | days,
    met=st.none() | days,
)


def test_where_somebody_stands() -> None:
    """Before the first touch, after each, after a good answer, and no more after that is past."""
    stages = {day: A_COURSE.stage_on(MONDAY + day * DAY) for day in (0, 1, 5, 8, 49, 51)}

    assert stages == {0: "start", 1: "mail", 5: "call", 8: "answered", 49: "answered", 51: None}


def test_who_has_met_or_has_gone_stands_nowhere() -> None:
    """Who ended without an answer is waited for as long as an answer is."""
    silent, met = replace(A_COURSE, answered=None), replace(A_COURSE, met=MONDAY + 2 * DAY)

    assert silent.stage_on(MONDAY + 10 * DAY) == "ended"
    assert silent.stage_on(MONDAY + 9 * DAY + WAITED_FOR) is None
    assert met.stage_on(MONDAY + 2 * DAY) is None
    assert [stay.stage for stay in met.stays()] == ["start", "mail"]


@given(courses)
def test_stays_are_the_stages_of_the_days(course: Course) -> None:
    """Each day from the first on is in the stay of its stage, and in no other."""
    stays = list(course.stays())

    for number in range(200):
        day = MONDAY + number * DAY
        found = [stay.stage for stay in stays if _has(stay, day)]
        assert found == [stage for stage in (course.stage_on(day),) if stage]


def _has(stay: Stay, day: date) -> bool:
    return stay.since <= day and (stay.until is None or day < stay.until)
