"""What is true in a world: how often each thing comes, which a report should find again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


def _classes() -> dict[str, float]:
    return {"positive": 0.4, "neutral": 0.2, "negative": 0.3, "unclassified": 0.1}


def _calls() -> dict[str, float]:
    return {
        "no_answer": 0.5,
        "left_voicemail": 0.25,
        "busy": 0.05,
        "gatekeeper": 0.05,
        "connected": 0.06,
        "meaningful_conversation": 0.04,
        "not_interested": 0.03,
        "wrong_number": 0.02,
    }


@dataclass(frozen=True)
class Rates:
    """Shares of 1. `reply` is that of a mail which was delivered, before what lifts or lowers it.

    `fading` is by how much each further touch has less; `arms` by how much a variant has more,
    `hours` by how much a local hour has, and `weekdays` a local weekday (Monday is 0). Meetings are
    of positive replies, opportunities of meetings, sales of opportunities.
    """

    reply: float = 0.04
    fading: float = 0.85
    arms: Mapping[str, float] = field(
        default_factory=lambda: {"opener/question": 1.0, "opener/number": 1.5}
    )
    hours: Mapping[int, float] = field(default_factory=lambda: {9: 1.3, 10: 1.5, 15: 0.7, 16: 0.5})
    weekdays: Mapping[int, float] = field(default_factory=lambda: {0: 0.8, 1: 1.2, 4: 0.7})
    classes: Mapping[str, float] = field(default_factory=_classes)
    calls: Mapping[str, float] = field(default_factory=_calls)
    away: float = 0.03
    bounce: float = 0.02
    in_doubt: float = 0.002
    opt_out: float = 0.004
    overdue: float = 0.05
    late: float = 0.1
    opened: float = 0.35
    clicked: float = 0.04
    machine: float = 0.05
    meeting: float = 0.5
    opportunity: float = 0.5
    won: float = 0.3
    lost: float = 0.4

    def of_reply(self, number: int, variant: str | None, here: datetime) -> float:
        """The true share of replies to the mail that is the `number`-th touch, from 0 on.

        `here` is when it went out, on its prospect's clock.
        """
        lift = self.hours.get(here.hour, 1.0) * self.weekdays.get(here.weekday(), 1.0)
        return self.reply * self.fading**number * self.arms.get(variant or "", 1.0) * lift
