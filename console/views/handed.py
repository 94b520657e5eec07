"""What a page hands out beside itself: its table for a spreadsheet, its drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastapi.responses import Response

from console.views.charts import Ink
from domain.spreadsheets import csv_of


def as_sheet(name: str, rows: Iterable[Sequence[str]]) -> Response:
    """The rows as the file `name`.csv."""
    named = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(csv_of(rows), media_type="text/csv; charset=utf-8", headers=named)


def as_drawing(svg: bytes) -> Response:
    """A drawing that a page shows."""
    return Response(svg, media_type="image/svg+xml")


def ink_of(asked: str) -> Ink:
    """The ink of the night where it is asked for, else that of the day."""
    return "dark" if asked == "dark" else "light"
