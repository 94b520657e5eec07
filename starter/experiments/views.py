"""Experiments as tables and as JSON documents."""

from __future__ import annotations

from dataclasses import asdict

from domain.statistics.comparing import ArmFigures, PairFigures
from domain.statistics.intervals import Interval
from domain.statistics.trails import Outcome
from starter.experiments.asking import Answer, within_text
from starter.output import moment, print_line, print_table

HOPED_FOR = {
    Outcome.POSITIVE: "a positive reply or a meeting",
    Outcome.REPLY: "a reply of any kind or a meeting",
    Outcome.MEETING: "a meeting",
}
ARMS = ("arm", "people", "came", "rate", "95 % interval", "chance to be best")
PAIRS = ("difference", "by", "95 % interval", "always-valid p", "better")


def print_answer(answer: Answer) -> None:
    """What is asked, the arms, their differences, the split, and what it comes to."""
    run, comparison = answer.run, answer.comparison
    within = within_text(answer.question.within)
    print_line(f"{run.cadence}, {run.experiment.id}: {run.experiment.description}".rstrip(": "))
    until = f" until {moment(run.until)}" if run.until else ""
    print_line(f"enrolled since {moment(run.since)}{until}, one of whom counts once")
    print_line(f"came: {HOPED_FOR[answer.question.outcome]} within {within} of the first touch\n")
    print_table(ARMS, [_arm_cells(arm) for arm in comparison.arms], "")
    print_line("")
    rates = {arm.arm: arm.count.rate for arm in comparison.arms}
    print_table(PAIRS, [_pair_cells(pair, rates) for pair in comparison.pairs], "")
    split = "off" if comparison.is_split_suspicious else "as it was drawn"
    print_line(f"\nsplit: {split} (always-valid p {_p(comparison.split_p)})")
    if answer.young:
        print_line(f"not counted yet, reached less than {within} ago: {answer.young:,}")
    print_line(answer.verdict)


def document_of(answer: Answer) -> dict[str, object]:
    """The same for machines; rates and differences are shares of 1."""
    run, question, comparison = answer.run, answer.question, answer.comparison
    return {
        "cadence": run.cadence,
        "version": run.version,
        "experiment": run.experiment.id,
        "since": run.since,
        "until": run.until,
        "outcome": question.outcome.value,
        "within_days": question.within.total_seconds() / 86_400,
        "arms": [{**asdict(arm), "rate": arm.count.rate} for arm in comparison.arms],
        "pairs": comparison.pairs,
        "split_p": comparison.split_p,
        "is_split_suspicious": comparison.is_split_suspicious,
        "winner": comparison.winner,
        "more": comparison.more,
        "weekly": answer.weekly,
        "young": answer.young,
        "verdict": answer.verdict,
    }


def _arm_cells(arm: ArmFigures) -> tuple[str, ...]:
    count = arm.count
    rate = f"{count.rate:.1%}" if count.tried else "–"
    return (
        arm.arm,
        f"{count.tried:,}",
        f"{count.hits:,}",
        rate,
        _interval(arm.interval),
        f"{arm.chance:.0%}",
    )


def _pair_cells(pair: PairFigures, rates: dict[str, float]) -> tuple[str | None, ...]:
    by = f"{100 * (rates[pair.other] - rates[pair.one]):+.1f} points"
    interval = f"{100 * pair.difference.low:+.1f} to {100 * pair.difference.high:+.1f}"
    return f"{pair.other} over {pair.one}", by, interval, _p(pair.p), pair.better


def _interval(interval: Interval) -> str:
    return f"{interval.low:.1%} to {interval.high:.1%}"


def _p(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"  # noqa: PLR2004 -- what three places can show
