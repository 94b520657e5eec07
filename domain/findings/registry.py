"""Every kind of finding there is."""

from __future__ import annotations

from domain.findings.figures import Figures
from domain.findings.finding import MeasuredFinding
from domain.findings.overdue_tasks import overdue_tasks
from domain.findings.rising_bounces import rising_bounces
from domain.findings.unused_channel import unused_channels
from domain.findings.weakest_step import weakest_steps


def found_in(figures: Figures) -> tuple[MeasuredFinding, ...]:
    """Everything that the figures say for sure."""
    return (
        *weakest_steps(figures.steps),
        *unused_channels(figures.channels),
        *overdue_tasks(figures.tasks),
        *rising_bounces(figures.mailboxes),
    )
