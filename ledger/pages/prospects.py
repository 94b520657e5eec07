"""People and the accounts they belong to."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, func, select

from domain.errors import DrumbeatError
from domain.people.prospects import Prospect, name_of
from ledger.pages.keyset import ROWS, Page, key_of, page_of
from ledger.pages.people import NAMED, is_called
from ledger.prospects import prospect_of
from ledger.schema import prospects


class UnknownProspect(DrumbeatError):
    """There is no prospect with this id."""


@dataclass(frozen=True)
class ProspectLine:
    """One line of the list; `name` is empty where the variables give none."""

    id: str
    address: str
    name: str
    account: str | None


@dataclass(frozen=True)
class AccountLine:
    """An account, and how many people of it are known."""

    account: str
    people: int


def found(
    connection: Connection, search: str | None, account: str | None, place: str | None
) -> Page[ProspectLine]:
    """A page of those called so, and of this account. Raises `InvalidPlace`."""
    these = select(prospects.c.id).order_by(prospects.c.id).limit(ROWS + 1)
    if search is not None:
        these = these.where(is_called(search))
    if account is not None:
        these = these.where(prospects.c.account == account)
    if place is not None:
        these = these.where(prospects.c.id > key_of(place, str)[0])
    query = select(*NAMED).where(prospects.c.id.in_(these)).order_by(prospects.c.id)
    rows = connection.execute(query).mappings().all()
    return page_of(rows, _line, lambda row: (row["prospect_id"],))


def one(connection: Connection, prospect_id: str) -> Prospect:
    """The prospect of this id. Raises `UnknownProspect`."""
    query = select(prospects).where(prospects.c.id == prospect_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise UnknownProspect(f"there is no prospect {prospect_id!r}")
    return prospect_of(row)


def accounts(connection: Connection, search: str | None, place: str | None) -> Page[AccountLine]:
    """A page of accounts, by name. Raises `InvalidPlace`."""
    query = (
        select(prospects.c.account, func.count())
        .where(prospects.c.account.is_not(None))
        .group_by(prospects.c.account)
        .order_by(prospects.c.account)
        .limit(ROWS + 1)
    )
    if search is not None:
        query = query.where(prospects.c.account.icontains(search.strip(), autoescape=True))
    if place is not None:
        query = query.where(prospects.c.account > key_of(place, str)[0])
    rows = connection.execute(query).all()
    return page_of(rows, lambda row: AccountLine(*row), lambda row: (row[0],))


def _line(row: RowMapping) -> ProspectLine:
    ways = {way: row[way] for way in ("email", "linkedin_url", "phone")}
    person = Prospect(row["prospect_id"], **ways)
    return ProspectLine(
        person.id, person.address, name_of(json.loads(row["variables"])), row["account"]
    )
