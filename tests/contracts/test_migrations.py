"""The migrations make the tables that the code speaks of, on both databases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, Inspector, create_engine, inspect

from domain.errors import LedgerUnavailable
from ledger import migrate, open_ledger
from ledger.database.engine import create_folder, ledger_url
from ledger.migrating import MIGRATIONS
from ledger.schema import metadata
from tests.builders import a_cadence
from tests.contracts.scene import MONDAY, an_enrolled
from tests.postgres import PostgresServer

# What was stored before folds knew who had done a task: one enrollment with one call.
AN_OLD_LEDGER = Path(__file__).with_name("an_old_ledger.sql")
MIGRATE = "import sys; from ledger import migrate; migrate(sys.argv[1])"


def test_the_migrated_tables_are_those_of_the_schema(
    database_url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Columns, types, keys, checks and indexes, partial ones too, come out the same both ways."""
    migrate(database_url)
    other = f"sqlite:///{tmp_path / 'created.sqlite3'}"
    if database_url.startswith("postgresql"):
        server: PostgresServer = request.getfixturevalue("postgres")
        other = server.new_database()

    with _engine(database_url) as migrated, _engine(other) as created:
        metadata.create_all(created)

        assert _described(migrated) == _described(created)


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    """Every process may migrate when it starts; what is there stays."""
    migrate(database_url)
    ledger = open_ledger(database_url)
    enrolled = await an_enrolled(ledger)

    migrate(database_url)

    assert [row.enrollment for row in await ledger.enrollments()] == [enrolled]
    await ledger.close()


async def test_what_an_earlier_drumbeat_folded_is_folded_anew(database_url: str) -> None:
    """After a migration `ledger verify` finds the projections to be what the facts give."""
    _upgrade(database_url, "0008")
    with _engine(database_url) as engine, engine.begin() as connection:
        for statement in filter(str.strip, AN_OLD_LEDGER.read_text("utf-8").split(";")):
            connection.exec_driver_sql(statement)

    migrate(database_url)

    ledger = open_ledger(database_url)
    row, touches, _ = await ledger.enrollment("e-1")
    assert await ledger.differences() == ()
    assert (row.state, [touch.outcome for touch in touches]) == ("active", ["performed"])
    await ledger.close()


async def test_a_ledger_without_tables_says_what_makes_them(database_url: str) -> None:
    """Reading and writing before `drumbeat ledger migrate` ends in one line that names it."""
    create_folder(ledger_url(database_url))
    ledger = open_ledger(database_url)

    for asked in (ledger.enrollments(), ledger.publish(a_cadence(), MONDAY)):
        with pytest.raises(LedgerUnavailable) as refused:
            await asked
        assert str(refused.value) == (
            "the ledger is not migrated yet; `drumbeat ledger migrate` makes it"
        )

    await ledger.close()


def test_two_processes_migrate_one_after_the_other(database_url: str) -> None:
    """Starting everything at once on an empty database works."""
    command = [sys.executable, "-W", "error", "-c", MIGRATE, database_url]

    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    ended = [process.communicate() for process in started]

    assert [process.returncode for process in started] == [0, 0, 0], ended


def test_a_path_with_a_percent_sign(tmp_path: Path) -> None:
    """The folder of the SQLite file is made, whatever its name."""
    url = f"sqlite:///{tmp_path / '100%' / 'ledger.sqlite3'}"

    migrate(url)

    assert (tmp_path / "100%" / "ledger.sqlite3").exists()


def test_a_database_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    """The error is the ledger's, not the driver's."""
    with pytest.raises(LedgerUnavailable):
        migrate("postgresql://postgres@127.0.0.1:1/none")


def _upgrade(url: str, revision: str) -> None:
    """The tables as they were at a revision."""
    create_folder(ledger_url(url))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = ledger_url(url)
    command.upgrade(config, revision)


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = create_engine(ledger_url(url))
    try:
        yield engine
    finally:
        engine.dispose()


def _described(engine: Engine) -> dict[str, Any]:
    """Everything that the database says about the tables."""
    inspector = inspect(engine)
    tables = set(inspector.get_table_names()) - {"alembic_version"}
    assert tables == set(metadata.tables)
    return {table: _table(inspector, table) for table in tables}


def _table(inspector: Inspector, table: str) -> dict[str, Any]:
    def by_name(things: list[Any]) -> list[Any]:
        return sorted(things, key=lambda thing: str(thing["name"]))

    columns = inspector.get_columns(table)
    return {
        "columns": [{**column, "type": repr(column["type"])} for column in columns],
        "primary key": inspector.get_pk_constraint(table),
        "foreign keys": by_name(inspector.get_foreign_keys(table)),
        "unique": by_name(inspector.get_unique_constraints(table)),
        "checks": by_name(inspector.get_check_constraints(table)),
        "indexes": by_name([_index(one) for one in inspector.get_indexes(table)]),
    }


def _index(index: Any) -> dict[str, Any]:  # noqa: ANN401 -- what the inspector gives
    return {**index, "dialect_options": {k: str(v) for k, v in index["dialect_options"].items()}}
