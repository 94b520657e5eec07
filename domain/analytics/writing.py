"""A table as one JSON document, and as the rows of a CSV: the same numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from domain.analytics.asking import Question
from domain.analytics.parts import said
from domain.analytics.tables import SMALLEST, Line, Table
from domain.statistics.intervals import Interval

TOTAL = "total"


def attribution(question: Question) -> str:
    """The rule by which outcomes are a touch's, in words."""
    return (
        f"An outcome is that of the touch it answers, else of the last one delivered before it, "
        f"where the first came within {question.window} days."
    )


def document_of(question: Question, table: Table) -> dict[str, object]:
    """The report as one document; a rate of too few is null, and so is its interval of 95 %."""
    of = question.of
    return {
        "report": question.report.name,
        "by": list(table.by),
        "since": of.since and of.since.isoformat(),
        "until": of.until and of.until.isoformat(),
        "attribution": attribution(question),
        "window_days": question.window,
        "rates_of": table.of,
        "smallest": SMALLEST,
        "lines": [_line(table, line) for line in table.lines],
        "total": _line(table, table.total),
    }


def sheet_of(table: Table) -> Iterator[Sequence[str]]:
    """The rows of a CSV, the header first and the total last; a rate of too few is empty.

    Beside each rate stands where it surely lies, to 95 % (E. B. Wilson, 1927).
    """
    names = [measure.name for measure in table.measures]
    rated = [measure.name for measure in table.rated]
    yield [*table.by, *names, *(column for name in rated for column in _columns(name, table.of))]
    for line in (*table.lines, table.total):
        counts = [str(line.counts[name]) for name in names]
        rates = [cell for name in rated for cell in _rate_cells(line, name, table.of)]
        yield [*_parts(table, line), *counts, *rates]


def _columns(name: str, of: str) -> tuple[str, str, str]:
    rate = f"{name}_of_{of}"
    return rate, f"{rate}_low", f"{rate}_high"


def _rate_cells(line: Line, name: str, of: str) -> tuple[str, str, str]:
    rate, interval = line.rate(name, of), line.interval(name, of)
    if rate is None or interval is None:
        return "", "", ""
    return f"{rate:.4f}", f"{interval.low:.4f}", f"{interval.high:.4f}"


def label_of(table: Table, line: Line) -> str:
    """What a line is of, in one text."""
    return " / ".join(filter(None, _parts(table, line)))


def range_of(interval: Interval) -> str:
    """An interval of shares as people read it, in percent."""
    return f"{100 * interval.low:.1f}–{100 * interval.high:.1f}"


def _interval(line: Line, name: str, of: str) -> dict[str, float] | None:
    interval = line.interval(name, of)
    return None if interval is None else asdict(interval)


def _parts(table: Table, line: Line) -> list[str]:
    if not line.part:
        return [TOTAL, *[""] * (len(table.by) - 1)]
    return [said(name, value) for name, value in zip(table.by, line.part, strict=True)]


def _line(table: Table, line: Line) -> dict[str, object]:
    parts = zip(table.by, line.part, strict=False)
    return {
        **{name: said(name, value) for name, value in parts},
        "counts": dict(line.counts),
        "rates": {measure.name: line.rate(measure.name, table.of) for measure in table.rated},
        "intervals": {m.name: _interval(line, m.name, table.of) for m in table.rated},
    }
