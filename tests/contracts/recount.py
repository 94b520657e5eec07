"""The numbers of reports, counted once more from the raw facts by DuckDB."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from domain.facts import fact_to_json
from domain.statistics.exposures import ExposuresWanted
from tests.contracts.scene import AnyLedger

SQL = Path(__file__).with_name("recount.sql").read_text("utf-8")
_REPLIED = "fate = 'delivered' AND in_time AND class"
# What each number counts, in the words of recount.sql.
OF_TOUCHES = {
    "due": "TRUE",
    **{
        fate: f"fate = '{fate}'"
        for fate in ("delivered", "unreached", "bounced", "in_doubt", "skipped", "open", "waiting")
    },
    "failed": "FALSE",
    "replied": f"{_REPLIED} IS NOT NULL",
    **{
        kind: f"{_REPLIED} = '{kind}'"
        for kind in ("positive", "neutral", "negative", "unclassified")
    },
    "meeting": "in_time AND has_met",
    "opportunity": "in_time AND has_opportunity",
    "won": "in_time AND is_won",
    "opted_out": "in_time AND is_out",
    "attempted": "fate IN ('delivered', 'unreached', 'bounced', 'in_doubt')",
    "overdue": "is_late",
    "away": "is_away",
    "too_late": "NOT in_time",
    "opened": "fate = 'delivered' AND opens > 0",
    "clicked": "fate = 'delivered' AND clicks > 0",
    "machine_clicked": "fate = 'delivered' AND machines > 0",
}
OF_PEOPLE = {
    "leads": "TRUE",
    "touched": "is_touched",
    "contacts": "class IS NOT NULL OR has_met OR has_opportunity",
    "answered": "class IS NOT NULL",
    "glad": "class = 'positive'",
    "meetings": "has_met",
    "opportunities": "has_opportunity",
    "sales": "is_won",
}
Counts = dict[tuple[object, ...], dict[str, int]]


async def facts_of(ledger: AnyLedger) -> list[tuple[object, ...]]:
    """All the facts that the ledger has."""
    rows: list[tuple[object, ...]] = []
    for row in await ledger.enrollments():
        _, _, facts = await ledger.enrollment(row.enrollment)
        rows += [
            (
                row.enrollment,
                one.seq,
                one.fact.type,
                one.fact.at.isoformat(),
                fact_to_json(one.fact),
            )
            for one in facts
        ]
    return rows


class Recount:
    """The facts in DuckDB, with what they come to by a day and for a window of days."""

    def __init__(self, facts: Sequence[tuple[object, ...]], today: date, window: int) -> None:
        self._duck = duckdb.connect()
        self._duck.execute("SET TimeZone = 'UTC'")
        columns = "enrollment_id TEXT, seq INT, type TEXT, told_at TIMESTAMPTZ, body JSON"
        self._duck.execute(f"CREATE TABLE facts ({columns})")
        self._duck.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?)", facts)
        given = SQL.replace("$window", str(window)).replace("$today", f"DATE '{today}'")
        self._duck.execute(given)

    def touches(self, *by: str) -> Counts:
        """The numbers of touches, by these columns."""
        return self._counts("touch", by, OF_TOUCHES)

    def people(self, *by: str) -> Counts:
        """The numbers of people, by these columns."""
        return self._counts("person", by, OF_PEOPLE)

    def pace(self, by: str) -> Counts:
        """Those who have replied, by how long it took."""
        counts = self._counts("person WHERE class IS NOT NULL", (by,), OF_PEOPLE)
        return {(part or None,) if by == "touches" else (part,): n for (part,), n in counts.items()}

    def reached(self, wanted: ExposuresWanted) -> list[tuple[object, ...]]:
        """The arm of everybody of age in the order of exposure, and whether the outcome came."""
        query = f"""
            SELECT arm, coalesce({wanted.question.outcome} <= reached_at + ?, FALSE) FROM exposure
            WHERE experiment = ? AND list_contains(?, cadence) AND reached_at <= ?
            ORDER BY reached_at, enrollment_id
        """  # noqa: S608 -- all of it is ours
        question = wanted.question
        given = [question.within, question.experiment, list(wanted.cadences), wanted.of_age]
        return self._duck.execute(query, given).fetchall()

    def standing(self) -> Counter[tuple[object, ...]]:
        """How many stood where at the end of each seventh day, by the day on which they met."""
        rows = self._duck.execute("SELECT day, cadence, stage, met_on FROM standing").fetchall()
        return Counter(rows)

    def _counts(self, table: str, by: Sequence[str], measures: dict[str, str]) -> Counts:
        sums = ", ".join(f"count(*) FILTER ({words})" for words in measures.values())
        columns = "".join(f"{name}, " for name in by)
        query = f"SELECT {columns}{sums} FROM {table} GROUP BY {', '.join(by) or '()'}"  # noqa: S608 -- all of it is ours
        return {
            row[: len(by)]: dict(zip(measures, row[len(by) :], strict=True))
            for row in self._duck.execute(query).fetchall()
        }
