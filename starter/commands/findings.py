"""`drumbeat findings`: what the figures say that somebody should do something about."""

from __future__ import annotations

import asyncio

from config.settings import load_settings
from starter.output import AsCsv, AsJson, print_csv, print_json


def findings(as_csv: AsCsv = False, as_json: AsJson = False) -> None:
    """What stands out of the last half year, each with its evidence and where to read on.

    Nothing is said of fewer than its kind needs, so of a young installation nothing at all.
    """
    from domain.findings.finding import sheet_of  # noqa: PLC0415 -- as below
    from starter import measuring  # noqa: PLC0415 -- scipy takes half a second to load

    found = asyncio.run(measuring.measured(load_settings()))
    if as_json:
        print_json(found)
    elif as_csv:
        print_csv(sheet_of(found))
    else:
        measuring.print_findings(found)
