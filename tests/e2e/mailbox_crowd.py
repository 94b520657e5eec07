"""Many enrollments that share one mailbox, on real parts; by hand for a crowd of any size.

`python -m tests.e2e.mailbox_crowd 200 30 3000` runs 200 people with a cap of 30 a day, 3,000 times
as fast as the host's clock.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from domain.cadence import Cadence
from domain.facts import Fact, TouchHeld, TouchPerformed
from domain.mailboxes import Delay
from tests.builders import a_cadence, a_prospect, a_step
from tests.e2e.house import a_house, facts_of, until_ended

SHORTEST = timedelta(minutes=5)
FIRST, FOLLOW_UP = "first", "follow-up"
DELAYS = frozenset(delay.value for delay in Delay)
MAILBOXES = """\
mailboxes:
  - address: Robin Vale <robin@northwind.example>
    limits: {{day: {cap}, gap: 5m-10m}}
    smtp: {{host: 127.0.0.1, port: {port}, tls: none}}
"""


@dataclass(frozen=True)
class Evidence:
    """What the ledger has of each, and how many mails arrived."""

    facts: Sequence[Sequence[Fact]]
    arrived: int

    @property
    def sent(self) -> list[TouchPerformed]:
        """Every mail, in the order in which they started."""
        found = [f for theirs in self.facts for f in theirs if isinstance(f, TouchPerformed)]
        return sorted(found, key=lambda fact: fact.at)

    @property
    def held(self) -> list[TouchHeld]:
        """Every time that somebody found no slot."""
        found = [f for theirs in self.facts for f in theirs if isinstance(f, TouchHeld)]
        return [fact for fact in found if fact.reason in DELAYS]

    @property
    def by_day(self) -> Counter[date]:
        return Counter(_day(fact.at) for fact in self.sent)

    @property
    def smallest_gap(self) -> timedelta:
        return min(later.at - earlier.at for earlier, later in pairwise(self.sent))


def two_mails() -> Cadence:
    """A first mail and one the day after, on every day of the week."""
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    rules = {"window": "00:30-23:30", "counting": "calendar", "days": days, "holidays": "none"}
    steps = [a_step(id=FIRST, day=1), a_step(id=FOLLOW_UP, day=2)]
    return a_cadence(steps=steps, rules=rules)


async def a_crowd(folder: Path, people: int, cap: int, speed: float, patience: float) -> Evidence:
    """Everybody is enrolled at once, and all go through to the end."""
    async with a_house(folder, speed) as house, house.ledger() as ledger:
        file = folder / "mailboxes.yaml"
        file.write_text(MAILBOXES.format(cap=cap, port=house.mailbox.port), encoding="utf-8")
        house.more["DRUMBEAT_MAILBOXES"] = str(file)
        prospects = [
            a_prospect(id=f"x{n}", email=f"p{n}@example.com", timezone="UTC") for n in range(people)
        ]
        tickets = await house.enroll(ledger, two_mails(), prospects)
        house.start_worker()
        await until_ended(ledger, patience)
        facts = [await facts_of(ledger, ticket) for ticket in tickets]
        return Evidence(facts, len(house.mailbox.mails))


def _day(at: datetime) -> date:
    """The mailbox's day: its zone is UTC."""
    return at.date()


def figures_of(seen: Evidence) -> str:
    """The lines to write down."""
    held = Counter(f"{fact.step}: {fact.reason}" for fact in seen.held)
    return (
        f"{len(seen.facts)} people, {len(seen.sent)} mails sent, {seen.arrived} arrived\n"
        f"most on one day {max(seen.by_day.values())}, on {len(seen.by_day)} days\n"
        f"smallest gap {seen.smallest_gap}\n"
        f"held {dict(held)}\n"
    )


async def main(people: int, cap: int, speed: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        seen = await a_crowd(Path(folder), people, cap, speed, patience=3_600)
    sys.stdout.write(figures_of(seen))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
