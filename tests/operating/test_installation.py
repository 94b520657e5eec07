"""The built wheel as one installs it, under load, while each of its processes goes and comes."""

from __future__ import annotations

from secrets import token_hex

from tests.operating.ordeal import PARTS, Plan, ordeal


async def test_every_process_goes_and_comes_and_nothing_is_lost() -> None:
    """No event lost or doubled, no touch repeated or against a reply; `ledger verify` is clean."""
    plan = Plan(
        people=60,
        events=100,
        speed=6_000.0,
        seconds=20.0,
        seed=token_hex(4),
        restarted=("worker-1", "door-1", "nginx", "postgres"),
        killed=("worker-2", "door-2", "console", "temporal"),
    )

    stood = await ordeal(plan)

    assert stood.broken == (), f"{plan} {stood}"
    assert stood.verified.endswith("nothing is lost")
    assert stood.mails > 30
    assert stood.tally.facts > 30
    assert {*stood.restarted, *stood.killed} == set(PARTS)
    assert "root" not in stood.users
