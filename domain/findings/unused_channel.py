"""A channel that a cadence plans touches on, and that none of them ever went by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.findings.figures import ChannelFigures
from domain.findings.finding import MeasuredFinding, corrected
from domain.statistics.intervals import wilson

FEWEST_TOUCHES = 30
PAGE = "docs/linting.md#few-channels"


def unused_channels(channels: Sequence[ChannelFigures]) -> Iterator[MeasuredFinding]:
    """Each of its touches was skipped."""
    unused = [one for one in channels if one.count.tried >= FEWEST_TOUCHES and not one.count.hits]
    for one in unused:
        interval = wilson(one.count, corrected(len(unused)))
        words = (
            f"{one.cadence}: {one.channel} is never used: all of {one.count.tried:,} touches were "
            f"skipped (at most {interval.high:.1%} would not be); the people may lack what it takes"
        )
        about = f"{one.cadence}/{one.channel}"
        yield MeasuredFinding("unused-channel", about, words, one.count, interval, PAGE)
