"""What a comparison comes to, in a sentence that says no more than it knows."""

from __future__ import annotations

from domain.statistics.comparing import ArmFigures, Comparison

# What takes longer than this many weeks is not waited for.
LONGEST_WEEKS = 52


def verdict(comparison: Comparison, weekly: float) -> str:
    """Whether an arm has won, else how long it will take; `weekly` is how many come a week."""
    if comparison.is_split_suspicious:
        return (
            f"the split is off: {_split(comparison)}; find out why before you believe any of this"
        )
    if comparison.winner:
        return f"{comparison.winner} is better: {rates(comparison)}"
    if comparison.is_early:
        return "too early to say anything"
    return f"not decided; {_outlook(comparison.more, weekly)}"


def rates(comparison: Comparison) -> str:
    """Every arm's rate with its count, the best first."""
    ordered = sorted(comparison.arms, key=lambda arm: -arm.count.rate)
    return ", ".join(f"{arm.arm} {_rate(arm)}" for arm in ordered)


def _rate(arm: ArmFigures) -> str:
    return f"{arm.count.rate:.1%} of {arm.count.tried:,}"


def _outlook(more: int | None, weekly: float) -> str:
    """How many people and weeks more, if everything stays as it is."""
    if more is None:
        return "as the arms stand it never will be: they are too much alike"
    people = f"about {_rounded(more):,} more people are needed"
    if not weekly:
        return f"{people}, and nobody has come lately"
    weeks = more / weekly
    if weeks > LONGEST_WEEKS:
        return f"{people}: it will never be at this volume, {weekly:,.0f} a week"
    return f"{people}, about {max(1, round(weeks))} weeks at {weekly:,.0f} a week"


def _rounded(more: int) -> int:
    """To two figures: more would claim to know the future."""
    return int(float(f"{max(more, 1):.1e}"))


def _split(comparison: Comparison) -> str:
    arms = comparison.arms
    came = ", ".join(f"{arm.count.tried:,} {arm.arm}" for arm in arms)
    meant = ", ".join(f"{arm.share * comparison.people:,.0f}" for arm in arms)
    return f"{came} came where about {meant} were meant to"
