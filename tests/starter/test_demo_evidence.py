"""The demo's verdict: from the catcher, the ledger and the acknowledgements; it can be bad."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from domain.facts import Fact, TaskOpened, TouchPerformed
from ledger.records import EnrollmentRow, FactRow, TouchRow
from starter.demo.evidence import Run, Summary, summarize

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MESSAGE = "<e-1.intro@northwind.example>"


def a_run(state: str = "finished", reason: str | None = "replied", *facts: Fact) -> Run:
    """One enrollment whose mail was sent at noon."""
    row = EnrollmentRow(
        *("e-1", "ada@example.com", "c", "v", state, reason, "intro", None, NOON, "UTC", "w")
    )
    touch = TouchRow("intro", "email", NOON, NOON, NOON, "performed", None, MESSAGE, "why", None)
    told = facts or (TouchPerformed(at=NOON, step="intro"),)
    return Run(row, (touch,), tuple(FactRow(n, f.key, f) for n, f in enumerate(told, 1)))


def summary_of(run: Run, caught: Counter[str], replied: datetime | None = None) -> Summary:
    return summarize((run,), caught, {"e-1": replied} if replied else {}, 1, 0, ())


def test_a_good_run_breaks_no_promise() -> None:
    """One mail caught, answered an hour later, nothing after."""
    summary = summary_of(a_run(), Counter([MESSAGE]), replied=NOON + HOUR)

    assert summary.promises_broken == ()
    assert (summary.mails, summary.duplicates, summary.open) == (1, 0, 0)
    assert summary.outcomes == {"replied": 1}


def test_a_mail_caught_twice_is_a_duplicate() -> None:
    """The catcher is believed, not the ledger."""
    summary = summary_of(a_run(), Counter([MESSAGE, MESSAGE]))

    assert summary.duplicates == 1
    assert summary.promises_broken == ("1 mails that went out twice",)


def test_a_touch_after_the_acknowledged_answer_is_counted() -> None:
    """A mail or a task that started after the 2xx breaks the promise."""
    late = TaskOpened(at=NOON + 2 * HOUR, step="call", kind="call")
    run = a_run("finished", "replied", TouchPerformed(at=NOON, step="intro"), late)

    summary = summary_of(run, Counter([MESSAGE]), replied=NOON + HOUR)

    assert summary.touches_after_exit == 1
    assert len(summary.promises_broken) == 1


def test_an_open_enrollment_is_counted() -> None:
    """Whoever has no outcome is open."""
    summary = summary_of(a_run("active", None), Counter([MESSAGE]))

    assert summary.open == 1
    assert summary.promises_broken == ("1 enrollments still open",)


def test_ledger_and_catcher_have_to_agree() -> None:
    """A sent mail that never arrived, and one that the ledger knows nothing of, are both told."""
    summary = summary_of(a_run(), Counter(["<stranger@northwind.example>"]))

    assert len(summary.promises_broken) == 2
