"""What commands print: one JSON document or one table on stdout, notices on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]

# A pipe has no width: wide enough that no line of a table is cut.
PIPE_WIDTH = 220


def print_json(document: object) -> None:
    """The one document of a `--json`: instants and days as RFC 3339, rows as objects."""
    text = json.dumps(document, indent=2, ensure_ascii=False, default=_plain)
    print("".join(c if c == "\n" or c.isprintable() else json.dumps(c)[1:-1] for c in text))


def visible(text: str) -> str:
    """What a stranger wrote, without anything that a terminal would obey."""
    shown = text.expandtabs(4)
    return "".join(c if c == "\n" or c.isprintable() else "�" for c in shown)


def print_line(words: str) -> None:
    """A result for a person."""
    print(words, flush=True)


def notice(words: str) -> None:
    """What is good to know but no result: stdout stays clean."""
    print(words, file=sys.stderr)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str | None]], empty: str) -> None:
    """The rows under the field's words, or the sentence that says why there are none."""
    listed = list(rows)
    if not listed:
        print_line(empty)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, no_wrap=number == 0, overflow="fold")
    for row in listed:
        # Text, not markup: a prospect's field may hold square brackets.
        table.add_row(*(Text(visible(cell or "–")) for cell in row))
    _console().print(table)


def moment(at: datetime | None, zone: str | None = None) -> str | None:
    """An instant to the minute, in the prospect's zone where it is known."""
    if at is None:
        return None
    return f"{at.astimezone(ZoneInfo(zone or 'UTC')):%a %d %b %Y %H:%M} {zone or 'UTC'}"


def _console() -> Console:
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return Console(width=width, highlight=False, emoji=False)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
