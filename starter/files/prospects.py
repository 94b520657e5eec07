"""A CSV of prospects: every row checked, every fault with its line and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import InvalidProspect
from domain.people.prospect_fields import field_of, prospect_of
from domain.people.prospects import Prospect
from starter.errors import BadInput
from starter.files.csv_rows import LARGEST_CSV, rows_of
from starter.files.library import text_of_file

WAYS = ("email", "phone", "linkedin_url")
# What else mail programs and spreadsheets call the column of mail addresses.
EMAIL = ("e_mail", "email_address", "e_mail_address")
# So many are held in memory at once; who has more splits the file.
MOST_LINES = 500_000


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be enrolled; `line` is where it begins in the file."""

    line: int
    reason: str


@dataclass(frozen=True)
class ProspectFile:
    """The rows of one file, good and bad apart, in the order of the file.

    `lines` are where the good rows begin, `columns` what templates can name.
    """

    prospects: tuple[Prospect, ...]
    bad_rows: tuple[BadRow, ...]
    lines: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass
class _Reading:
    """What has been read so far; `first_seen` finds a person who stands in the file twice."""

    prospects: list[Prospect] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    bad_rows: list[BadRow] = field(default_factory=list)
    first_seen: dict[str, int] = field(default_factory=dict)


def read_prospects(path: Path) -> ProspectFile:
    """The file's rows. Raises `BadInput` for a file that is no CSV of prospects, or too large."""
    return parse_prospects(text_of_file(path, "a CSV of prospects", LARGEST_CSV), str(path))


def parse_prospects(text: str, name: str) -> ProspectFile:
    """As `read_prospects`, from the text itself; `name` stands in messages."""
    if text.count("\n") > MOST_LINES:
        raise BadInput(f"{name}: has more than {MOST_LINES:,} lines; split it")
    rows = rows_of(text, name)
    first, header = next(rows, (1, []))
    columns = _columns(header, f"{name}:{first}")
    reading = _Reading()
    for line, cells in rows:
        _take_row(reading, columns, line, cells)
    people, bad_rows = tuple(reading.prospects), tuple(reading.bad_rows)
    return ProspectFile(people, bad_rows, tuple(reading.lines), tuple(columns))


def _columns(header: Sequence[str], place: str) -> list[str]:
    """The columns by the names that templates know. Raises `BadInput` where two are the same."""
    columns = [field_of(cell) for cell in header]
    if "email" not in columns and (other := next((c for c in columns if c in EMAIL), None)):
        columns[columns.index(other)] = "email"
    if not {*columns} & {*WAYS}:
        found = ", ".join(filter(None, columns)) or "none"
        raise BadInput(
            f"{place}: there is no column 'email', 'phone' or 'linkedin_url'; "
            f"the first line names: {found}"
        )
    for number, column in enumerate(columns):
        if column and column in columns[:number]:
            raise BadInput(f"{place}: two columns are called {column!r}; rename one of them")
    return columns


def _take_row(reading: _Reading, columns: list[str], line: int, cells: list[str]) -> None:
    try:
        prospect = _prospect(columns, cells)
        _refuse_repeated(reading, prospect, line)
    except InvalidProspect as error:
        reading.bad_rows.append(BadRow(line, str(error)))
    else:
        reading.prospects.append(prospect)
        reading.lines.append(line)


def _prospect(columns: list[str], cells: list[str]) -> Prospect:
    if any(cells[len(columns) :]):
        raise InvalidProspect(
            f"{len(cells)} cells under {len(columns)} columns; put cells with a comma into quotes"
        )
    named = {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell}
    return prospect_of(named)


def _refuse_repeated(reading: _Reading, prospect: Prospect, line: int) -> None:
    """One person is one row: by mail address, or else by the other ways to reach them."""
    key = (prospect.email or prospect.linkedin_url or prospect.phone or "").casefold()
    if first := reading.first_seen.get(key):
        raise InvalidProspect(f"{prospect.address} stands in line {first} already; keep one row")
    reading.first_seen[key] = line
