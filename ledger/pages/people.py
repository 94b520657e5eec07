"""Prospects as they are searched, and as a line of any list shows them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from domain.people.prospects import address_key
from ledger.schema import prospects

NAMED = (
    prospects.c.id.label("prospect_id"),
    prospects.c.email,
    prospects.c.linkedin_url,
    prospects.c.phone,
    prospects.c.account,
    prospects.c.variables,
)


def is_called(words: str) -> ColumnElement[bool]:
    """Whether a part of the name or of an address is this, whatever its case."""
    key = address_key(words)
    return or_(
        prospects.c.id == words.strip(),
        *(
            column.contains(key, autoescape=True)
            for column in (
                prospects.c.email_key,
                prospects.c.name_key,
                prospects.c.phone,
                prospects.c.linkedin_key,
            )
        ),
    )
