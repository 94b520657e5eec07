"""The grants by which mailboxes are let in; their tokens come and go encrypted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.credentials import Credential
from ledger.dialects import insert_or_replace
from ledger.schema import credentials

_KEEP = insert_or_replace(credentials)
_FIND = select(credentials).where(credentials.c.mailbox == bindparam("mailbox"))


def credential(session: Session, mailbox: str) -> Credential | None:
    """What is kept for the mailbox."""
    row = session.execute(_FIND, {"mailbox": mailbox}).mappings().one_or_none()
    return Credential(**{**row, "scopes": tuple(row["scopes"].split())}) if row else None


def keep(session: Session, new: Credential) -> None:
    """In place of whatever its mailbox had."""
    session.execute(_KEEP.on(session), _row(new))


def replace(session: Session, before: Credential, after: Credential) -> bool:
    """Where `before` still stands with its ciphertext; whether it did."""
    stands = (credentials.c.mailbox == before.mailbox) & (
        credentials.c.ciphertext == before.ciphertext
    )
    update = credentials.update().where(stands).returning(credentials.c.mailbox)
    return session.execute(update, _row(after)).first() is not None


def _row(kept: Credential) -> dict[str, Any]:
    return {**asdict(kept), "scopes": " ".join(kept.scopes)}
