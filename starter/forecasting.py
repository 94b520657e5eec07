"""The forecast as the command line asks for it and shows it. Needs scipy, which takes its time."""

from __future__ import annotations

from config.settings import Settings
from domain.statistics.forecasting import FEWEST_MEETINGS, Coming, Forecast
from domain.statistics.forecasts import LEVEL
from ledger.counts import foretelling
from starter.output import print_line, print_table
from starter.session import host_clock, opened_ledger

COLUMNS = ("week", "meetings", f"{LEVEL:.0%} interval")


async def foretold(settings: Settings, cadences: tuple[str, ...], weeks: int) -> Forecast:
    """What the ledger of this machine lets expect. Raises `UnknownCadence`."""
    async with opened_ledger(settings) as ledger:
        today = (await host_clock(ledger)).now().date()
        return await foretelling.foretold(ledger, cadences, today, weeks)


def print_forecast(foretold: Forecast) -> None:
    """What comes, what it rests on, and how it did before."""
    rows = [(_week(week), *_cells(week)) for week in foretold.weeks]
    print_table(COLUMNS, [*rows, ("all of them", *_cells(foretold.total))], "")
    print_line("of those who are enrolled now; who is enrolled later comes on top")
    if foretold.meetings < FEWEST_MEETINGS:
        print_line(f"it rests on {foretold.meetings} meetings only: take it for a guess")
    if foretold.tested:
        _print_test(foretold.tested)


def _print_test(tested: tuple[Coming, ...]) -> None:
    print_line("\nhow it would have done in weeks that have passed:")
    rows = [
        (_week(week), *_cells(week), f"{week.came}", "inside" if week.is_inside else "outside")
        for week in tested
    ]
    print_table((*COLUMNS, "came", ""), rows, "")
    print_line(f"{sum(week.is_inside for week in tested)} of {len(tested)} inside the interval")


def _week(week: Coming) -> str:
    return f"{week.since:%d %b} to {week.until:%d %b %Y}"


def _cells(week: Coming) -> tuple[str, str]:
    return f"{week.expected.mean:.1f}", f"{week.expected.low} to {week.expected.high}"
