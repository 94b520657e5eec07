"""Answers what is to be expected and what stands out, from any ledger.

Needs scipy, which takes half a second to load.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Protocol

from domain.analytics.questions import Slice
from domain.analytics.stays import Stood
from domain.cadence import Cadence
from domain.findings.counting import (
    OF_CHANNELS,
    OF_MAILBOXES,
    OF_STEPS,
    OF_TASKS,
    channel_figures,
    mailbox_figures,
    of_steps,
    step_figures,
    task_figures,
)
from domain.findings.figures import Figures
from domain.findings.finding import MeasuredFinding
from domain.findings.registry import found_in
from domain.statistics.forecasting import Forecast, forecast, looked_back
from ledger.counts.reporting import Counters

REMEMBERED = timedelta(days=182)
# What a step has to be answered in before it counts.
RIPE = timedelta(days=14)
LATELY = timedelta(days=28)
DAY = timedelta(days=1)


class Standings(Protocol):
    """What a ledger knows of where people stood."""

    async def stood(self, cadences: Sequence[str], since: date, today: date) -> tuple[Stood, ...]:
        """Where people of these cadences, all if none is named, stood between these days."""

    async def cadence(self, name_or_version: str) -> Cadence:
        """The newest of a name, or exactly a version. Raises `UnknownCadence`."""


async def foretold(ledger: Standings, cadences: Sequence[str], today: date, weeks: int) -> Forecast:
    """Meetings to come of those who are enrolled. Raises `UnknownCadence`."""
    names = [(await ledger.cadence(name)).name for name in cadences]
    stood = await ledger.stood(names, today - looked_back(weeks), today)
    return forecast(stood, today, weeks)


async def findings(ledger: Counters, today: date, window: int) -> tuple[MeasuredFinding, ...]:
    """What the figures of the last half year say for sure."""
    return found_in(await _figures(ledger, today, window))


async def _figures(ledger: Counters, today: date, window: int) -> Figures:
    """Asked for at once, as the database reads on both cores."""
    all_of = Slice(today, today - REMEMBERED)
    ripe, lately = replace(all_of, until=today - RIPE), replace(all_of, since=today - LATELY)
    of_age, young, before, since = await asyncio.gather(
        ledger.touch_groups(ripe, OF_STEPS),
        ledger.touch_groups(replace(all_of, since=today - RIPE + DAY), OF_STEPS),
        ledger.touch_groups(replace(all_of, until=today - LATELY - DAY), OF_MAILBOXES),
        ledger.touch_groups(lately, OF_MAILBOXES),
    )
    everything = (*of_age, *young)
    return Figures(
        step_figures(of_age, window),
        channel_figures(of_steps(everything, OF_CHANNELS)),
        task_figures(of_steps(everything, OF_TASKS)),
        mailbox_figures(before, since),
    )
