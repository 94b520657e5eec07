"""Users: made, listed, disabled, given another role or password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from secrets import token_hex

from sqlalchemy import Connection, RowMapping, bindparam, delete, select, update

from domain.errors import DrumbeatError
from ledger.database.dialects import PerDialect
from ledger.rules.addresses import address_key
from ledger.schema import sessions, sign_in_links, users


class UnknownUser(DrumbeatError):
    """There is no user with this address."""


class UserExists(DrumbeatError):
    """There is a user with this address already."""


class Role(StrEnum):
    """What somebody may do; each may do all that those before may."""

    REP = "rep"
    MANAGER = "manager"
    ADMIN = "admin"

    def includes(self, other: Role) -> bool:
        """Whether who has this role may do what the other may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


@dataclass(frozen=True)
class User:
    """Who works here; `email` is how their deeds are attributed."""

    id: str
    email: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None
    has_password: bool


_INSERT = PerDialect(
    users,
    lambda new: new.on_conflict_do_nothing(index_elements=["email_key"]).returning(users.c.id),
)
_BY_EMAIL = select(users).where(users.c.email_key == bindparam("wanted"))
_ALL = select(users).order_by(users.c.email_key)
_UPDATE = update(users).where(users.c.id == bindparam("user"))


def add(connection: Connection, email: str, role: Role, password: str | None, at: datetime) -> User:
    """A new user; `password` is what is kept of it. Raises `UserExists`."""
    row = {
        "id": f"u-{token_hex(6)}",
        "email": email,
        "email_key": address_key(email),
        "role": role.value,
        "password": password,
        "created_at": at,
    }
    if connection.execute(_INSERT.on(connection), row).first() is None:
        raise UserExists(f"there is a user {email!r} already")
    return user(connection, email)


def user(connection: Connection, email: str) -> User:
    """The user of this address. Raises `UnknownUser`."""
    return user_of(_row(connection, email))


def known(connection: Connection, email: str) -> tuple[User, str | None] | None:
    """The user with what is kept of the password; None where there is none who may sign in."""
    wanted = {"wanted": address_key(email)}
    row = connection.execute(_BY_EMAIL, wanted).mappings().one_or_none()
    if row is None or row["disabled_at"] is not None:
        return None
    return user_of(row), row["password"]


def listed(connection: Connection) -> tuple[User, ...]:
    """Everybody, by address."""
    return tuple(user_of(row) for row in connection.execute(_ALL).mappings())


def disable(connection: Connection, email: str, at: datetime) -> None:
    """They are signed out everywhere, and let in no more. Raises `UnknownUser`."""
    row = _row(connection, email)
    connection.execute(_UPDATE, {"user": row["id"], "disabled_at": row["disabled_at"] or at})
    _sign_out(connection, row["id"])


def change_role(connection: Connection, email: str, role: Role) -> None:
    """They may do other things from now on. Raises `UnknownUser`."""
    connection.execute(_UPDATE, {"user": _row(connection, email)["id"], "role": role.value})


def sign_out(connection: Connection, email: str) -> None:
    """Their sessions and links are over. Raises `UnknownUser`."""
    _sign_out(connection, _row(connection, email)["id"])


def keep_password(connection: Connection, email: str, password: str) -> None:
    """Another password, with which a disabled user may come back. Raises `UnknownUser`.

    Whoever is signed in by the one before is signed out.
    """
    row = _row(connection, email)
    connection.execute(_UPDATE, {"user": row["id"], "password": password, "disabled_at": None})
    _sign_out(connection, row["id"])


def user_of(row: RowMapping) -> User:
    """The user that a row of `users` describes."""
    return User(
        id=row["id"],
        email=row["email"],
        role=Role(row["role"]),
        created_at=row["created_at"],
        disabled_at=row["disabled_at"],
        has_password=row["password"] is not None,
    )


def _row(connection: Connection, email: str) -> RowMapping:
    wanted = {"wanted": address_key(email)}
    row = connection.execute(_BY_EMAIL, wanted).mappings().one_or_none()
    if row is None:
        raise UnknownUser(f"there is no user {email!r}; `drumbeat user list` has them")
    return row


def _sign_out(connection: Connection, user_id: str) -> None:
    for table in (sessions, sign_in_links):
        connection.execute(delete(table).where(table.c.user_id == user_id))
