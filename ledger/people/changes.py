"""Who has changed what of whom: written with each change of a user, and never changed itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, insert, select

from ledger.people.users import Role
from ledger.schema import user_changes

P = ParamSpec("P")
T = TypeVar("T")
SHOWN = 50
# Who does it, where that is no user: whoever has the ledger's address is beyond all roles.
COMMAND_LINE = "the command line"


class Changed(StrEnum):
    """What was done to a user."""

    ADDED = "added"
    ROLE = "role"
    PASSWORD = "password"  # noqa: S105 -- the word, no password
    LINK = "link"
    SIGNED_OUT = "signed_out"
    DISABLED = "disabled"


@dataclass(frozen=True)
class UserChange:
    """A change of the user with this address; `role` is what they have been since, if that is it.

    `by` is another user, or the command that did it; `at` is the host's.
    """

    email: str
    change: Changed
    role: Role | None
    by: str
    at: datetime


_LATEST = select(user_changes).order_by(user_changes.c.id.desc()).limit(SHOWN)


def noted(
    connection: Connection,
    change: UserChange,
    making: Callable[Concatenate[Connection, P], T],
    *given: P.args,
    **named: P.kwargs,
) -> T:
    """The change is made and kept, in one transaction."""
    made = making(connection, *given, **named)
    connection.execute(insert(user_changes), vars(change))
    return made


def latest(connection: Connection) -> tuple[UserChange, ...]:
    """The last 50, the newest first."""
    return tuple(
        UserChange(
            email=row["email"],
            change=Changed(row["change"]),
            role=Role(row["role"]) if row["role"] else None,
            by=row["by"],
            at=row["at"],
        )
        for row in connection.execute(_LATEST).mappings()
    )
