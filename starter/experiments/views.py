"""Experiments as tables."""

from __future__ import annotations

from domain.statistics.comparing import ArmFigures, Comparison, PairFigures
from domain.statistics.experiment_answers import Answer, p_of, pair_words, rate_of
from domain.statistics.intervals import Interval
from starter.output import moment, print_line, print_table

ARMS = ("arm", "people", "came", "rate", "95 % interval", "chance to be best")
PAIRS = ("difference", "by", "95 % interval", "always-valid p", "better")


def print_answer(answer: Answer) -> None:
    """What is asked, the arms, their differences, the split, and what it comes to."""
    run, comparison = answer.run, answer.comparison
    print_line(f"{run.cadence}, {run.experiment.id}: {run.experiment.description}".rstrip(": "))
    until = f" until {moment(run.until)}" if run.until else ""
    print_line(f"enrolled since {moment(run.since)}{until}, one of whom counts once")
    print_line(f"came: {answer.came}\n")
    print_table(ARMS, [_arm_cells(arm) for arm in comparison.arms], "")
    print_line("")
    print_table(PAIRS, [_pair_cells(pair, comparison) for pair in comparison.pairs], "")
    split = "off" if comparison.is_split_suspicious else "as it was drawn"
    print_line(f"\nsplit: {split} (always-valid p {p_of(comparison.split_p)})")
    if answer.young:
        print_line(f"not counted yet, reached less than {answer.within} ago: {answer.young:,}")
    print_line(answer.verdict)


def _arm_cells(arm: ArmFigures) -> tuple[str, ...]:
    rate = rate_of(arm)
    return (
        arm.arm,
        f"{arm.count.tried:,}",
        f"{arm.count.hits:,}",
        "–" if rate is None else f"{rate:.1%}",
        _interval(arm.interval),
        f"{arm.chance:.0%}",
    )


def _pair_cells(pair: PairFigures, comparison: Comparison) -> tuple[str | None, ...]:
    return (*pair_words(pair, comparison), pair.better)


def _interval(interval: Interval) -> str:
    return f"{interval.low:.1%} to {interval.high:.1%}"
