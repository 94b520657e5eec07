"""The drill: a ledger is backed up, destroyed and restored, and its cadences go on."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import make_url

from ledger.records import Ticket
from ledger.sql import SqlLedger
from starter.stack.processes import program
from tests.e2e.house import House, a_house, eventually, until_ended
from tests.operating.people import user
from tests.operating.test_down import (
    DAYS,
    PEOPLE,
    SPEED,
    a_few_mails,
    endings_of,
    problems_of,
    sent_by,
)
from tests.postgres import PostgresServer, a_postgres_server


async def test_a_file_is_backed_up_and_restored(tmp_path: Path) -> None:
    """`drumbeat ledger backup` while everything runs; the disk is lost; the file is put back."""
    ledger, copy = tmp_path / "ledger.sqlite3", tmp_path / "backup.sqlite3"

    def back_up(house: House) -> None:
        house.start("backup", *program("starter", "ledger", "backup", str(copy)))
        assert house.running.pop("backup").wait(60) == 0

    def lose_and_restore() -> None:
        _erase(tmp_path, "ledger.sqlite3*")
        shutil.copy(copy, ledger)

    async with a_house(tmp_path, SPEED) as house:
        await _drill(house, back_up, lose_and_restore)


async def test_a_database_is_backed_up_and_restored(tmp_path: Path) -> None:
    """pg_dump while everything runs; the database is dropped; pg_restore into a new one."""
    with a_postgres_server() as postgres:
        url = postgres.new_database()
        dump = tmp_path / "ledger.dump"

        def back_up(house: House) -> None:
            _postgres(postgres, "pg_dump", "--format=custom", f"--dbname={url}", dump=dump)

        def lose_and_restore() -> None:
            server, name = url.rpartition("/")[0], str(make_url(url).database)
            maintenance = f"--maintenance-db={server}/postgres"
            _postgres(postgres, "dropdb", maintenance, name)
            _postgres(postgres, "createdb", maintenance, name)
            _postgres(postgres, "pg_restore", "--exit-on-error", f"--dbname={url}", given=dump)

        async with a_house(tmp_path, SPEED, more={"DRUMBEAT_DATABASE_URL": url}) as house:
            await _drill(house, back_up, lose_and_restore)


async def test_a_file_becomes_a_database(tmp_path: Path) -> None:
    """`drumbeat ledger copy` between two workers: runs go on, now with PostgreSQL."""
    with a_postgres_server() as postgres:
        url = postgres.new_database()
        async with a_house(tmp_path, SPEED) as house:
            tickets = await _under_way(house)
            await _stop_the_worker(house)

            house.start("copy", *program("starter", "ledger", "copy", url))
            assert await asyncio.to_thread(house.running.pop("copy").wait, 60) == 0
            house.more["DRUMBEAT_DATABASE_URL"] = url
            _erase(tmp_path, "ledger.sqlite3*")

            await _goes_on(house, tickets)


async def test_temporal_is_lost_and_made_anew(tmp_path: Path) -> None:
    """With an empty server in its place every open enrollment goes on from where it had come to."""
    async with a_house(tmp_path, SPEED) as house:
        tickets = await _under_way(house)
        await _stop_the_worker(house)

        house.kill("temporal")
        _erase(tmp_path, "temporal.sqlite3*")
        house.start_temporal()

        await _goes_on(house, tickets)


async def _drill(
    house: House, back_up: Callable[[House], None], lose_and_restore: Callable[[], None]
) -> None:
    """Back up, go on for a while, lose the ledger, restore it."""
    tickets = await _under_way(house)
    await asyncio.to_thread(back_up, house)
    before = len(house.mailbox.mails)
    await eventually(lambda: len(house.mailbox.mails) > before, 60, "no mails after the backup")
    await _stop_the_worker(house)

    await asyncio.to_thread(lose_and_restore)

    await _goes_on(house, tickets)


async def _under_way(house: House) -> list[Ticket]:
    """Everybody has had a mail, and is to have more."""
    async with house.ledger() as ledger:
        tickets = await house.enroll(ledger, a_few_mails(), PEOPLE)
    house.start_worker()
    await eventually(lambda: len(house.mailbox.mails) >= len(PEOPLE), 60, "no mails")
    return tickets


async def _stop_the_worker(house: House) -> None:
    worker = house.running.pop("worker")
    worker.terminate()
    await asyncio.to_thread(worker.wait, 40)


async def _goes_on(house: House, tickets: list[Ticket]) -> None:
    """Every mail goes out once, all cadences end, and nothing is lost in the ledger of now."""
    house.start_worker()
    async with house.ledger() as ledger:
        await until_ended(ledger, 90)
        assert (await endings_of(ledger, tickets)).total() == len(PEOPLE)
        assert await problems_of(house, ledger) == []
        assert await _rebuilt_is_the_same(ledger)
    assert sent_by(house.mailbox).total() == len(sent_by(house.mailbox)) == len(PEOPLE) * len(DAYS)


def _erase(folder: Path, pattern: str) -> None:
    for file in folder.glob(pattern):
        file.unlink()


async def _rebuilt_is_the_same(ledger: SqlLedger) -> bool:
    await ledger.rebuild()
    return await ledger.differences() == ()


def _postgres(
    server: PostgresServer,
    name: str,
    *arguments: str,
    dump: Path | None = None,
    given: Path | None = None,
) -> None:
    """One of PostgreSQL's own programs, with the dump on its standard output or input."""
    done = subprocess.run(
        [server.programs / name, *arguments],
        input=given.read_bytes() if given else None,
        capture_output=True,
        user=user(),
        cwd="/",
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    if dump is not None:
        dump.write_bytes(done.stdout)
