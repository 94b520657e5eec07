"""Touches on nights when clocks change and at the date line, by cases computed by hand."""

from __future__ import annotations

import pytest

from tests.domain.wall_clock import NEW_YORK, Case, after, at_, slot_of, wall

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
LORD_HOWE, APIA, KWAJALEIN = "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kwajalein"


def nightly(window: str, **more: object) -> dict[str, object]:
    """Rules of a cadence that runs in the night, when clocks change, on every day."""
    return {"window": window, "days": WEEK, **more}


# New York: 02:00 EST becomes 03:00 EDT on Sunday 8 March 2026, 02:00 EDT becomes 01:00 EST on
# Sunday 1 November. Berlin: 29 March, 25 October. Lord Howe: half an hour, 4 October and 5 April.
CLOCK_CHANGES = [
    Case(
        "nine o'clock before summer time",
        "one",
        at_("2026-03-06T03:00", zone=NEW_YORK),
        "2026-03-06T14:00Z",
    ),
    Case(
        "nine o'clock in summer time",
        "two",
        after("2026-03-06T10:00", "2026-03-06T09:00", zone=NEW_YORK),
        "2026-03-09T13:00Z",
    ),
    Case(
        "an opening that does not exist",
        "one",
        at_("2026-03-08T00:30", zone=NEW_YORK),
        "2026-03-08T07:00Z",
        rules=nightly("02:00-05:00"),
    ),
    Case(
        "a window that does not exist",
        "one",
        at_("2026-03-08T00:30", zone=NEW_YORK),
        "2026-03-09T06:00Z",
        rules=nightly("02:00-03:00"),
    ),
    Case(
        "a pinned time that does not exist",
        "one",
        at_("2026-03-08T00:30", zone=NEW_YORK),
        "2026-03-08T07:00Z",
        rules=nightly("02:00-05:00"),
        steps={"one": {"at": "02:30"}},
    ),
    Case(
        "an opening that comes twice",
        "one",
        at_("2026-11-01T00:30", zone=NEW_YORK),
        "2026-11-01T05:00Z",
        rules=nightly("01:00-03:00"),
    ),
    Case(
        "between the two openings",
        "one",
        at_("2026-11-01T06:05Z", zone=NEW_YORK),
        "2026-11-01T06:15Z",
        rules=nightly("01:15-03:00"),
    ),
    Case(
        "a pinned time whose second coming does not count",
        "one",
        at_("2026-11-01T06:10Z", zone=NEW_YORK),
        "2026-11-02T06:30Z",
        rules=nightly("01:00-03:00"),
        steps={"one": {"at": "01:30"}},
    ),
    Case(
        "a gap that a lost hour leaves no room for",
        "two",
        after("2026-03-29T00:00Z", "2026-03-29T00:00Z"),
        "2026-03-29T23:00Z",
        rules=nightly("01:00-04:00"),
        steps={"one": 1, "two": {"after": "2h"}},
    ),
    Case(
        "a gap in a night with an hour more",
        "two",
        after("2026-10-24T23:00Z", "2026-10-24T23:00Z"),
        "2026-10-25T01:00Z",
        rules=nightly("01:00-04:00"),
        steps={"one": 1, "two": {"after": "2h"}},
    ),
    Case(
        "half an hour that does not exist",
        "one",
        at_("2026-10-04T00:30", zone=LORD_HOWE),
        "2026-10-03T15:30Z",
        rules=nightly("02:00-03:00"),
    ),
    Case(
        "a window in that half hour",
        "one",
        at_("2026-10-04T00:30", zone=LORD_HOWE),
        "2026-10-04T15:00Z",
        rules=nightly("02:00-02:30"),
    ),
    Case(
        "half an hour that comes twice",
        "one",
        at_("2026-04-05T00:30", zone=LORD_HOWE),
        "2026-04-04T14:30Z",
        rules=nightly("01:30-04:00"),
    ),
]
# Samoa had no 30 December 2011, the Marshall Islands no 21 August 1993.
DATE_LINE = [
    Case(
        "a Friday that Samoa left out",
        "two",
        after("2011-12-29T13:00", "2011-12-29T12:00", zone=APIA),
        "2012-01-02T09:00",
    ),
    Case(
        "the Saturday after it",
        "two",
        after("2011-12-29T13:00", "2011-12-29T12:00", zone=APIA),
        "2011-12-31T09:00",
        rules={"days": WEEK},
    ),
    Case(
        "a Saturday that Kwajalein left out",
        "two",
        after("1993-08-20T13:00", "1993-08-20T12:00", zone=KWAJALEIN),
        "1993-08-22T09:00",
        rules={"days": WEEK},
    ),
    Case(
        "Monday comes first to Kiritimati",
        "one",
        at_("2026-11-22T10:30Z", zone="Pacific/Kiritimati"),
        "2026-11-22T19:00Z",
    ),
    Case(
        "and last to Honolulu",
        "one",
        at_("2026-11-22T10:30Z", zone="Pacific/Honolulu"),
        "2026-11-23T19:00Z",
    ),
    Case(
        "a quarter of an hour in Kathmandu",
        "one",
        at_("2026-11-22T10:30Z", zone="Asia/Kathmandu"),
        "2026-11-23T03:15Z",
    ),
]


@pytest.mark.parametrize("case", [*CLOCK_CHANGES, *DATE_LINE], ids=lambda case: case.says)
def test_a_touch_is_due_at_the_instant_that_the_zone_tables_say(case: Case) -> None:
    """Gaps and folds of clocks and of dates, computed by hand."""
    slot = slot_of(case)

    assert slot.due_at == wall(case.due, case.moment.zone)
    assert slot.due_at < slot.not_after
