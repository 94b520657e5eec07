"""Brings a database to the tables of this version; needs no file but the installed package."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError

from ledger.database.engine import create_folder, ledger_url, unavailable, writing_engine

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(url: str) -> None:
    """Bring the ledger at this URL to the newest tables, making a SQLite file and its folder.

    Raises `LedgerUnavailable` where the database cannot be reached, and `InvalidLedgerUrl`.
    """
    parsed = ledger_url(url)
    create_folder(parsed)
    config = _config()
    config.attributes["url"] = parsed
    try:
        command.upgrade(config, "head")
    except OperationalError as error:
        raise unavailable(error) from error


def is_migrated(url: str) -> bool:
    """Whether the ledger has the tables of this version. Raises as `migrate`."""
    engine = writing_engine(ledger_url(url))
    try:
        with engine.connect() as connection:
            has = MigrationContext.configure(connection).get_current_heads()
    except OperationalError as error:
        raise unavailable(error) from error
    finally:
        engine.dispose()
    return has == tuple(ScriptDirectory.from_config(_config()).get_heads())


def _config() -> Config:
    config = Config()
    # The configuration would take a percent sign in the path for one of its own.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
