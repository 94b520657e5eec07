"""Tables as CSV (RFC 4180) that a spreadsheet shows and does not run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# By these a spreadsheet takes a cell for a formula (OWASP, CSV Injection), unless a quote stands
# before it; some take the wide forms for the narrow ones.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")


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
