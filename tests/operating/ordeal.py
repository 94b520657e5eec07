"""Weeks of many people under a load of webhooks, while each process is restarted or killed."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from config.host_clock import host_now
from tests.builders import a_prospect
from tests.chance import Chance
from tests.e2e.inbound import Tally, a_week, counted, until_told
from tests.e2e.posting import Senders, postings
from tests.operating.installation import DOORS, WORKERS, Installation, an_installation

# The last one is always stopped as a crash would stop it.
PARTS = (*WORKERS, *DOORS, "console", "nginx", "temporal", "postgres")


@dataclass(frozen=True)
class Plan:
    """How much, how fast, and over how many seconds events come; which parts go, and how.

    One after the other: those that are told to stop, then those that are killed.
    """

    people: int
    events: int
    speed: float
    seconds: float
    seed: str
    restarted: tuple[str, ...] = PARTS
    killed: tuple[str, ...] = PARTS[:-1]
    pause: float = 0.5
    patience: float = 240.0


@dataclass
class Stood:
    """What became of it; `repeated` counts mails that went out twice, by their Message-ID."""

    tally: Tally
    mails: int
    repeated: int
    restarted: tuple[str, ...]
    killed: tuple[str, ...]
    verified: str
    users: set[str]

    @property
    def broken(self) -> tuple[str, ...]:
        """The promises that did not hold."""
        twice = ("repeated",) if self.repeated else ()
        return (*self.tally.broken, *twice)


async def ordeal(plan: Plan) -> Stood:
    """Run it, and count."""
    began, chance = time.monotonic(), Chance(plan.seed)
    async with an_installation(plan.speed) as there:
        async with there.ledger() as ledger:
            people = [a_prospect(id=f"x{n}", email=f"p{n}@example.com") for n in range(plan.people)]
            tickets = await there.enroll(ledger, a_week(), people)
            clock = await ledger.clock(host_now(), plan.speed)
        made = postings(plan.events, [ticket.enrollment_id for ticket in tickets], chance)
        senders = Senders([there.address], clock, plan.seconds, there.trusted)
        trouble = Trouble(there, plan)
        await trouble.while_it_lasts(senders.post_all(made))
        async with there.ledger() as ledger:
            await until_told(there, ledger, clock, plan.patience)
            tally = await counted(there, ledger, clock, made, senders.answers)
        tally.minutes = round((time.monotonic() - began) / 60, 2)
        return _stood(there, tally, trouble)


def _stood(there: Installation, tally: Tally, trouble: Trouble) -> Stood:
    mails = Counter(str(mail["Message-ID"]) for mail in there.mailbox.mails)
    return Stood(
        tally,
        mails=mails.total(),
        repeated=mails.total() - len(mails),
        restarted=tuple(trouble.restarted),
        killed=tuple(trouble.killed),
        verified=there.drumbeat("ledger", "verify").strip(),
        users=there.users,
    )


class Trouble:
    """Takes down one part after the other, and starts it again."""

    def __init__(self, there: Installation, plan: Plan) -> None:
        self._there, self._plan = there, plan
        self.restarted: list[str] = []
        self.killed: list[str] = []

    async def while_it_lasts(self, work: Awaitable[None]) -> None:
        """Each has gone and runs again when the work is done."""
        working = asyncio.ensure_future(work)
        for name in self._plan.restarted:
            await self._again(name, self._there.down, self.restarted)
        for name in self._plan.killed:
            await self._again(name, self._there.kill, self.killed)
        await working

    async def _again(self, name: str, go: Callable[[str], None], gone: list[str]) -> None:
        """It goes, comes again, and is up before another goes."""
        await asyncio.to_thread(go, name)
        await asyncio.to_thread(self._there.up, name)
        gone.append(name)
        await self._there.until_up(name)
        await asyncio.sleep(self._plan.pause)
