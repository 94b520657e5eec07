"""A step that is answered less than its peers: those of its channel in the same cadence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from domain.findings.figures import StepFigures
from domain.findings.finding import MeasuredFinding, corrected
from domain.statistics.counts import Count
from domain.statistics.intervals import Interval, newcombe

FEWEST_TOUCHES = 100
FEWEST_ANSWERS = 10
PAGES = {
    "email": "docs/linting.md#empty-follow-up",
    "call": "docs/linting.md#same-hour",
}
OTHER_PAGE = "docs/linting.md#same-message"


def weakest_steps(steps: Sequence[StepFigures]) -> Iterator[MeasuredFinding]:
    """Of each cadence and channel the one furthest below the others, where that is no chance."""
    enough = [step for step in steps if step.count.tried >= FEWEST_TOUCHES]
    groups: dict[tuple[str, str], list[StepFigures]] = defaultdict(list)
    for step in enough:
        groups[step.cadence, step.channel].append(step)
    compared = [group for group in groups.values() if _is_comparable(group)]
    level = corrected(sum(len(group) for group in compared))
    for group in compared:
        weakest = min(group, key=lambda step: step.count.rate)
        peers = _peers(weakest, group)
        behind = newcombe(weakest.count, peers, level)
        if behind.low > 0:
            yield _finding(weakest, peers, behind)


def _is_comparable(group: Sequence[StepFigures]) -> bool:
    return len(group) > 1 and sum(step.count.hits for step in group) >= FEWEST_ANSWERS


def _peers(step: StepFigures, group: Sequence[StepFigures]) -> Count:
    return sum((other.count for other in group if other is not step), Count(0, 0))


def _finding(step: StepFigures, peers: Count, behind: Interval) -> MeasuredFinding:
    words = (
        f"{step.cadence}: {step.step} is answered least of its channel ({step.channel}), "
        f"{step.count.rate:.1%} of {step.count.tried:,} times, its peers {peers.rate:.1%} of "
        f"{peers.tried:,}; that is {behind.low:.1%} to {behind.high:.1%} less"
    )
    page = PAGES.get(step.channel, OTHER_PAGE)
    about = f"{step.cadence}/{step.step}"
    return MeasuredFinding("weakest-step", about, words, step.count, behind, page)
