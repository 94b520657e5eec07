"""Databases with tables and nothing in them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, text

from ledger import migrate
from ledger.database.engine import ledger_url as with_driver
from ledger.schema import metadata


def migrated_file(folder: Path) -> str:
    """A SQLite file in this folder."""
    url = f"sqlite:///{folder / 'ledger.sqlite3'}"
    migrate(url)
    return url


def emptied(url: str) -> str:
    """The database of PostgreSQL, without what the test before has left."""
    tables = ", ".join(metadata.tables)
    engine = create_engine(with_driver(url))
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))
    engine.dispose()
    return url
