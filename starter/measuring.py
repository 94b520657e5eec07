"""Findings as the command line asks for them and shows them. Needs scipy, which takes its time."""

from __future__ import annotations

from datetime import timedelta

from config.settings import Settings
from domain.findings.counting import mailbox_figures, step_figures
from domain.findings.figures import Figures
from domain.findings.finding import MeasuredFinding
from domain.findings.registry import found_in
from domain.trails import TrailsWanted
from starter.output import print_line
from starter.session import host_clock, opened_ledger

REMEMBERED = timedelta(days=182)
LATELY = timedelta(days=28)
NOTHING = "nothing stands out: all is much alike, or there is too little to tell"


async def measured(settings: Settings) -> tuple[MeasuredFinding, ...]:
    """What the ledger of this machine says for sure."""
    async with opened_ledger(settings) as ledger:
        now = (await host_clock(ledger)).now()
        trails = await ledger.trails(TrailsWanted(since=now - REMEMBERED))
        work = await ledger.work(now - REMEMBERED, now)
    steps, mailboxes = step_figures(trails, now), mailbox_figures(trails, now - LATELY)
    return found_in(Figures(steps, mailboxes, work))


def print_findings(found: tuple[MeasuredFinding, ...]) -> None:
    """One line each, and below it where to read on."""
    for finding in found:
        print_line(f"{finding.kind}: {finding.words}\n  see {finding.page}")
    if not found:
        print_line(NOTHING)
