"""A sending process, killed by SIGKILL at each moment that matters: one mail at most."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from activities.transports.smtp_connections import Limits
from domain.facts import TouchInDoubt, TouchPerformed
from domain.ports import ClaimState
from ledger import migrate, open_ledger
from tests.activities.fault_desk import FaultDesk, a_desk_on
from tests.builders import a_cadence, a_step
from tests.smtp_server import Answer, Script, a_scripted_server

REPOSITORY = Path(__file__).parents[2]
WELL = Limits(command=10, reply=10)
# Long enough that half of it is more than its headers.
LONG = a_cadence(steps=[a_step(text="One question. " * 1_000)])
# The moment at which the process ends itself, or the phase at which it is ended from outside.
BEFORE_GO_AHEAD: Script = {"data": Answer("354 go ahead", after=30)}
KEPT_UNANSWERED: Script = {"body": Answer("250 kept", after=30)}


@pytest.mark.parametrize(
    ("moment", "script", "state", "accepted"),
    [
        ("data", BEFORE_GO_AHEAD, ClaimState.SENT, 1),
        ("after the mark", {}, ClaimState.IN_DOUBT, 0),
        ("in the body", {}, ClaimState.IN_DOUBT, 0),
        ("body", KEPT_UNANSWERED, ClaimState.IN_DOUBT, 1),
        ("before the outcome", {}, ClaimState.IN_DOUBT, 1),
        ("after the outcome", {}, ClaimState.SENT, 1),
    ],
)
async def test_after_a_sigkill_the_next_worker_tells_the_truth(
    tmp_path: Path, moment: str, script: Script, state: ClaimState, accepted: int
) -> None:
    """Sent again only where no body can have gone; in doubt only between mark and outcome."""
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    migrate(url)
    ledger = open_ledger(url)
    async with a_scripted_server(script, script) as server:
        desk = await a_desk_on(ledger, server, "ada", limits=WELL, cadence=LONG)
        await _killed(desk, url, moment)
        assert await desk.claim_state() is _left_at(moment)
        server.first = server.later = {}

        started = await desk.send(attempt=2)

        assert await desk.claim_state() is state
        assert isinstance(started, TouchPerformed if state is ClaimState.SENT else TouchInDoubt)
        assert server.accepted.total() == accepted
        assert server.bodies_begun == (0 if moment == "after the mark" else 1)
    await ledger.close()


def _left_at(moment: str) -> ClaimState:
    left = {"data": ClaimState.RESERVED, "after the outcome": ClaimState.SENT}
    return left.get(moment, ClaimState.IN_DOUBT)


async def _killed(desk: FaultDesk, url: str, moment: str) -> None:
    command = [sys.executable, "-m", "tests.activities.dying_sender"]
    arguments = [url, str(desk.server.port), desk.enrollment_id, moment]
    process = subprocess.Popen([*command, *arguments], cwd=REPOSITORY)  # noqa: ASYNC220 -- it is to be killed from here
    if moment in {"data", "body"}:
        await asyncio.wait_for(desk.server.reached[moment].wait(), 30)
        process.kill()
    assert await asyncio.to_thread(process.wait, 30) == -signal.SIGKILL
