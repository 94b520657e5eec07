"""`drumbeat suppression`: who may not be contacted, on which channel, and who says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from config.settings import load_settings
from ledger.records import Attribution, SuppressionChange, SuppressionRow
from ledger.rules.suppression_addresses import CHANNELS, named, said
from starter.errors import BadInput
from starter.files.suppressions import read_suppressions, written
from starter.output import AsJson, moment, notice, print_json, print_line, print_table
from starter.session import host_clock, opened_ledger

app = typer.Typer(
    help="Who may not be contacted, for all or by channel: list, add, remove, import, export.",
    no_args_is_help=True,
)

Address = Annotated[
    str,
    typer.Argument(
        help="Mail address, domain (example.com), telephone number or LinkedIn profile."
    ),
]
Channel = Annotated[
    str,
    typer.Option(
        help=f"{', '.join(CHANNELS)}; not given, a domain is for email, the rest for all."
    ),
]
By = Annotated[str, typer.Option(help="Who does it; kept with the change.")]


@app.command("list", epilog="Example: drumbeat suppression list --changes")
def list_(
    changes: Annotated[
        bool, typer.Option("--changes", help="Who changed the list by hand, when and why.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Every address that may not be contacted, the oldest first."""
    if changes:
        _print_changes(asyncio.run(_changes()), as_json)
        return
    rows = asyncio.run(_listed())
    if as_json:
        print_json([replace(row, channel=said(row.channel)) for row in rows])
        return
    print_table(
        ("address", "channel", "source", "since"),
        [(row.address, said(row.channel), row.source, moment(row.at)) for row in rows],
        "nobody is suppressed",
    )


@app.command(epilog="Example: drumbeat suppression add rival.example --by ana --because competitor")
def add(
    address: Address,
    by: By,
    channel: Channel = "",
    because: Annotated[str, typer.Option(help="Why; shown as the source.")] = "by hand",
) -> None:
    """Suppress an address: no touch that it forbids starts any more."""
    known, on = named(address, channel)
    count = asyncio.run(_add(known, on, by, because))
    print_line(f"{known} is suppressed for {said(on)}{'' if count else ' already'}")


@app.command(
    epilog="Example: drumbeat suppression remove ana@x.example --by bo --because 'she asked us to'"
)
def remove(
    address: Address,
    by: By,
    because: Annotated[str, typer.Option(help="Why they may be contacted again.")],
    channel: Channel = "",
) -> None:
    """Take an address off the list, with the opt-out of the person whose it is."""
    if not because.strip():
        raise BadInput("--because is empty; say why they may be contacted again")
    known, on = named(address, channel)
    asyncio.run(_remove(known, on, by, because))
    print_line(f"{known} is no longer suppressed for {said(on)}")


@app.command("import", epilog="Example: drumbeat suppression import opted-out.csv --by ana")
def import_(
    csv: Annotated[Path, typer.Argument(help="Columns: address; channel, source, at as you like.")],
    by: By,
    channel: Channel = "",
    as_json: AsJson = False,
) -> None:
    """Suppress every address of a CSV, or none: each line is checked before any is taken.

    Where the ledger goes away meanwhile, run it again: what is on the list already stays as it is.
    """
    rows, added = asyncio.run(_import(csv, channel, by))
    if as_json:
        print_json({"added": added, "already_suppressed": rows - added})
        return
    print_line(f"{added} suppressed, {rows - added} were so already")


@app.command(epilog="Example: drumbeat suppression export > suppressed.csv")
def export() -> None:
    """Write the whole list as CSV to standard output; `import` reads it back."""
    print_line(written(asyncio.run(_listed())).rstrip("\n"))


async def _listed() -> tuple[SuppressionRow, ...]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.suppressions()


async def _changes() -> tuple[SuppressionChange, ...]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.suppression_changes()


async def _add(address: str, channel: str, by: str, because: str) -> int:
    async with opened_ledger(load_settings()) as ledger:
        at = (await host_clock(ledger)).now()
        row = SuppressionRow(address, channel, because, at)
        return await ledger.suppress([row], Attribution(by, because, at))


async def _remove(address: str, channel: str, by: str, because: str) -> None:
    async with opened_ledger(load_settings()) as ledger:
        at = (await host_clock(ledger)).now()
        await ledger.unsuppress(address, channel, Attribution(by, because, at))


async def _import(csv: Path, channel: str, by: str) -> tuple[int, int]:
    """How many lines there were, and how many were new."""
    async with opened_ledger(load_settings()) as ledger:
        at = (await host_clock(ledger)).now()
        found = read_suppressions(csv, channel, at)
        if found.faults:
            _refuse(found.faults)
        added = await ledger.suppress(found.rows, Attribution(by, f"import of {csv.name}", at))
        return len(found.rows), added


def _refuse(faults: Sequence[str]) -> None:
    for fault in faults:
        notice(fault)
    raise BadInput("nobody was suppressed; mend these lines and run it again")


def _print_changes(rows: Sequence[SuppressionChange], as_json: bool) -> None:
    if as_json:
        print_json([replace(row, channel=said(row.channel)) for row in rows])
        return
    print_table(
        ("address", "channel", "change", "by", "because", "at"),
        [
            (row.address, said(row.channel), row.change, row.by, row.because, moment(row.at))
            for row in rows
        ],
        "nobody has changed the list by hand",
    )
