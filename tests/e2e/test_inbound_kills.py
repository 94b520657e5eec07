"""Doors, dispatchers, worker and Temporal killed at random: every 2xx is one fact, and stops."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex

from tests.e2e.inbound import Plan, ordeal


async def test_random_kills_lose_no_event_and_let_no_touch_start_against_one(
    tmp_path: Path,
) -> None:
    """Nothing lost, nothing doubled, nothing forged believed; `ledger verify` is clean."""
    plan = Plan(
        people=50, events=150, speed=8_000.0, seconds=25.0, kill_every=3.0, seed=token_hex(4)
    )

    tally = await ordeal(tmp_path, plan)

    assert tally.broken == (), f"{plan} {tally}"
    assert tally.answers["401"] > 0
    assert tally.facts > 50
    assert sum(tally.kills.values()) >= 4
