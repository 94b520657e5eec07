"""Rows of a CSV, in and out: each with its line, and none that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from starter.errors import BadInput

# So many bytes are held in memory at once; who has more splits the file.
LARGEST_CSV = 100 * 2**20
SEPARATORS = ",;\t"
_EXCEL = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
# By these a spreadsheet takes a cell for a formula (OWASP, CSV Injection), unless a quote stands
# before it.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\0")


def rows_of(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line it begins on. Raises `BadInput` for no CSV."""
    separator, text, begins = _separated(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = begins
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, [cell.strip() for cell in cells]
            begins = before + reader.line_num
    except csv.Error as error:
        raise BadInput(f"{name}:{begins}: this is not CSV: {error}") from error


def _separated(text: str) -> tuple[str, str, int]:
    """The separator, the text that it separates, and the line on which that begins.

    Excel names the separator in a line of its own where it is not that of the country.
    """
    if named := _EXCEL.match(text):
        return named[1], text[named.end() :], 2
    return max(SEPARATORS, key=text.partition("\n")[0].count), text, 1


def csv_of(rows: Iterable[Sequence[str]]) -> str:
    """The rows as CSV; a cell that a spreadsheet would run has a quote before it."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return written.getvalue()


def plain(cell: str) -> str:
    """The cell as it was before `csv_of` made it inert."""
    return cell[1:] if cell.startswith("'") and _is_risky(cell) else cell


def _inert(cell: str) -> str:
    return f"'{cell}" if _is_risky(cell) else cell


def _is_risky(cell: str) -> bool:
    return cell.lstrip("'").startswith(RISKY)
