"""Rows of a CSV that came in, each with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from starter.errors import BadInput

# So many bytes are held in memory at once; who has more splits the file.
LARGEST_CSV = 100 * 2**20
SEPARATORS = ",;\t"
_EXCEL = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


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
