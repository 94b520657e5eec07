"""The list of suppressions as a CSV: every line checked before any is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.errors import InvalidProspect
from domain.people.prospect_fields import field_of
from domain.spreadsheets import csv_of, plain
from ledger.records import SuppressionRow
from ledger.rules.suppression_addresses import address_of, channel_of, said
from starter.errors import BadInput
from starter.files.csv_rows import LARGEST_CSV, rows_of
from starter.files.library import text_of_file
from starter.instants import instant

COLUMNS = ("address", "channel", "source", "at")
# How lists of other tools call what we call `source`.
OTHER_NAMES = {"reason": "source", "email": "address"}
IMPORTED = "import"


@dataclass(frozen=True)
class SuppressionFile:
    """The rows of one file, and its faults, one line each, ready to be printed."""

    rows: tuple[SuppressionRow, ...]
    faults: tuple[str, ...]


def read_suppressions(path: Path, channel: str, now: datetime) -> SuppressionFile:
    """The file's rows; `channel` and `now` are for those that say nothing of them.

    Raises `BadInput` for a file that is no CSV with a column `address`.
    """
    lines = rows_of(text_of_file(path, "a CSV of suppressions", LARGEST_CSV), str(path))
    _, header = next(lines, (1, []))
    columns = _columns(header, path)
    rows, faults = [], []
    for line, cells in lines:
        named = dict(zip(columns, map(plain, cells), strict=False))
        try:
            _refuse_overlong(cells, columns)
            rows.append(_row(named, channel, now))
        except (InvalidProspect, BadInput) as error:
            faults.append(f"{path}:{line}: {error}")
    return SuppressionFile(tuple(rows), tuple(faults))


def written(rows: Sequence[SuppressionRow]) -> str:
    """The rows as a CSV that `read_suppressions` reads back."""
    listed = [(row.address, said(row.channel), row.source, row.at.isoformat()) for row in rows]
    return csv_of([COLUMNS, *listed])


def _columns(header: Sequence[str], path: Path) -> list[str]:
    names = [field_of(cell) for cell in header]
    columns = [OTHER_NAMES.get(name, name) for name in names]
    if "address" not in columns:
        found = ", ".join(filter(None, names)) or "none"
        raise BadInput(f"{path}:1: there is no column 'address'; the first line names: {found}")
    for column in COLUMNS:
        if columns.count(column) > 1:
            raise BadInput(f"{path}:1: two columns are called {column!r}; rename one of them")
    return columns


def _refuse_overlong(cells: Sequence[str], columns: Sequence[str]) -> None:
    if any(cells[len(columns) :]):
        raise BadInput(
            f"{len(cells)} cells under {len(columns)} columns; put cells with a comma into quotes"
        )


def _row(named: Mapping[str, str], channel: str, now: datetime) -> SuppressionRow:
    address = address_of(named["address"])
    at = named.get("at")
    return SuppressionRow(
        address=address,
        channel=channel_of(named.get("channel") or channel, address),
        source=named.get("source") or IMPORTED,
        at=instant(at, "at") if at else now,
    )
