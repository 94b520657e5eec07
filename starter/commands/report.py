"""`drumbeat report`: what works, by numbers that add up, and who stands behind each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer

from config.settings import load_settings
from domain.analytics.asking import Question, day_of, measure_of, question_of, where_of
from domain.analytics.measures import MEASURES
from domain.analytics.reports import REPORTS
from domain.analytics.tables import SMALLEST, Line, Table
from domain.analytics.writing import attribution, document_of, label_of, range_of, sheet_of
from domain.spreadsheets import csv_of
from ledger.counts.reporting import answer, people
from ledger.records import Counted
from starter.output import AsJson, notice, print_json, print_line, print_table
from starter.session import host_clock, opened_ledger

PARTS = "; ".join(f"{report.name}: {', '.join(report.parts)}" for report in REPORTS.values())
EPILOG = """Examples:

drumbeat report --by channel --since 2026-01-01

drumbeat report funnel --by persona --csv > funnel.csv

drumbeat report --where step=intro --people replied"""


@dataclass(frozen=True)
class Asked:
    """The question in the words of the command line."""

    name: str
    by: str
    where: dict[str, str]
    since: date | None
    until: date | None
    within: int


def report(  # noqa: PLR0913, PLR0917 -- each is an option
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(REPORTS)}.")] = "touches",
    by: Annotated[str, typer.Option(help=f"How it is parted. {PARTS}.")] = "",
    cadence: Annotated[str, typer.Option(help="Of one cadence alone.")] = "",
    where: Annotated[
        list[str] | None, typer.Option(help="PART=VALUE, as lines show them; `none` is none.")
    ] = None,
    since: Annotated[str, typer.Option(help="From this day on: of the touch, or of coming.")] = "",
    until: Annotated[str, typer.Option(help="To this day, itself included.")] = "",
    within: Annotated[
        int, typer.Option(min=0, max=365, help="Days in which an outcome is a touch's; 0: setting.")
    ] = 0,
    people_of: Annotated[
        str, typer.Option("--people", help="List those behind this number instead.")
    ] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV on stdout.")] = False,
    as_json: AsJson = False,
) -> None:
    """What became of touches and people, by any part of them; every number opens its people."""
    asked = Asked(
        name,
        by,
        {**where_of(where or ()), **({"cadence": cadence} if cadence else {})},
        day_of("--since", since),
        day_of("--until", until),
        within,
    )
    if people_of:
        _print_people(asyncio.run(_people(asked, people_of)), as_csv, as_json)
        return
    question, table = asyncio.run(_answer(asked))
    if as_json:
        print_json(document_of(question, table))
    elif as_csv:
        print_line(csv_of(sheet_of(table)).rstrip("\n"))
    else:
        _print_table(question, table)


async def _answer(asked: Asked) -> tuple[Question, Table]:
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        today = (await host_clock(ledger)).now().date()
        question = _question(asked, today, settings.attribution_days)
        return question, await answer(ledger, question)


async def _people(asked: Asked, name: str) -> list[Counted]:
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        today = (await host_clock(ledger)).now().date()
        question = _question(asked, today, settings.attribution_days)
        measure, found, place = measure_of(name, question.report), list[Counted](), None
        while True:
            page = await people(ledger, question, measure, {}, place)
            found.extend(page.rows)
            if (place := page.after) is None:
                return found


def _question(asked: Asked, today: date, window: int) -> Question:
    days = (asked.since, asked.until)
    window = asked.within or window
    return question_of(asked.name, asked.by, asked.where, days, today=today, window=window)


def _print_table(question: Question, table: Table) -> None:
    shown = [MEASURES[name] for name in question.report.shown]
    rated = {measure.name for measure in table.rated}

    def row(line: Line) -> list[str]:
        cells = (_cell(line, measure.name, table.of, measure.name in rated) for measure in shown)
        return [label_of(table, line), *cells]

    heading = (", ".join(table.by), *(measure.words for measure in shown))
    rows = [row(line) for line in (*table.lines, table.total)] if table.lines else []
    print_table(heading, rows, "nothing to report yet")
    if question.report.is_of_touches:
        notice(attribution(question))
    of = table.of.replace("_", " ")
    notice(
        f"Rates are of {of}, and below each stands where it surely lies, in percent (95 %); "
        f"of fewer than {SMALLEST} there is none."
    )


def _cell(line: Line, name: str, of: str, is_rated: bool) -> str:
    count = f"{line.counts[name]:,}"
    rate = line.rate(name, of) if is_rated else None
    interval = line.interval(name, of) if is_rated else None
    if rate is None or interval is None:
        return count
    return f"{count} ({rate:.1%})\n{range_of(interval)}"


def _print_people(found: Sequence[Counted], as_csv: bool, as_json: bool) -> None:
    columns = ("enrollment", "prospect", "cadence", "count")
    rows = [(one.enrollment, one.prospect, one.cadence, str(one.many)) for one in found]
    if as_json:
        print_json(list(found))
    elif as_csv:
        print_line(csv_of([columns, *rows]).rstrip("\n"))
    else:
        print_table(columns, rows, "nobody")
