"""What the demo shows at its end, computed from the mail catcher and the ledger, not assumed."""

from __future__ import annotations

import mailbox
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.facts import TaskOpened, TouchInDoubt, TouchPerformed
from ledger.records import EnrollmentRow, FactRow, TouchRow
from ledger.sql import SqlLedger


@dataclass(frozen=True)
class Run:
    """One enrollment as the ledger tells it."""

    row: EnrollmentRow
    touches: tuple[TouchRow, ...]
    facts: tuple[FactRow, ...]


@dataclass(frozen=True)
class Summary:
    """The figures of a demo; `promises_broken` names what should not have happened.

    `went_on` is how many go on in the cadence that follows this one.
    """

    prospects: int
    mails: int
    duplicates: int
    touches_after_exit: int
    open: int
    outcomes: Mapping[str, int]
    worker_kills: int
    went_on: int
    promises_broken: tuple[str, ...]


async def runs_of(ledger: SqlLedger, cadence: str) -> tuple[Run, ...]:
    """Every enrollment of the cadence with its touches and facts."""
    rows = await ledger.enrollments(cadence=cadence)
    return tuple([Run(*await ledger.enrollment(row.enrollment)) for row in rows])


def caught_in(maildir: Path) -> Counter[str]:
    """How often each Message-ID lies in the catcher's Maildir."""
    box = mailbox.Maildir(maildir, create=False)
    return Counter(str(mail["Message-ID"]) for mail in box)


def summarize(
    runs: tuple[Run, ...],
    caught: Counter[str],
    acknowledged: Mapping[str, datetime],
    kills: int,
    went_on: int,
    problems: tuple[str, ...],
) -> Summary:
    """Hold the mailbox, the ledger and the acknowledgements against each other."""
    summary = Summary(
        prospects=len(runs),
        mails=caught.total(),
        duplicates=caught.total() - len(caught),
        touches_after_exit=sum(_after(run, acknowledged) for run in runs),
        open=sum(run.row.state in ("pending", "active", "paused") for run in runs),
        outcomes=dict(Counter(run.row.reason or run.row.state for run in runs).most_common()),
        worker_kills=kills,
        went_on=went_on,
        promises_broken=(),
    )
    broken = (*_broken(summary), *_unlike_the_ledger(runs, caught), *problems)
    return Summary(**{**vars(summary), "promises_broken": broken})


def starts_of(run: Run) -> list[tuple[str, datetime]]:
    """Step and instant of every touch that started, as the facts have it."""
    started = TouchPerformed | TouchInDoubt | TaskOpened
    return [(row.fact.step, row.fact.at) for row in run.facts if isinstance(row.fact, started)]


def _after(run: Run, acknowledged: Mapping[str, datetime]) -> int:
    """Touches that started after the 2xx for a fact that stops."""
    stopped = acknowledged.get(run.row.enrollment)
    if stopped is None:
        return 0
    return sum(at > stopped for _, at in starts_of(run))


def _broken(summary: Summary) -> list[str]:
    found = {
        "mails that went out twice": summary.duplicates,
        "touches that started after the answer that stops them": summary.touches_after_exit,
        "enrollments still open": summary.open,
    }
    return [f"{count} {what}" for what, count in found.items() if count]


def _unlike_the_ledger(runs: tuple[Run, ...], caught: Counter[str]) -> list[str]:
    """Mails that the ledger says were accepted are in the catcher; others may be in doubt."""
    touches = [touch for run in runs for touch in run.touches if touch.message_id]
    sent = {t.message_id for t in touches if t.outcome == "performed" and t.channel == "email"}
    doubtful = {t.message_id for t in touches if t.outcome == "in_doubt"}
    lost, unknown = sent - caught.keys(), caught.keys() - sent - doubtful
    return [
        *([f"{len(lost)} mails that the ledger has as sent were never caught"] if lost else []),
        *(
            [f"{len(unknown)} mails were caught that the ledger knows nothing of"]
            if unknown
            else []
        ),
    ]
