"""One mailbox that can bear little, and more people than it can write to in a day."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from domain.facts import TouchPerformed
from tests.e2e.mailbox_crowd import FIRST, FOLLOW_UP, SHORTEST, a_crowd

PEOPLE, CAP = 24, 12


async def test_a_crowd_waits_for_one_mailbox(tmp_path: Path) -> None:
    """Never over the cap, gaps kept, follow-ups first; who waits says why, and all are sent."""
    seen = await a_crowd(tmp_path, PEOPLE, CAP, speed=12_000.0, patience=120)

    assert seen.arrived == len(seen.sent) == 2 * PEOPLE
    assert max(seen.by_day.values()) <= CAP
    assert seen.smallest_gap >= SHORTEST
    assert all(held.why and held.until and held.until > held.at for held in seen.held)
    put_off = Counter(
        h.step for h in seen.held if h.reason in {"mailbox_full", "left_for_follow_ups"}
    )
    # At this speed the moment between a hold and the next plan is half an hour, in which the room
    # of a follow-up is not seen; that there is none at all the simulation shows.
    assert put_off[FOLLOW_UP] <= PEOPLE // 8
    assert put_off[FIRST] > put_off[FOLLOW_UP]
    for facts in seen.facts:
        steps = [fact.step for fact in facts if isinstance(fact, TouchPerformed)]
        assert steps == [FIRST, FOLLOW_UP]
