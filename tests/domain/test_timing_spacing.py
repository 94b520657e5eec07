"""When on its day a touch is due and how far from others, by cases computed by hand."""

from __future__ import annotations

import pytest

from tests.domain.wall_clock import Case, Keys, Moment, after, at_, slot_at, slot_of, timed, wall

PINNED = [
    Case(
        "pinned and to come",
        "one",
        at_("2026-11-23T09:29"),
        "2026-11-23T09:30",
        steps={"one": {"at": "09:30"}},
    ),
    Case(
        "pinned to this minute",
        "one",
        at_("2026-11-23T09:30"),
        "2026-11-23T09:30",
        steps={"one": {"at": "09:30"}},
    ),
    Case(
        "pinned and passed",
        "one",
        at_("2026-11-20T10:00"),
        "2026-11-23T09:30",
        steps={"one": {"at": "09:30"}},
    ),
    Case(
        "pinned within the gap",
        "two",
        after("2026-11-23T10:00", "2026-11-23T10:00"),
        "2026-11-24T11:00",
        steps={"one": 1, "two": {"at": "11:00", "after": "2h"}},
    ),
]
SAME_DAY: dict[str, int | Keys] = {"one": 1, "two": 1}
GAPS = [
    Case(
        "the gap nobody wrote",
        "two",
        after("2026-11-23T10:00", "2026-11-23T10:00"),
        "2026-11-23T11:00",
        steps=SAME_DAY,
    ),
    Case(
        "the gap of the rules",
        "two",
        after("2026-11-23T10:00", "2026-11-23T10:00"),
        "2026-11-23T13:00",
        rules={"gap": "3h"},
        steps=SAME_DAY,
    ),
    Case(
        "the gap of the step",
        "two",
        after("2026-11-23T10:00", "2026-11-23T10:00"),
        "2026-11-23T10:15",
        rules={"gap": "3h"},
        steps={"one": 1, "two": {"after": "15m"}},
    ),
    Case(
        "a gap that does not fit",
        "two",
        after("2026-11-23T15:30", "2026-11-23T15:30"),
        "2026-11-24T09:00",
        steps={"one": 1, "two": {"after": "2h"}},
    ),
    Case(
        "a gap that ends at closing",
        "two",
        after("2026-11-23T16:00", "2026-11-23T16:00"),
        "2026-11-24T09:00",
        steps=SAME_DAY,
    ),
    Case(
        "a gap that does not fit into Friday",
        "two",
        after("2026-11-20T15:30", "2026-11-20T15:30"),
        "2026-11-23T09:00",
        steps={"one": 1, "two": {"after": "2h"}},
    ),
]
CHANNELS: Keys = {"windows": {"call": "10:00-16:00", "email": "08:00-12:00"}}
BY_CHANNEL = [
    Case(
        "a call waits for its hours",
        "one",
        at_("2026-11-23T08:00", channel="call"),
        "2026-11-23T10:00",
        rules=CHANNELS,
        steps={"one": {"channel": "call"}},
    ),
    Case(
        "a mail goes in its hours",
        "one",
        at_("2026-11-23T08:00"),
        "2026-11-23T08:00",
        rules=CHANNELS,
    ),
    Case(
        "a mail after its hours",
        "one",
        at_("2026-11-23T13:00"),
        "2026-11-24T08:00",
        rules=CHANNELS,
    ),
    Case(
        "the same step by another channel",
        "one",
        at_("2026-11-23T13:00", channel="linkedin"),
        "2026-11-23T13:00",
        rules=CHANNELS,
    ),
    Case(
        "the step's own window wins",
        "one",
        at_("2026-11-23T13:00"),
        "2026-11-23T14:00",
        rules=CHANNELS,
        steps={"one": {"window": "14:00-15:00"}},
    ),
]
REBASE = [
    Case(
        "day 1 came on Wednesday instead of Monday",
        "three",
        after("2026-11-25T11:00", "2026-11-25T10:00"),
        "2026-11-27T09:00",
    ),
    Case(
        "day 1 was done after hours",
        "two",
        after("2026-11-23T19:30", "2026-11-23T19:00"),
        "2026-11-24T09:00",
    ),
    Case(
        "day 1 was done on a Saturday: day 1 is Monday",
        "two",
        after("2026-11-21T12:00", "2026-11-21T11:00"),
        "2026-11-24T09:00",
    ),
    Case(
        "a later touch came late",
        "five",
        at_(
            "2026-11-20T11:00",
            started={"one": "2026-11-16T10:00", "three": "2026-11-20T10:00"},
        ),
        "2026-11-24T09:00",
    ),
    Case(
        "a later touch was done on a Saturday",
        "five",
        at_(
            "2026-11-21T12:00",
            started={"one": "2026-11-16T10:00", "three": "2026-11-21T11:00"},
        ),
        "2026-11-24T09:00",
    ),
    Case(
        "an outage from Friday to Monday",
        "five",
        at_("2026-11-23T08:00", started={"one": "2026-11-16T10:00", "four": "2026-11-19T10:00"}),
        "2026-11-23T09:00",
    ),
    Case(
        "what follows an outage over a weekend keeps its distance",
        "five",
        at_(
            "2026-11-23T10:00",
            started={"one": "2026-11-16T10:00", "three": "2026-11-23T09:30"},
        ),
        "2026-11-25T09:00",
    ),
    Case(
        "a day that passed while somebody paused",
        "two",
        after("2026-12-02T20:00", "2026-11-16T10:00"),
        "2026-12-03T09:00",
    ),
    Case(
        "two years that passed",
        "two",
        after("2028-12-04T20:00", "2026-11-16T10:00"),
        "2028-12-05T09:00",
    ),
]


@pytest.mark.parametrize("case", [*PINNED, *GAPS, *BY_CHANNEL, *REBASE], ids=lambda case: case.says)
def test_a_touch_keeps_its_time_and_its_distance(case: Case) -> None:
    """Pinned times, gaps, hours of channels and re-base, computed by hand."""
    slot = slot_of(case)

    assert slot.due_at == wall(case.due, case.moment.zone)
    assert slot.due_at < slot.not_after


@pytest.mark.parametrize(
    ("now", "generation", "first", "end"),
    [
        # 80 % of eight hours, of the four that remain, and 40 % of each.
        ("2026-11-23T06:00", 1, "2026-11-23T09:00", "2026-11-23T15:24"),
        ("2026-11-23T13:00", 1, "2026-11-23T13:00", "2026-11-23T16:12"),
        ("2026-11-23T06:00", 2, "2026-11-23T09:00", "2026-11-23T12:12"),
        ("2026-11-23T13:00", 7, "2026-11-23T13:00", "2026-11-23T14:36"),
        # Half a second remains.
        ("2026-11-23T16:59:59.5", 1, "2026-11-23T16:59:59.5", "2026-11-23T17:00"),
        # A night of 25 hours has an hour more to spread over: 00:00 to 04:00 lasts five.
        ("2026-10-24T22:00Z", 1, "2026-10-24T22:00Z", "2026-10-25T02:00Z"),
    ],
)
def test_a_spread_touch_falls_within_its_share_of_what_remains(
    now: str, generation: int, first: str, end: str
) -> None:
    """Between the opening and four fifths, or two for a new plan, of what is left."""
    night = {"window": "00:00-04:00", "days": ["sun"]} if now.endswith("Z") else {}
    cadence = timed({"one": 1}, **{**night, "spread": "hash"})

    slot = slot_at(cadence, "one", Moment(now, generation=generation))

    assert wall(first) <= slot.due_at < wall(end)
