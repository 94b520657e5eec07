"""A process that sends one touch's mail and dies by SIGKILL at one named moment, if it is named."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime

from aiosmtplib import SMTP
from aiosmtplib.protocol import SMTPProtocol

from activities.email import EmailActivities
from activities.transports.smtp import SmtpTransport
from domain.facts import Fact
from domain.mailboxes import NoSlot
from domain.mailboxes.servers import Server
from domain.ports import Claim, ClaimState, Refusal
from ledger.database.engine import Database
from ledger.sql import SqlLedger
from tests.activities.desk import NOW
from tests.activities.fault_desk import environment_of, touch_of
from tests.builders import ROBIN


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DeadlyLedger(SqlLedger):
    """The real ledger, at one of whose commits the process ends."""

    def __init__(self, database: Database, moment: str) -> None:
        super().__init__(database)
        self._moment = moment

    async def mark_in_doubt(self, claim: Claim, at: datetime) -> Refusal | NoSlot | None:
        refusal = await super().mark_in_doubt(claim, at)
        if self._moment == "after the mark":
            die()
        return refusal

    async def settle(self, claim: Claim, state: ClaimState, outcome: Fact) -> tuple[Fact, ...]:
        if self._moment == "before the outcome":
            die()
        stored = await super().settle(claim, state, outcome)
        if self._moment == "after the outcome":
            die()
        return stored


class HalfProtocol(SMTPProtocol):
    """The real protocol, which puts half of a body on the wire as its last act."""

    def write(self, data: bytes) -> None:
        if not data.endswith(b"\r\n.\r\n"):
            return super().write(data)
        super().write(data[: len(data) // 2])
        die()
        return None


async def main(url: str, port: str, enrollment_id: str, moment: str) -> None:
    if moment == "in the body":
        SMTP.__init__.__globals__["SMTPProtocol"] = HalfProtocol
    ledger = DeadlyLedger(Database(url), moment)
    transport = SmtpTransport(Server("127.0.0.1", int(port)))
    sending = EmailActivities(ledger, transport, [ROBIN], lambda: NOW)
    await environment_of(1).run(sending.send_email, touch_of(enrollment_id))
    await ledger.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5]))
