"""`make histories`: runs the scenarios and writes histories of this release beside the older ones.

A history is never overwritten: it stands for runs that are open somewhere.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.workflows.scenarios import SCENARIOS
from tests.workflows.stage import a_stage

HISTORIES = Path(__file__).with_name("histories")


async def record(release: str) -> None:
    for name, scenario in SCENARIOS.items():
        path = HISTORIES / f"{release}-{name}.json"
        if path.exists():
            raise SystemExit(f"{path} stands for open runs; give another release name")
        async with a_stage() as stage:
            handle = await scenario(stage)
            path.write_text((await handle.fetch_history()).to_json() + "\n", encoding="utf-8")
        sys.stdout.write(f"wrote {path.name}\n")


if __name__ == "__main__":
    asyncio.run(record(sys.argv[1]))
