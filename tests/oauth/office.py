"""An installation with one mailbox at a provider, and a browser in which its owner consents."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

from config.settings import Settings
from domain.mailboxes.credentials import Credential, ProviderName
from ledger import migrate, open_ledger
from starter.commands.connect import Consent, connect_mailbox, entry_at
from tests.oauth.authorization_server import ROBIN
from tests.oauth.granting import KEY

MAILBOXES = """\
mailboxes:
  - address: Robin Vale <Robin@Northwind.example>
    login: {login}
    smtp: {{host: 127.0.0.1, port: {port}, tls: none}}
"""


class Browser:
    """Goes where it is sent, as the owner of the mailbox would; keeps the last page."""

    def __init__(self, change: Callable[[str], str] = lambda url: url) -> None:
        self.change = change
        self.page: asyncio.Future[str] | None = None

    def __call__(self, url: str) -> None:
        loop = asyncio.get_running_loop()
        self.page = loop.run_in_executor(None, self._visited, self.change(url))

    def _visited(self, url: str) -> str:
        with urlopen(url) as answer:  # noqa: S310 -- the test's own servers
            return str(answer.read().decode())


class Office:
    """Settings, one mailbox that is to be connected, and an empty ledger."""

    def __init__(self, folder: Path, port: int, provider: ProviderName = "google") -> None:
        file = folder / "mailboxes.yaml"
        file.write_text(MAILBOXES.format(port=port, login=provider), encoding="utf-8")
        self.settings = Settings.model_validate(
            {"home": folder, "mailboxes": file, "secret_key": KEY}
        )
        self.entry = entry_at(self.settings, ROBIN, provider)
        migrate(self.settings.ledger_url)

    async def connect(self, consent: Consent) -> str:
        return await connect_mailbox(self.settings, self.entry, consent)

    async def kept(self) -> Credential | None:
        ledger = open_ledger(self.settings.ledger_url)
        try:
            return await ledger.credential(ROBIN)
        finally:
            await ledger.close()

    def written(self) -> str:
        """Every byte of every file of the ledger."""
        files = self.settings.home.glob("ledger.sqlite3*")
        return "".join(file.read_bytes().decode("latin-1") for file in files)
