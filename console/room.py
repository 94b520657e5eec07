"""What the pages stand on: the ledger, two clocks, Temporal, and where all of it is reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request
from temporalio.client import Client
from temporalio.converter import PayloadCodec

from console.changing import Changes
from console.door.sign_on import SignOn
from console.telephone import Telephone
from domain.analytics.questions import WINDOW
from domain.mailboxes import Mailbox
from domain.people.prospects import address_key
from ledger.sql import SqlLedger


@dataclass(frozen=True)
class Room:
    """`now` is Drumbeat time; `host_now` the host's, by which sessions and attempts are counted.

    `speed` is how many seconds of Drumbeat time pass in one of the host's; `attribution_days` how
    long after a touch an outcome is its own.
    """

    ledger: SqlLedger
    client: Client
    now: Callable[[], datetime]
    host_now: Callable[[], datetime]
    address: str
    mailboxes: tuple[Mailbox, ...] = ()
    temporal_ui: str = ""
    sign_on: SignOn | None = None
    changes: Changes = field(default_factory=Changes)
    speed: float = 1.0
    codec: PayloadCodec | None = None
    attribution_days: int = WINDOW
    telephone: Telephone | None = None

    @property
    def is_secure(self) -> bool:
        """Whether people reach it by https, so that cookies go over nothing else."""
        return self.address.startswith("https://")

    def zone_of(self, rep: str) -> str:
        """Where this rep works: the zone of their mailbox, UTC without one."""
        zones = {address_key(each.owner): each.timezone for each in self.mailboxes if each.owner}
        return zones.get(address_key(rep), "UTC")

    def run_address(self, workflow_id: str) -> str | None:
        """The run in Temporal's own UI, where that is known."""
        if not self.temporal_ui:
            return None
        namespace = quote(self.client.namespace, safe="")
        run = quote(workflow_id, safe="")
        return f"{self.temporal_ui.rstrip('/')}/namespaces/{namespace}/workflows/{run}"


def _room_of(request: Request) -> Room:
    room: Room = request.app.state.room
    return room


TheRoom = Annotated[Room, Depends(_room_of)]
