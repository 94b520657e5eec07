"""A crowd that reads its mail and answers through the real door: signed HTTP webhooks."""

from __future__ import annotations

import asyncio
import json
import mailbox
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path

import httpx
from standardwebhooks import Webhook

from config.host_clock import HostClock, host_now
from domain.facts import STOPPING
from starter.demo.script import Answer

LOOK_EVERY = 0.1


@dataclass
class Crowd:
    """Prospects with a script; remembers when each stopping answer was acknowledged with a 2xx."""

    maildir: Path
    endpoint: str
    secret: str
    script: dict[str, Answer]
    clock: HostClock
    acknowledged: dict[str, datetime] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    _read: dict[str, int] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    async def answer_mail(self) -> None:
        """Until cancelled: read what has arrived, answer what the script says."""
        async with httpx.AsyncClient(timeout=10) as client:
            while True:
                for address, message_id in await asyncio.to_thread(self._arrived):
                    await self._answer(client, address, message_id)
                await asyncio.sleep(LOOK_EVERY)

    def _arrived(self) -> list[tuple[str, str]]:
        """Address and Message-ID of every mail not read before."""
        if not self.maildir.exists():
            return []
        box = mailbox.Maildir(str(self.maildir), create=False)
        fresh = [key for key in box.keys() if key not in self._seen]  # noqa: SIM118 -- no iterator
        self._seen.update(fresh)
        return [
            (parseaddr(box[key]["To"])[1].casefold(), str(box[key]["Message-ID"])) for key in fresh
        ]

    async def _answer(self, client: httpx.AsyncClient, address: str, message_id: str) -> None:
        self._read[address] = self._read.get(address, 0) + 1
        answer = self.script.get(address)
        if answer is None or self._read[address] != answer.after:
            return
        response = await self._post(client, answer, address, message_id)
        if response.status_code != httpx.codes.ACCEPTED:
            self.refused.append(f"{answer.fact}: {response.status_code}")
        elif answer.fact in STOPPING:
            self.acknowledged[str(response.json()["enrollment"])] = self.clock.now()

    async def _post(
        self, client: httpx.AsyncClient, answer: Answer, address: str, message_id: str
    ) -> httpx.Response:
        """One signed event, as our webhook documentation says."""
        data = {"email": address, "message_id": message_id, "text": answer.text}
        body = json.dumps({"type": answer.fact, "data": data})
        event_id, at = f"demo-{answer.fact}-{_local_part(message_id)}", host_now()
        headers = {
            "webhook-id": event_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(event_id, at, body),
        }
        return await client.post(self.endpoint, content=body, headers=headers)


def _local_part(message_id: str) -> str:
    """What stands before the @, without the full stops that an event id may not have."""
    return message_id.strip("<>").partition("@")[0].replace(".", "-")
