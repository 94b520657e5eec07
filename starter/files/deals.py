"""Opportunities of a CRM as a CSV: every line checked before any is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.facts import OPPORTUNITY_ID, STAGES
from domain.people.prospect_fields import field_of
from domain.spreadsheets import plain
from ledger.records import DealTold
from starter.errors import BadInput
from starter.files.csv_rows import LARGEST_CSV, rows_of
from starter.files.library import text_of_file
from starter.instants import instant

NEEDED = ("opportunity", "stage", "at")
WHOSE = ("email", "enrollment")
# How exports of CRMs call what we call so.
OTHER_NAMES = {
    "opportunity_id": "opportunity",
    "deal_id": "opportunity",
    "date": "at",
    "contact_email": "email",
    "enrollment_id": "enrollment",
}


@dataclass(frozen=True)
class DealFile:
    """The lines of one file, the earliest first, and its faults, ready to be printed."""

    deals: tuple[DealTold, ...]
    faults: tuple[str, ...]


def read_deals(path: Path) -> DealFile:
    """The file's lines. Raises `BadInput` for a file that is no CSV with the columns needed."""
    lines = rows_of(text_of_file(path, "a CSV of opportunities", LARGEST_CSV), str(path))
    _, header = next(lines, (1, []))
    columns = [OTHER_NAMES.get(name, name) for name in map(field_of, header)]
    for column in (*NEEDED, *WHOSE):
        count = columns.count(column)
        if count > 1 or (count == 0 and column in NEEDED):
            found = "more than one column" if count else "no column"
            raise BadInput(f"{path}:1: there is {found} {column!r}; the first line names columns")
    deals, faults = [], []
    for line, cells in lines:
        try:
            deals.append(_deal(dict(zip(columns, map(plain, cells), strict=False))))
        except BadInput as error:
            faults.append(f"{path}:{line}: {error}")
    return DealFile(tuple(sorted(deals, key=lambda deal: deal.at)), tuple(faults))


def _deal(named: Mapping[str, str]) -> DealTold:
    opportunity, stage = named.get("opportunity", ""), named.get("stage", "").casefold()
    if not OPPORTUNITY_ID.fullmatch(opportunity):
        raise BadInput("opportunity: the CRM's id is missing, has blanks or is too long")
    if stage not in STAGES:
        raise BadInput(f"stage: {stage[:40]!r} is none; use {', '.join(STAGES)}")
    email, enrollment = named.get("email") or None, named.get("enrollment") or None
    if not (email or enrollment):
        raise BadInput("neither email nor enrollment says whose it is")
    return DealTold(opportunity, stage, instant(named.get("at", ""), "at"), enrollment, email)
