"""A channel that a cadence plans touches on, and that none of them ever went by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.findings.figures import ChannelFigures
from domain.findings.finding import MeasuredFinding, corrected
from domain.statistics.intervals import wilson

FEWEST_TOUCHES = 30
PAGE = "docs/linting.md#few-channels"


def unused_channels(channels: Sequence[ChannelFigures]) -> Iterator[MeasuredFinding]:
    """With the reason for which most of its touches were skipped."""
    unused = [one for one in channels if one.count.tried >= FEWEST_TOUCHES and not one.performed]
    for one in unused:
        interval = wilson(one.count, corrected(len(unused)))
        reason = max(one.skipped, key=lambda each: one.skipped[each])
        words = (
            f"{one.cadence}: {one.channel} is never used: none of {one.count.tried:,} touches was "
            f"performed (at most {interval.high:.1%} would be), {one.skipped[reason]:,} were "
            f"skipped for {reason}"
        )
        about = f"{one.cadence}/{one.channel}"
        yield MeasuredFinding("unused-channel", about, words, one.count, interval, PAGE)
