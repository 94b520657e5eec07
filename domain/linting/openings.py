"""The first touches: what they say, and how fast they come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from domain.cadence import span_text
from domain.linting.phrases import NAMES_ONLY
from domain.linting.reading import Reading
from domain.linting.rule import Remark, warning
from domain.linting.sources import guide, mistake, practice

# Two touches of ours within less than this come as one heap.
LEAST_APART = timedelta(minutes=30)


@warning(
    remedy="say something there that is true of this prospect alone, such as `{{ company }}`",
    source=practice("many prospects only engage with the first touch or two"),
)
def weak_first_touch(reading: Reading) -> Iterator[Remark]:
    """The first touch is more than a name in a form letter, and more than a voicemail."""
    if not reading.contacts:
        return
    first = reading.contacts[0]
    if first.channel == "voicemail":
        yield Remark((*first.loc, "channel"), "the first touch is a voicemail", "begin with a mail")
    elif first.names and first.names <= NAMES_ONLY:
        named = ", ".join(sorted(first.names))
        yield Remark(first.loc, f"the first touch, {first.step.id!r}, knows nothing but {named}")


@warning(
    remedy="put it on day 1 with `spread: none`",
    source=mistake("hot inbound leads need different cadences than cold outbound"),
)
def inbound_too_slow(reading: Reading) -> Iterator[Remark]:
    """Whoever has come in hears from us on day 1, as soon as the window is open."""
    if reading.is_outbound or not reading.contacts:
        return
    first = reading.contacts[0]
    window = reading.cadence.window_of(first.step, first.channel)
    if first.step.day > 1:
        wrong = f"whoever comes in hears from us on day {first.step.day} only"
        yield Remark((*first.loc, "day"), wrong)
    elif first.step.at is not None:
        yield Remark(
            (*first.loc, "at"),
            f"whoever comes in waits until {first.step.at:%H:%M} to hear from us",
            "take out `at` and set `spread: none`",
        )
    elif reading.cadence.spread_of(first.step) != "none":
        wrong = f"{first.step.id!r} may come at any time in {window}, hours after they came in"
        yield Remark(first.loc, wrong, "set `spread: none` there")


@warning(
    remedy="leave an hour or more between them (after, or rules.gap)",
    source=guide("reach out clients twice a day, every other day"),
)
def outbound_too_fast(reading: Reading) -> Iterator[Remark]:
    """The first two touches of an outbound cadence do not come within half an hour."""
    if not reading.is_outbound or len(reading.touches) < 2:  # noqa: PLR2004 -- a pair
        return
    first, second = reading.touches[:2]
    gap = reading.cadence.gap_of(second.step)
    if first.step.day == second.step.day and gap < LEAST_APART:
        wrong = f"{second.step.id!r} may come {span_text(gap)} after {first.step.id!r}"
        key = "after" if second.step.after is not None else "day"
        yield Remark((*second.loc, key), wrong)


RULES = (weak_first_touch, inbound_too_slow, outbound_too_fast)
