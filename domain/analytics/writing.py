"""A table as one JSON document, and as the rows of a CSV: the same numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.analytics.asking import Question
from domain.analytics.parts import said
from domain.analytics.tables import SMALLEST, Line, Table

TOTAL = "total"


def attribution(question: Question) -> str:
    """The rule by which outcomes are a touch's, in words."""
    return (
        f"An outcome is that of the touch it answers, else of the last one delivered before it, "
        f"where the first came within {question.window} days."
    )


def document_of(question: Question, table: Table) -> dict[str, object]:
    """The report as one document; a rate of too few is null."""
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
    """The rows of a CSV, the header first and the total last; a rate of too few is empty."""
    names = [measure.name for measure in table.measures]
    rated = [measure.name for measure in table.rated]
    yield [*table.by, *names, *(f"{name}_of_{table.of}" for name in rated)]
    for line in (*table.lines, table.total):
        rates = (line.rate(name, table.of) for name in rated)
        counts = [str(line.counts[name]) for name in names]
        yield [*_parts(table, line), *counts, *("" if r is None else f"{r:.4f}" for r in rates)]


def label_of(table: Table, line: Line) -> str:
    """What a line is of, in one text."""
    return " / ".join(filter(None, _parts(table, line)))


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
    }
