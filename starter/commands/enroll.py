"""`drumbeat enroll`: a CSV of prospects into a cadence."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from config.settings import load_settings
from domain.cadence import Cadence
from domain.cadence.leading import arms_of
from domain.errors import UnknownCadence
from ledger.records import ENROLLED, NotEnrolled
from ledger.sql import SqlLedger
from starter.enrolling import Enrolling
from starter.errors import BadInput
from starter.files.library import read_cadence_file
from starter.files.prospect_remarks import remark_on
from starter.files.prospects import BadRow, ProspectFile, read_prospects
from starter.files.publishing import publish_all, published_or_shipped
from starter.output import AsJson, notice, print_json, print_line
from starter.progress import progress_bar
from starter.session import connected, host_clock, opened_ledger

SAID = {ENROLLED: "enrolled", **{reason.value: reason.said for reason in NotEnrolled}}


def enroll(
    csv: Annotated[
        Path,
        typer.Argument(
            help="Prospects, one a row, with a column `email`, `phone` or `linkedin_url`."
        ),
    ],
    cadence: Annotated[str, typer.Option(help="Published or shipped cadence.")],
    again: Annotated[
        bool, typer.Option("--again", help="Also those who have been through this cadence.")
    ] = False,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="Enroll the good rows of a file with bad ones.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Enroll prospects. Running it again enrolls nobody twice and goes on where it was stopped.

    Columns: email, phone, linkedin_url, timezone, country, region, account; every other column is
    a variable for templates, so "First Name" is {{ first_name }}. A file has at most 100 MiB and
    500,000 lines. A row without a variable that the cadence requires is enrolled all the same: its
    touches become tasks for a rep.

    Example: drumbeat enroll people.csv --cadence outbound-eight-touch
    """
    rows = read_prospects(csv)
    if rows.bad_rows and not skip_bad_rows:
        _refuse(csv, rows.bad_rows, as_json)
    outcomes = asyncio.run(_enroll(csv, rows, cadence, again))
    _report_bad_rows(csv, rows.bad_rows)
    if as_json:
        print_json(_document(outcomes, rows.bad_rows))
        return
    for outcome, words in SAID.items():
        if outcome == ENROLLED or outcomes[outcome]:
            print_line(f"{outcomes[outcome]:>7}  {words}")


def _refuse(csv: Path, bad_rows: Sequence[BadRow], as_json: bool) -> None:
    if as_json:
        print_json(_document(Counter(), bad_rows))
    _report_bad_rows(csv, bad_rows)
    raise BadInput("nobody was enrolled; mend these rows, or leave them out with --skip-bad-rows")


def _report_bad_rows(csv: Path, bad_rows: Sequence[BadRow]) -> None:
    for row in bad_rows:
        notice(f"{csv}:{row.line}: {row.reason}")


def _document(outcomes: Counter[str], bad_rows: Sequence[BadRow]) -> dict[str, object]:
    return {
        **{outcome: outcomes[outcome] for outcome in SAID},
        "rejected": list(map(asdict, bad_rows)),
    }


async def _enroll(csv: Path, rows: ProspectFile, name: str, again: bool) -> Counter[str]:
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        cadence = await published_or_shipped(ledger, name)
        arms = [await published_or_shipped(ledger, arm) for arm in sorted(arms_of(cadence))]
        remark_on(csv, rows, (cadence, *arms))
        client = await connected(settings)
        clock = await host_clock(ledger)
        await _publish_shipped(ledger, cadence, clock.now())
        enrolling = Enrolling(ledger, client, clock, settings.task_queue, cadence.version, again)
        with progress_bar() as progress:
            task = progress.add_task("enrolling", total=len(rows.prospects))
            return await enrolling.enroll(
                rows.prospects, lambda count: progress.advance(task, count)
            )


async def _publish_shipped(ledger: SqlLedger, cadence: Cadence, now: datetime) -> None:
    """A shipped cadence is published by its first use, with those that it leads to."""
    try:
        await ledger.cadence(cadence.version)
    except UnknownCadence:
        file = read_cadence_file(cadence.name)
        for name, version in (await publish_all(ledger, [file], now)).items():
            notice(f"published {name} of the shipped library as version {version}")
