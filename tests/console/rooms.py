"""A console that a real browser can open."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from playwright.async_api import Browser, BrowserContext, Page
from temporalio.client import Client

from console.app import create_app
from ledger.sql import SqlLedger
from tests.console.house import House, a_house


@dataclass
class Served:
    """The house behind a real server; what a page logged as an error is kept."""

    house: House
    browser: Browser
    errors: list[str]

    @property
    def address(self) -> str:
        return self.house.room.address

    async def context(self, **given: object) -> BrowserContext:
        return await self.browser.new_context(base_url=self.address, **given)  # type: ignore[arg-type]  # -- whatever playwright takes

    async def page(self, context: BrowserContext, email: str | None = None) -> Page:
        """A page of somebody who is signed in, or of nobody."""
        if email is not None:
            token = await self.house.ledger.sign_in_as(email, self.house.watch.now())
            cookie = {"name": "drumbeat-session", "value": token or "", "url": self.address}
            await context.add_cookies([cookie])  # type: ignore[list-item]  # -- a cookie as playwright documents it
        page = await context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: self.errors.append(f"a dialog: {dialog.message}"))
        page.on("console", lambda said: self._listen(said.text))
        return page

    def _listen(self, said: str) -> None:
        if "Content Security Policy" in said or "Refused" in said:
            self.errors.append(said)


@asynccontextmanager
async def a_served_house(
    ledger: SqlLedger,
    browser: Browser,
    client: Client | None = None,
    **given: object,
) -> AsyncIterator[Served]:
    """The console of this ledger on loopback, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with a_house(ledger, client=client, address=address, **given) as house:
            config = uvicorn.Config(
                create_app(house.room), log_config=None, lifespan="off", ws="none"
            )
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server._serve(sockets=[listener]))
            try:
                yield Served(house, browser, [])
            finally:
                server.should_exit = True
                await serving
