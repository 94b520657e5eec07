"""`drumbeat ledger`: its schema, its proofs, and what brings ledger and Temporal together."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from config.settings import load_settings
from ledger.copying import backup as write_backup
from ledger.copying import copy as copy_ledger
from starter.checks.liveness import Verified, verify_everything
from starter.output import AsJson, print_json, print_line
from starter.session import (
    connected,
    host_clock,
    migrate_ledger,
    opened_ledger,
    refuse_missing,
)
from workflows.runs.asking import answers
from workflows.runs.reconciling import Mended, Reconciled, Reconciler

app = typer.Typer(help="The ledger: migrate, prove, back up, copy.", no_args_is_help=True)


@app.command()
def migrate() -> None:
    """Make the ledger, or bring its schema to this version."""
    migrate_ledger(load_settings())
    print_line("the ledger is ready")


@app.command(epilog="Example: drumbeat ledger backup /var/backups/ledger-monday.sqlite3")
def backup(file: Annotated[Path, typer.Argument(help="A new file.")]) -> None:
    """Write the ledger as it stands now into a new file, while everything goes on working.

    A ledger in PostgreSQL is backed up by pg_dump.
    """
    settings = load_settings()
    refuse_missing(settings.ledger_url)
    write_backup(settings.ledger_url, file)
    print_line(f"the ledger as it stands now is in {file}")


@app.command(epilog="Example: drumbeat ledger copy postgresql://drumbeat@db/drumbeat")
def copy(
    there: Annotated[str, typer.Argument(metavar="URL", help="An empty database.")],
    as_json: AsJson = False,
) -> None:
    """Copy everything into another database and compare, row by row; stop all processes before."""
    settings = load_settings()
    refuse_missing(settings.ledger_url)
    rows = copy_ledger(settings.ledger_url, there)
    if as_json:
        print_json({"tables": rows})
        return
    print_line(f"copied and compared {sum(rows.values())} rows of {len(rows)} tables")
    print_line("set DRUMBEAT_DATABASE_URL to the new ledger, then start the processes")


@app.command(epilog="Example: drumbeat ledger verify --json")
def verify(as_json: AsJson = False) -> None:
    """Prove that nothing is lost: every open enrollment waits for something, and facts add up."""
    found = asyncio.run(_verify())
    if as_json:
        print_json(found)
    else:
        _print_verified(found)
    if found.problems:
        raise typer.Exit(1)


@app.command()
def rebuild() -> None:
    """Make every projection anew from the facts."""
    print_line(f"rebuilt {asyncio.run(_rebuild())} enrollments from their facts")


@app.command()
def reconcile(as_json: AsJson = False) -> None:
    """Start what never started, restart what was terminated, take back what lost facts."""
    found = asyncio.run(_reconcile())
    mended = {kind.value: count for kind, count in found.mended.items()}
    if as_json:
        print_json({"looked_at": found.looked_at, **mended})
        return
    said = {"in order": mended.pop(Mended.NOTHING.value), **mended}
    told = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in said.items() if count)
    print_line(f"looked at {found.looked_at} open enrollments: {told or 'none'}")


async def _verify() -> Verified:
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        client = await connected(settings)
        with answers():
            return await verify_everything(client, ledger)


def _print_verified(found: Verified) -> None:
    for problem in found.problems:
        print_line(problem)
    verdict = f"{len(found.problems)} problems" if found.problems else "nothing is lost"
    print_line(f"{found.enrollments} enrollments, {found.open} open: {verdict}")


async def _rebuild() -> int:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.rebuild()


async def _reconcile() -> Reconciled:
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        client = await connected(settings)
        clock = await host_clock(ledger)
        with answers():
            reconciler = Reconciler(client, ledger, clock.clock, settings.task_queue)
            return await reconciler.reconcile(clock.now())
