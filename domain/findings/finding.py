"""What figures say in words, with the evidence for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.statistics.counts import Count
from domain.statistics.intervals import Interval

# How seldom chance alone brings any finding of one kind.
LEVEL = 0.05


@dataclass(frozen=True)
class MeasuredFinding:
    """A finding of a kind about something, in one sentence.

    `count` and `interval` are its evidence: a rate, or by how much one is above another. `page` is
    the rule or the page that says what to do.
    """

    kind: str
    about: str
    words: str
    count: Count
    interval: Interval
    page: str


def sheet_of(findings: Iterable[MeasuredFinding]) -> Iterator[Sequence[str]]:
    """The findings with their evidence as the rows of a CSV."""
    yield "kind", "about", "words", "tried", "hits", "low", "high", "page"
    for one in findings:
        count, interval = one.count, one.interval
        counts = str(count.tried), str(count.hits), f"{interval.low:.4f}", f"{interval.high:.4f}"
        yield one.kind, one.about, one.words, *counts, one.page


def corrected(tests: int) -> float:
    """The level of each interval where so many are looked at together (C. E. Bonferroni, 1936)."""
    return 1 - LEVEL / max(1, tests)
