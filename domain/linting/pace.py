"""How many touches, over how long, how far apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from domain.linting.reading import Reading
from domain.linting.rule import Remark, warning
from domain.linting.sources import guide, how, mistake
from domain.linting.wording import Wording

FEWEST = {"outbound": 8, "inbound": 5}
SHORTEST = 5
MOST_TOUCHES = 15
LONGEST_WEEKS = 6
MOST_A_DAY = 2
# Whoever has just asked is glad of a call, and of the mail that was promised, at once.
MOST_ON_DAY_1_INBOUND = 3
MOST_IN_TWO_WEEKS = 15
LONGEST_SILENCE_WEEKS = 2
GAPS_THAT_MAKE_A_RHYTHM = 4


@warning(
    remedy="plan at least 8 touches outbound, 5 inbound",
    source=mistake("giving up after 4 touches leaves pipeline on the table"),
)
def too_few_touches(reading: Reading) -> Iterator[Remark]:
    """A cadence has at least 8 touches outbound and more than 4 inbound; nurturing is exempt."""
    fewest = FEWEST[reading.cadence.direction]
    if len(reading.touches) < fewest and not reading.is_unhurried:
        wrong = f"{_touches(len(reading.touches))} in all, where {fewest} pay off"
        yield Remark(("steps",), wrong)


@warning(
    remedy="spread them over two to four weeks",
    source=guide(
        "the average duration of sales cadence is less than 5 days, which is obviously not enough"
    ),
)
def too_short(reading: Reading) -> Iterator[Remark]:
    """A cadence takes five days or more from its first touch to its last."""
    if len(reading.touches) < 2:  # noqa: PLR2004 -- one touch has no length
        return
    length = reading.days[-1] - reading.days[0] + 1
    if length < SHORTEST:
        last = reading.touches[-1]
        yield Remark((*last.loc, "day"), f"all is over within {_days(length)}")


@warning(
    remedy="end after 8 to 15 touches in two to four weeks, and go on at leisure with exit.then",
    source=how("total duration (typically 2-4 weeks), number of touches (8-15 for outbound)"),
)
def too_long(reading: Reading) -> Iterator[Remark]:
    """An outbound cadence has no more than 15 touches and takes no longer than six weeks."""
    if not reading.is_outbound or reading.is_unhurried:
        return
    if len(reading.touches) > MOST_TOUCHES:
        excess = reading.touches[MOST_TOUCHES]
        yield Remark(excess.loc, f"{_touches(len(reading.touches))} are more than {MOST_TOUCHES}")
    elif reading.days and reading.days[-1] > reading.weeks(LONGEST_WEEKS):
        late = next(one for one in reading.touches if one.step.day == reading.days[-1])
        yield Remark((*late.loc, "day"), f"{late.step.id!r} comes after more than six weeks")


@warning(
    remedy="leave at most 2 touches on a day and 15 within two weeks",
    source=mistake("20 touches in 2 weeks burns your brand"),
)
def too_aggressive(reading: Reading) -> Iterator[Remark]:
    """Nobody gets more than 2 touches a day (3 on the day they came in) or 15 in two weeks."""
    counted = list(_all_that_one_person_gets(reading))
    for day, count in Counter(one.step.day for one in counted).items():
        is_first_inbound = day == 1 and not reading.is_outbound
        most = MOST_ON_DAY_1_INBOUND if is_first_inbound else MOST_A_DAY
        if count > most:
            excess = [one for one in counted if one.step.day == day][most]
            yield Remark(excess.loc, f"{excess.step.id!r} is one of {count} touches on day {day}")
    span = reading.weeks(2)
    for first, excess in zip(counted, counted[MOST_IN_TWO_WEEKS:], strict=False):
        if excess.step.day - first.step.day < span:
            yield Remark(
                excess.loc,
                f"{excess.step.id!r} is touch {MOST_IN_TWO_WEEKS + 1} within two weeks "
                f"(days {first.step.day} to {excess.step.day})",
            )
            return


def _all_that_one_person_gets(reading: Reading) -> Iterator[Wording]:
    """The touches; of those of one day that have a condition one, as conditions part the ways."""
    parted: set[int] = set()
    for one in reading.touches:
        if one.step.when is None:
            yield one
        elif one.step.day not in parted:
            parted.add(one.step.day)
            yield one


@warning(
    remedy="put a touch between, or begin a cadence of its own there (exit.then)",
    source=guide("consistently follow-up leads"),
)
def long_silence(reading: Reading) -> Iterator[Remark]:
    """A cadence that opens a conversation never keeps still for more than two weeks."""
    if reading.is_unhurried:
        return
    most = reading.weeks(LONGEST_SILENCE_WEEKS)
    for earlier, later in pairwise(reading.touches):
        gap = later.step.day - earlier.step.day
        if gap > most:
            wrong = f"{gap} days of silence lie before {later.step.id!r}"
            yield Remark((*later.loc, "day"), wrong)


@warning(
    remedy="vary the distances, as in days 1, 3, 5, 7 and 10",
    source=how("Vary timing to catch prospects at different moments"),
)
def uniform_spacing(reading: Reading) -> Iterator[Remark]:
    """The touches of an outbound cadence do not come in the beat of a machine."""
    gaps = reading.gaps
    is_beat = len(gaps) >= GAPS_THAT_MAKE_A_RHYTHM and len(set(gaps)) == 1
    if is_beat and reading.is_outbound and not reading.is_unhurried:
        yield Remark(("steps",), f"every touch comes {_days(gaps[0])} after the one before")


def _touches(count: int) -> str:
    return "1 touch" if count == 1 else f"{count} touches"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


RULES = (
    too_few_touches,
    too_short,
    too_long,
    too_aggressive,
    long_silence,
    uniform_spacing,
)
