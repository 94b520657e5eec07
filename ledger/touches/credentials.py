"""The grants by which mailboxes are let in; their tokens come and go encrypted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, bindparam, select

from domain.mailboxes.credentials import Credential
from ledger.database.dialects import insert_or_replace
from ledger.schema import credentials

_KEEP = insert_or_replace(credentials)
_FIND = select(credentials).where(credentials.c.mailbox == bindparam("mailbox"))


def credential(connection: Connection, mailbox: str) -> Credential | None:
    """What is kept for the mailbox."""
    row = connection.execute(_FIND, {"mailbox": mailbox}).mappings().one_or_none()
    return Credential(**{**row, "scopes": tuple(row["scopes"].split())}) if row else None


def keep(connection: Connection, new: Credential) -> None:
    """In place of whatever its mailbox had."""
    connection.execute(_KEEP.on(connection), _row(new))


def replace(connection: Connection, before: Credential, after: Credential) -> bool:
    """Where `before` still stands with its ciphertext; whether it did."""
    stands = (credentials.c.mailbox == before.mailbox) & (
        credentials.c.ciphertext == before.ciphertext
    )
    update = credentials.update().where(stands).returning(credentials.c.mailbox)
    return connection.execute(update, _row(after)).first() is not None


def _row(kept: Credential) -> dict[str, Any]:
    return {**asdict(kept), "scopes": " ".join(kept.scopes)}
