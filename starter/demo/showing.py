"""How the demo speaks: a line a day while it runs, a table and a verdict at its end."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ledger.records import EnrollmentRow
from starter.demo.evidence import Run, Summary, starts_of
from starter.output import print_line, print_table

MARKS = {"email": "✉", "call": "☎", "linkedin": "in"}


def print_runs(runs: tuple[Run, ...]) -> None:
    """One line a prospect: the touches in their own local time, and how it ended."""
    print_table(
        ("prospect", "zone", "touches, local time", "outcome"),
        [(run.row.prospect, run.row.timezone, _touches(run), outcome_of(run.row)) for run in runs],
        "nobody was enrolled",
    )


def print_summary(summary: Summary) -> None:
    """The figures, then whether every promise was kept."""
    outcomes = ", ".join(f"{count} {reason}" for reason, count in summary.outcomes.items())
    for words in (
        "",
        f"{summary.prospects} prospects: {outcomes}",
        f"{summary.went_on} of them go on in a slower cadence, enrolled by the ledger itself",
        f"{summary.mails} mails caught, {summary.duplicates} duplicates",
        f"{summary.touches_after_exit} touches started after the answer that stops them",
        f"{summary.open} enrollments still open, {summary.worker_kills} worker killed on the way",
        *(f"BROKEN: {promise}" for promise in summary.promises_broken),
        "" if summary.promises_broken else "Every promise was kept.",
    ):
        print_line(words)


def outcome_of(row: EnrollmentRow) -> str:
    """The state, with its reason where that says more."""
    return row.state if row.reason in (None, row.state) else f"{row.state} ({row.reason})"


def day_line(now: datetime, mails: int, tasks: int, ended: int, people: int) -> str:
    """One Drumbeat day."""
    return f"{now:%a %d %b}  {mails:>3} mails  {tasks:>3} tasks done  {ended:>2}/{people} ended"


def _touches(run: Run) -> str:
    """When each touch started: the mail went out, the task was opened."""
    channels = {touch.step: touch.channel or "" for touch in run.touches}
    zone = ZoneInfo(run.row.timezone or "UTC")
    return "  ".join(
        f"{MARKS[channels[step]]} {at.astimezone(zone):%a%d %H:%M}" for step, at in starts_of(run)
    )
