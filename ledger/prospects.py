"""Prospects as rows: found again by what people know them by, updated when they come again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from secrets import token_hex

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from domain.errors import UnknownEnrollment
from domain.mailboxes import domain_of
from domain.people.prospects import Prospect, name_of
from ledger.database.dialects import lock_table
from ledger.rules.addresses import address_key
from ledger.rules.folding import Row
from ledger.schema import enrollments, prospects

FIELDS = (
    *("email", "phone", "linkedin_url", "timezone", "country", "region", "account"),
    "meeting_timezone",
)

_BY = {
    column: select(prospects).where(prospects.c[column] == bindparam("wanted"))
    for column in ("id", "email_key", "linkedin_key", "phone")
}
_OF_ENROLLMENT = (
    select(prospects)
    .join(enrollments, enrollments.c.prospect_id == prospects.c.id)
    .where(enrollments.c.id == bindparam("wanted"))
    .with_for_update(of=prospects)
)
_UPDATE = update(prospects).where(prospects.c.id == bindparam("prospect"))


def prospect(connection: Connection, prospect_id: str) -> Prospect:
    """The prospect of an enrollment, which is always there."""
    return prospect_of(connection.execute(_BY["id"], {"wanted": prospect_id}).mappings().one())


def fill(connection: Connection, enrollment_id: str, variables: Mapping[str, str]) -> None:
    """What was found out about a prospect joins or replaces what was known.

    Raises `ValueError` for an empty value and `UnknownEnrollment`.
    """
    refuse_blanks(variables)
    # The table before the row, as imports lock them, so that neither waits for the other's end.
    lock_table(connection, prospects, "ROW EXCLUSIVE")
    row = connection.execute(_OF_ENROLLMENT, {"wanted": enrollment_id}).mappings().one_or_none()
    if row is None:
        raise UnknownEnrollment(f"there is no enrollment {enrollment_id!r}")
    known = prospect_of(row)
    found = json.dumps({**known.variables, **variables}, ensure_ascii=False)
    named = name_key({**known.variables, **variables})
    connection.execute(_UPDATE, {"variables": found, "name_key": named, "prospect": known.id})


def keep_meeting_timezone(connection: Connection, prospect_id: str, zone: str) -> None:
    """What the prospect gave as its zone when booking a meeting; the newest counts."""
    connection.execute(_UPDATE, {"meeting_timezone": zone, "prospect": prospect_id})


def prospect_of(row: RowMapping) -> Prospect:
    """The prospect that a row of `prospects` describes."""
    fields = {name: row[name] for name in FIELDS}
    return Prospect(id=row["id"], variables=json.loads(row["variables"]), **fields)


def come(connection: Connection, given: Prospect) -> Prospect:
    """The prospect as the ledger knows it from now on: new, or known and brought up to date."""
    known = _known(connection, given)
    if known is None:
        new = replace(given, id=given.id or f"p-{token_hex(6)}")
        connection.execute(insert(prospects), row_of(new))
        return new
    merged = merge(known, given)
    if merged != known:
        connection.execute(_UPDATE, {**row_of(merged), "prospect": known.id})
    return merged


def merge(known: Prospect, given: Prospect) -> Prospect:
    """What is given replaces what was known; what is not given stays."""
    fields = {name: getattr(given, name) or getattr(known, name) for name in FIELDS}
    return replace(known, **fields, variables={**known.variables, **given.variables})


def refuse_blanks(variables: Mapping[str, str]) -> None:
    """Raises `ValueError` for a value that would render as a blank."""
    if blank := [name for name, value in variables.items() if not value.strip()]:
        raise ValueError(f"{blank[0]} is empty; a variable has a value, or is left out")


def contradicts(known: Prospect, given: Prospect) -> bool:
    """Whether a stronger mark says that these are two people: colleagues share a telephone."""
    pairs = ((known.email, given.email), (known.linkedin_url, given.linkedin_url))
    return any(a and b and address_key(a) != address_key(b) for a, b in pairs)


def _known(connection: Connection, given: Prospect) -> Prospect | None:
    """By mail address, which is what will be written to; by id; by profile; by telephone."""
    for column, wanted in (("email_key", _key(given.email)), ("id", given.id)):
        if found := _found(connection, column, wanted):
            return found[0]
    for column, wanted in (("linkedin_key", _key(given.linkedin_url)), ("phone", given.phone)):
        for candidate in _found(connection, column, wanted):
            if not contradicts(candidate, given):
                return candidate
    return None


def _found(connection: Connection, column: str, wanted: str | None) -> list[Prospect]:
    if not wanted:
        return []
    rows = connection.execute(_BY[column], {"wanted": wanted}).mappings()
    return [prospect_of(row) for row in rows]


def row_of(known: Prospect) -> Row:
    """The prospect as the table keeps it."""
    fields = {name: getattr(known, name) for name in FIELDS}
    keys = {
        "email_key": _key(known.email),
        "email_domain": domain_of(known.email) if known.email else None,
        "linkedin_key": _key(known.linkedin_url),
    }
    variables = json.dumps(known.variables, ensure_ascii=False)
    named = {"variables": variables, "name_key": name_key(known.variables)}
    return {"id": known.id, **named, **keys, **fields}


def name_key(variables: Mapping[str, str]) -> str | None:
    """What the variables call the person, as it is searched by."""
    return name_of(variables).casefold() or None


def _key(address: str | None) -> str | None:
    return address_key(address) if address else None
