"""Reports: a table that adds up, its drawing, and the same numbers as CSV and JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from console.room import TheRoom
from console.views.charts import Bar, bars
from console.views.handed import as_drawing, as_sheet, ink_of
from console.views.rendering import page
from console.views.reporting import Filters, heat_of, lines_of, report_page
from domain.analytics.asking import measure_of
from domain.analytics.measures import DIAGNOSTICS, MEASURES
from domain.analytics.reports import HOURS
from domain.analytics.tables import SMALLEST, Table
from domain.analytics.writing import attribution, document_of, label_of, sheet_of
from ledger.counts.reporting import answer, people

router = APIRouter()
Asked = Annotated[Filters, Query()]

# What is drawn of a report: a share of its denominator, or how many.
DRAWN = {"touches": "replied", "funnel": "meetings", "cohorts": "answered", "pace": "answered"}


@router.get("/analytics")
async def overview(request: Request, room: TheRoom, filters: Asked) -> HTMLResponse:
    """How the cadences do."""
    asked = filters.model_copy(update={"by": filters.by or "cadence"})
    return await _page(request, room, "touches", asked)


@router.get("/analytics/{report}.csv")
async def as_csv(room: TheRoom, report: str, filters: Asked) -> Response:
    """The numbers for a spreadsheet."""
    table = await answer(room.ledger, filters.question(report, room))
    return as_sheet(report, sheet_of(table))


@router.get("/analytics/{report}.json")
async def as_json(room: TheRoom, report: str, filters: Asked) -> JSONResponse:
    """The numbers for a program."""
    question = filters.question(report, room)
    return JSONResponse(document_of(question, await answer(room.ledger, question)))


@router.get("/analytics/{report}.svg")
async def as_picture(room: TheRoom, report: str, filters: Asked) -> Response:
    """The drawing, in the ink of the day or of the night."""
    question = filters.question(report, room)
    table = await answer(room.ledger, question)
    drawn = DRAWN.get(report, "replied")
    is_rate = any(measure.name == drawn for measure in table.rated) and drawn != table.of
    drawn_bars = _bars(table, drawn, is_rate=is_rate)
    return as_drawing(bars(drawn_bars, ink_of(filters.ink), is_rate=is_rate))


@router.get("/analytics/{report}/people")
async def behind(request: Request, room: TheRoom, report: str, filters: Asked) -> HTMLResponse:
    """Whom a number counts."""
    question = filters.question(report, room)
    measure = measure_of(filters.measure or question.report.shown[0], question.report)
    found = await people(room.ledger, question, measure, {}, filters.place or None)
    return page(
        request,
        "analytics_people.html",
        report=question.report,
        measure=measure,
        parts=[each.partition("=")[::2] for each in filters.where],
        found=found,
        filters=filters,
    )


@router.get("/analytics/{report}")
async def one(request: Request, room: TheRoom, report: str, filters: Asked) -> HTMLResponse:
    """One report."""
    return await _page(request, room, report, filters)


async def _page(request: Request, room: TheRoom, report: str, filters: Filters) -> HTMLResponse:
    question = filters.question(report, room)
    table = await answer(room.ledger, question)
    is_heat = question.report is HOURS
    return report_page(
        request,
        "analytics.html",
        question=question,
        table=table,
        lines=lines_of(question, table, filters) if table.lines else (),
        heat=heat_of(question, table, filters) if is_heat else None,
        measures=[MEASURES[name] for name in filters.shown(question.report)],
        drawn=MEASURES[DRAWN.get(report, "replied")],
        of=MEASURES[table.of],
        attribution=attribution(question) if question.report.is_of_touches else None,
        smallest=SMALLEST,
        diagnostics=DIAGNOSTICS,
        cadences=await room.ledger.cadence_names(),
        filters=filters,
    )


def _bars(table: Table, drawn: str, *, is_rate: bool) -> list[Bar]:
    return [
        Bar(
            label_of(table, line),
            line.rate(drawn, table.of) if is_rate else float(line.counts[drawn]),
        )
        for line in table.lines
    ]
