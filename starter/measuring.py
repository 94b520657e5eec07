"""Findings as the command line asks for them and shows them. Needs scipy, which takes its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from config.settings import Settings
from domain.analytics.questions import Slice
from domain.findings.counting import (
    OF_CHANNELS,
    OF_MAILBOXES,
    OF_STEPS,
    OF_TASKS,
    channel_figures,
    mailbox_figures,
    step_figures,
    task_figures,
)
from domain.findings.figures import Figures
from domain.findings.finding import MeasuredFinding
from domain.findings.registry import found_in
from ledger.counts.reporting import Counters
from starter.output import print_line
from starter.session import host_clock, opened_ledger

REMEMBERED = timedelta(days=182)
# What a step has to be answered in before it counts.
RIPE = timedelta(days=14)
LATELY = timedelta(days=28)
NOTHING = "nothing stands out: all is much alike, or there is too little to tell"


async def measured(settings: Settings) -> tuple[MeasuredFinding, ...]:
    """What the ledger of this machine says for sure."""
    async with opened_ledger(settings) as ledger:
        today = (await host_clock(ledger)).now().date()
        return found_in(await _figures(ledger, today, settings.attribution_days))


async def _figures(ledger: Counters, today: date, window: int) -> Figures:
    all_of = Slice(today, today - REMEMBERED)
    ripe, lately = replace(all_of, until=today - RIPE), replace(all_of, since=today - LATELY)
    before = replace(all_of, until=today - LATELY - timedelta(days=1))
    return Figures(
        step_figures(await ledger.touch_groups(ripe, OF_STEPS), window),
        channel_figures(await ledger.touch_groups(all_of, OF_CHANNELS)),
        task_figures(await ledger.touch_groups(all_of, OF_TASKS)),
        mailbox_figures(
            await ledger.touch_groups(before, OF_MAILBOXES),
            await ledger.touch_groups(lately, OF_MAILBOXES),
        ),
    )


def print_findings(found: tuple[MeasuredFinding, ...]) -> None:
    """One line each, and below it where to read on."""
    for finding in found:
        print_line(f"{finding.kind}: {finding.words}\n  see {finding.page}")
    if not found:
        print_line(NOTHING)
