"""What is to be expected of those who are enrolled, and what stands out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field

from console.asked import LONGEST_SEARCH
from console.room import Room, TheRoom
from console.views.handed import as_drawing, as_sheet, ink_of
from console.views.ranges import Range, ranges
from console.views.rendering import query
from console.views.reporting import report_page
from domain.findings.finding import MeasuredFinding
from domain.findings.finding import sheet_of as sheet_of_findings
from domain.statistics.forecasting import FEWEST_MEETINGS, Coming, Forecast, sheet_of
from domain.statistics.forecasts import LEVEL
from ledger.counts import foretelling

router = APIRouter(prefix="/analytics")
MOST_WEEKS = 12
# Where the figures of a finding stand.
FIGURES = {
    "weakest-step": "/analytics/touches?by=step",
    "unused-channel": "/analytics/touches?by=channel",
    "overdue-tasks": "/analytics/touches?by=channel",
    "rising-bounces": "/analytics/touches?by=mailbox",
}


class Asking(BaseModel):
    """How far ahead, and of one cadence or of all."""

    cadence: str = Field("", max_length=LONGEST_SEARCH)
    weeks: int = Field(4, ge=1, le=MOST_WEEKS)
    ink: str = Field("", max_length=LONGEST_SEARCH)

    def address(self, **more: object) -> str:
        """The part of an address after the question mark that asks the same, and more."""
        return query(cadence=self.cadence, weeks=self.weeks, **more)


Asked = Annotated[Asking, Query()]


@router.get("/forecast")
async def forecast(request: Request, room: TheRoom, asked: Asked) -> HTMLResponse:
    """Meetings to come, and how the same would have done in weeks that have passed."""
    found = await _foretold(room, asked)
    return report_page(
        request,
        "forecast.html",
        found=found,
        inside=sum(week.is_inside for week in found.tested),
        is_little=found.meetings < FEWEST_MEETINGS,
        level=f"{LEVEL:.0%}",
        asked=asked,
        cadences=await room.ledger.cadence_names(),
        most_weeks=MOST_WEEKS,
    )


@router.get("/forecast.csv")
async def forecast_as_csv(room: TheRoom, asked: Asked) -> Response:
    """The weeks for a spreadsheet."""
    return as_sheet("forecast", sheet_of(await _foretold(room, asked)))


@router.get("/forecast.json")
async def forecast_as_json(room: TheRoom, asked: Asked) -> JSONResponse:
    """All of it for a program."""
    return JSONResponse(jsonable_encoder(await _foretold(room, asked)))


@router.get("/forecast.svg")
async def forecast_as_picture(room: TheRoom, asked: Asked) -> Response:
    """Each week's interval, and for those that have passed what came."""
    found = await _foretold(room, asked)
    drawn = [_range(week) for week in (*found.tested, *found.weeks)]
    return as_drawing(ranges(drawn, ink_of(asked.ink), lambda n: f"{n:,.0f}"))


@router.get("/findings")
async def findings(request: Request, room: TheRoom) -> HTMLResponse:
    """What the figures of the last half year say for sure."""
    found = await _findings(room)
    return report_page(request, "findings.html", findings=[(one, _figures(one)) for one in found])


@router.get("/findings.csv")
async def findings_as_csv(room: TheRoom) -> Response:
    """The same with its evidence for a spreadsheet."""
    return as_sheet("findings", sheet_of_findings(await _findings(room)))


@router.get("/findings.json")
async def findings_as_json(room: TheRoom) -> JSONResponse:
    """The same for a program."""
    return JSONResponse(jsonable_encoder(await _findings(room)))


async def _foretold(room: Room, asked: Asking) -> Forecast:
    cadences = [asked.cadence] if asked.cadence else []
    return await foretelling.foretold(room.ledger, cadences, room.now().date(), asked.weeks)


async def _findings(room: Room) -> tuple[MeasuredFinding, ...]:
    return await foretelling.findings(room.ledger, room.now().date(), room.attribution_days)


def _figures(finding: MeasuredFinding) -> str:
    """The page of the figures that it is made from."""
    cadence, slash, _ = finding.about.partition("/")
    narrowed = f"&{query(cadence=cadence)}" if slash else ""
    return f"{FIGURES[finding.kind]}{narrowed}"


def _range(week: Coming) -> Range:
    expected = week.expected
    label = f"{week.since:%-d %b} to {week.until:%-d %b %Y}"
    return Range(label, expected.low, expected.mean, expected.high, week.came)
