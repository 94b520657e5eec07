"""Findings as the command line asks for them and shows them. Needs scipy, which takes its time."""

from __future__ import annotations

from config.settings import Settings
from domain.findings.finding import MeasuredFinding
from ledger.counts import foretelling
from starter.output import print_line
from starter.session import host_clock, opened_ledger

NOTHING = "nothing stands out: all is much alike, or there is too little to tell"


async def measured(settings: Settings) -> tuple[MeasuredFinding, ...]:
    """What the ledger of this machine says for sure."""
    async with opened_ledger(settings) as ledger:
        today = (await host_clock(ledger)).now().date()
        return await foretelling.findings(ledger, today, settings.attribution_days)


def print_findings(found: tuple[MeasuredFinding, ...]) -> None:
    """One line each, and below it where to read on."""
    for finding in found:
        print_line(f"{finding.kind}: {finding.words}\n  see {finding.page}")
    if not found:
        print_line(NOTHING)
