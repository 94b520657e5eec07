"""Tries to sign in: so many for an account and for an address, then a while of nothing.

A try counts before its password is looked at, so that many at once gain nothing.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from domain.errors import DrumbeatError
from ledger.database.dialects import lock_table
from ledger.rules.addresses import address_key
from ledger.schema import sign_in_attempts

WINDOW = timedelta(minutes=15)
FOR_ACCOUNT = 10
FOR_ADDRESS = 50

_COUNT = select(func.count()).where(
    sign_in_attempts.c.key == bindparam("wanted"), sign_in_attempts.c.at > bindparam("since")
)
_FORGET = delete(sign_in_attempts).where(sign_in_attempts.c.key == bindparam("wanted"))
_OLD = delete(sign_in_attempts).where(sign_in_attempts.c.at <= bindparam("since"))


class TooManyAttempts(DrumbeatError):
    """Too many tries to sign in; wait a quarter of an hour."""


def note(connection: Connection, email: str, address: str, at: datetime) -> None:
    """One more try for this account from this address. Raises `TooManyAttempts`.

    It says the same of an account that does not exist.
    """
    lock_table(connection, sign_in_attempts, "SHARE ROW EXCLUSIVE")
    since = at - WINDOW
    connection.execute(_OLD, {"since": since})
    limits = {_account(email): FOR_ACCOUNT, f"address/{address}": FOR_ADDRESS}
    for key, most in limits.items():
        if (connection.scalar(_COUNT, {"wanted": key, "since": since}) or 0) >= most:
            raise TooManyAttempts
    connection.execute(insert(sign_in_attempts), [{"key": key, "at": at} for key in limits])


def forget(connection: Connection, email: str) -> None:
    """Who got in has not guessed."""
    connection.execute(_FORGET, {"wanted": _account(email)})


def _account(email: str) -> str:
    """Of one length, whatever is typed into the field."""
    return f"account/{hashlib.sha256(address_key(email).encode()).hexdigest()}"
