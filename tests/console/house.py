"""A console of its own for a test: a real ledger with people in it, and browsers to look at it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
from temporalio.client import Client

from console.app import create_app
from console.door.sign_on import SignOn
from console.room import Room
from domain.mailboxes import Limits, Mailbox
from ledger.people.users import Role
from ledger.sql import SqlLedger
from starter.stack.ports import free_port
from tests.webhooks.temporal_server import lazy_client

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
ADDRESS = "http://console.example"
PASSWORD = "a long enough password"
ROBIN = "robin@northwind.example"
KIM = "kim@northwind.example"
MANAGER = "mona@northwind.example"
ADMIN = "ada.min@northwind.example"
TEAM = {ROBIN: Role.REP, KIM: Role.REP, MANAGER: Role.MANAGER, ADMIN: Role.ADMIN}
SENDING = Mailbox(ROBIN, f"Robin Vale <{ROBIN}>", ROBIN, "Europe/Berlin", Limits(day=40, hour=10))
_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@dataclass
class Watch:
    """The host's clock, moved by the test."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def moves(self, by: timedelta) -> None:
        self.at += by


@dataclass
class Browser:
    """Somebody with cookies; forms are sent as the page that was seen last has them."""

    client: httpx.AsyncClient
    csrf: str = ""

    async def see(self, path: str) -> httpx.Response:
        return self._seen(await self.client.get(path))

    async def send(self, path: str, **fields: str) -> httpx.Response:
        return self._seen(await self.client.post(path, data={"csrf": self.csrf, **fields}))

    async def sign_in(self, email: str, password: str = PASSWORD, next: str = "") -> httpx.Response:  # noqa: A002 -- the field's name
        await self.see(f"/sign-in?next={quote(next)}")
        return await self.send("/sign-in", email=email, password=password, next=next)

    def _seen(self, answer: httpx.Response) -> httpx.Response:
        if found := _TOKEN.search(answer.text):
            self.csrf = found[1]
        return answer


@dataclass
class House:
    """The console, its ledger, its clock, and as many browsers as one likes."""

    ledger: SqlLedger
    room: Room
    watch: Watch
    _closing: list[Callable[[], Any]] = field(default_factory=list)

    def browser(self, address: str = "203.0.113.7") -> Browser:
        transport = httpx.ASGITransport(
            create_app(self.room), raise_app_exceptions=False, client=(address, 50_000)
        )
        client = httpx.AsyncClient(transport=transport, base_url=self.room.address)
        self._closing.append(client.aclose)
        return Browser(client)

    async def signed_in(self, email: str = ROBIN) -> Browser:
        browser = self.browser()
        token = await self.ledger.sign_in_as(email, self.watch.now())
        assert token is not None
        browser.client.cookies.set("drumbeat-session", token, domain="console.example")
        await browser.see("/")
        assert browser.csrf
        return browser

    async def text(self, path: str, email: str = MANAGER) -> str:
        """The page as this user reads it, its blanks in one form."""
        answer = await (await self.signed_in(email)).see(path)
        assert answer.status_code == 200, answer.text
        return " ".join(answer.text.split())

    async def close(self) -> None:
        for close in self._closing:
            await close()


async def a_room(
    ledger: SqlLedger,
    watch: Watch,
    client: Client | None = None,
    address: str = ADDRESS,
    sign_on: SignOn | None = None,
    now: Callable[[], datetime] = lambda: NOW,
) -> Room:
    """A room of this ledger; without a client, Temporal is away."""
    return Room(
        ledger=ledger,
        client=client or await lazy_client(free_port()),
        now=now,
        host_now=watch.now,
        address=address,
        mailboxes=(SENDING,),
        temporal_ui="http://temporal.example",
        sign_on=sign_on,
    )


@asynccontextmanager
async def a_house(ledger: SqlLedger, **given: Any) -> AsyncIterator[House]:  # noqa: ANN401 -- whatever a room takes
    """A console over this ledger, with the team in it."""
    watch = Watch()
    for email, role in TEAM.items():
        await ledger.add_user(email, role, None, ADMIN, watch.now())
    house = House(ledger, await a_room(ledger, watch, **given), watch)
    try:
        yield house
    finally:
        await house.close()


def secure(house: House) -> House:
    """The same house, reached by https."""
    return replace(house, room=replace(house.room, address="https://console.example"), _closing=[])
