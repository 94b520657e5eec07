"""`drumbeat doctor`: what is in order, what is not, and what to do about it."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import typer

from starter.checks.checkup import Checkup
from starter.checks.installation import check_everything
from starter.output import AsJson, print_json, print_table

WORDS = {True: "ok", False: "problem", None: "unknown"}


def doctor(as_json: AsJson = False) -> None:
    """Check configuration, ledger, Temporal, mail, webhooks, DNS and clock; exit 1 on problems.

    Example: drumbeat doctor --json
    """
    found = asyncio.run(check_everything())
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        print_table(("", "what", "finding", "remedy"), [_cells(each) for each in found], "")
    if any(each.ok is False for each in found):
        raise typer.Exit(1)


def _cells(checkup: Checkup) -> tuple[str, str, str, str]:
    return WORDS[checkup.ok], checkup.what, checkup.finding, checkup.remedy or " "
