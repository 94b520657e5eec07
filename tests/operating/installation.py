"""A whole installation of the built wheel on one box, as deploy/ describes it, without containers.

PostgreSQL, a Temporal server with its data in a file, two workers, two webhook processes and a
console behind nginx with TLS; every process is an unprivileged user's.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from config.host_clock import host_now
from starter.stack.parts import temporal_is_ready
from starter.stack.ports import free_port
from starter.stack.temporal_server import dev_server
from tests.e2e.house import MONDAY, SECRET, House
from tests.mail_server import a_mail_server
from tests.operating.people import an_environment_for_all, give, user
from tests.operating.proxy import a_site
from tests.package.building import Environment, build
from tests.postgres import PostgresServer, a_postgres_server

WORKERS, DOORS = ("worker-1", "worker-2"), ("door-1", "door-2")
OURS = (*WORKERS, *DOORS, "console")
STOPPED_WITHIN = 40
HOSTS = {"console": {"Host": "console.example.com"}}


@dataclass
class Installation(House):
    """Every part by its name; `postgres` and `nginx` beside those of a `House`."""

    environment_of: Environment | None = None
    postgres: PostgresServer | None = None
    proxy: tuple[str, ...] = ()
    certificate: Path = Path()

    @property
    def address(self) -> str:
        """Where the world reaches it."""
        return f"https://localhost:{self.ports['nginx']}"

    @property
    def users(self) -> set[str]:
        """Whose the processes are."""
        return {psutil.Process(each.pid).username() for each in self.running.values()}

    @property
    def trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.certificate)

    def start(self, name: str, *command: str) -> None:
        """Start a program as the unprivileged user, with nothing of ours in its environment."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=self.folder,
                env={"PATH": os.defpath, **self.environment, **self._own(name)},
                user=user(),
                stdout=log,
                stderr=log,
            )

    def up(self, name: str) -> None:
        """Start a part."""
        assert self.environment_of is not None
        program = str(self.environment_of.program("drumbeat"))
        match name:
            case "postgres":
                self._postgres.start()
            case "temporal":
                self.start(name, *self._temporal())
            case "nginx":
                self.start(name, *self.proxy)
            case _:
                room = {"worker": "worker", "door": "webhooks"}.get(name.partition("-")[0], name)
                self.start(name, program, room)

    def down(self, name: str) -> None:
        """Stop a part as a service manager does: what is under way is finished."""
        if name == "postgres":
            self._postgres.stop()
            return
        process = self.running.pop(name)
        process.terminate()
        process.wait(STOPPED_WITHIN)

    async def until_up(self, name: str) -> None:
        """Wait until the part does what it is for."""
        async with httpx.AsyncClient(verify=self.trusted) as client:
            for _ in range(400):
                if await self._is_up(client, name):
                    return
                await asyncio.sleep(0.1)
        raise AssertionError(f"{name} does not come up")

    async def _is_up(self, client: httpx.AsyncClient, name: str) -> bool:
        if name == "postgres":
            return True
        if name == "temporal":
            return await temporal_is_ready(self.settings)
        try:
            return (await client.get(self._asked(name), headers=HOSTS.get(name))).is_success
        except httpx.HTTPError:
            return False

    def _asked(self, name: str) -> str:
        """The address that answers when the part is up; the console is asked through nginx."""
        if name in DOORS:
            return f"http://127.0.0.1:{self.ports[name]}/readyz"
        if name in WORKERS:
            return f"http://127.0.0.1:{self.ports[f'{name}-health']}/readyz"
        return f"{self.address}/{'readyz' if name == 'console' else 'healthz'}"

    def drumbeat(self, *arguments: str) -> str:
        """What a command of the installation says. Fails with its words where it fails."""
        assert self.environment_of is not None
        done = subprocess.run(
            [self.environment_of.program("drumbeat"), *arguments],
            cwd=self.folder,
            env={"PATH": os.defpath, **self.environment},
            user=user(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def _postgres(self) -> PostgresServer:
        assert self.postgres is not None
        return self.postgres

    def _temporal(self) -> tuple[str, ...]:
        assert self.environment_of is not None
        database, port = self.folder / "temporal.sqlite3", self.ports["temporal"]
        argv = dev_server(self.environment_of.program("temporal"), database, port, free_port())
        return (*argv, "--headless")

    def _own(self, name: str) -> dict[str, str]:
        """What one process has for itself: its port, and where it shows its metrics."""
        if name not in OURS:
            return {}
        metrics = {"DRUMBEAT_METRICS_ADDRESS": f"127.0.0.1:{self.ports[f'{name}-metrics']}"}
        if name in WORKERS:
            health = f"127.0.0.1:{self.ports[f'{name}-health']}"
            return {**metrics, "DRUMBEAT_HEALTH_ADDRESS": health}
        if name in DOORS:
            return {**metrics, "DRUMBEAT_WEBHOOK_PORT": str(self.ports[name])}
        return {**metrics, "DRUMBEAT_CONSOLE_PORT": str(self.ports["console"])}


@asynccontextmanager
async def an_installation(speed: float) -> AsyncIterator[Installation]:
    """Everything runs; at the end everything is stopped and erased."""
    with tempfile.TemporaryDirectory(prefix="drumbeat-") as made, a_postgres_server() as postgres:
        folder = Path(made)
        installed = an_environment_for_all(folder / "package", build("wheel", folder / "dist"))
        async with a_mail_server() as mailbox:
            asked = (f"{name}-{what}" for name in OURS for what in ("metrics", "health"))
            names = (*OURS, *asked, "temporal", "nginx", "webhooks")
            ports = {name: free_port() for name in names}
            proxy, certificate = a_site(folder / "nginx", ports)
            url = postgres.new_database()
            more = {
                "DRUMBEAT_DATABASE_URL": url,
                "DRUMBEAT_WEBHOOK_SECRET": SECRET,
                "DRUMBEAT_LOG_FORMAT": "json",
            }
            there = Installation(
                folder,
                speed,
                mailbox,
                ports,
                more=more,
                environment_of=installed,
                postgres=postgres,
                proxy=proxy,
                certificate=certificate,
            )
            give(folder)
            try:
                await _begin(there)
                yield there
            finally:
                for name in reversed(list(there.running)):
                    there.kill(name)


async def _begin(there: Installation) -> None:
    """As one sets an installation up: ledger, namespace, processes; then its clock."""
    there.up("temporal")
    await there.client()
    there.drumbeat("ledger", "migrate")
    there.drumbeat("temporal", "set-up")
    async with there.ledger() as ledger:
        await ledger.clock(host_now(), there.speed, MONDAY)
    for name in (*OURS, "nginx"):
        there.up(name)
    for name in (*OURS, "nginx"):
        await there.until_up(name)
