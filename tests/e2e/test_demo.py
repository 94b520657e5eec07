"""`drumbeat demo`, as a stranger runs it: the main job on real parts, every promise kept."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from starter.stack.processes import environment
from tests.e2e.house import REPOSITORY


async def test_the_demo_keeps_every_promise(tmp_path: Path) -> None:
    """Weeks with a killed worker: no duplicate, no touch after an exit, none open."""
    demo = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "starter", "demo", "--json"),
        cwd=REPOSITORY,
        env={**environment(), "DRUMBEAT_HOME": str(tmp_path)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )

    told, notices = await demo.communicate()

    assert demo.returncode == 0, notices.decode()
    found = json.loads(told)
    assert found["prospects"] >= 24
    assert found["mails"] > found["prospects"]
    assert (found["duplicates"], found["touches_after_exit"], found["open"]) == (0, 0, 0)
    assert sum(found["outcomes"].values()) == found["prospects"]
    assert {"unresponsive", "replied", "meeting_booked", "bounced", "opted_out"} <= set(
        found["outcomes"]
    )
    assert found["worker_kills"] == 1
    assert found["went_on"] == found["outcomes"]["unresponsive"]
