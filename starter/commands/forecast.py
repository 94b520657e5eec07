"""`drumbeat forecast`: meetings to come of those who are enrolled."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from config.settings import load_settings
from starter.output import AsCsv, AsJson, print_csv, print_json


def forecast(
    cadence: Annotated[
        list[str] | None, typer.Option(help="Only of these cadences; may be repeated.")
    ] = None,
    weeks: Annotated[int, typer.Option(min=1, max=12, help="How far ahead.")] = 4,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Meetings to come of those who are enrolled now, each week with an interval.

    From where everybody stands, and what became of those who stood there before. Below stands how
    the same would have done in weeks that have passed.
    """
    from domain.statistics.forecasting import sheet_of  # noqa: PLC0415 -- as below
    from starter import forecasting  # noqa: PLC0415 -- scipy takes half a second to load

    foretold = asyncio.run(forecasting.foretold(load_settings(), tuple(cadence or ()), weeks))
    if as_json:
        print_json(foretold)
    elif as_csv:
        print_csv(sheet_of(foretold))
    else:
        forecasting.print_forecast(foretold)
