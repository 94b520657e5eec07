"""The built wheel as one installs it, under load, while each of its processes goes and comes."""

from __future__ import annotations

from secrets import token_hex

from tests.operating.ordeal import PARTS, Plan, ordeal


async def test_every_process_is_restarted_and_killed_and_nothing_is_lost() -> None:
    """No event lost or doubled, no touch repeated or against a reply; `ledger verify` is clean."""
    plan = Plan(people=60, events=120, speed=8_000.0, seconds=16.0, seed=token_hex(4))

    stood = await ordeal(plan)

    assert stood.broken == (), f"{plan} {stood}"
    assert stood.verified.endswith("nothing is lost")
    assert stood.mails > 30
    assert stood.tally.facts > 30
    assert (stood.restarted, stood.killed) == (PARTS, PARTS[:-1])
    assert "root" not in stood.users
