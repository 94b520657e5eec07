"""`python -m bench`: three alternating runs of floor and ours; one JSON document of medians.

Beside these stand mails and webhooks a second, floor and ours of their own; and how fast a cadence
is simulated and a page of the console made, which have no floor.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.bare import measure_floor
from bench.console import measure_console
from bench.installation import WORKERS, a_catcher, an_installation
from bench.mails import measure_mails
from bench.measure import Figures, median_of
from bench.ours import measure_ours
from bench.simulation import measure_simulation
from bench.sizes import Sizes
from bench.webhooks import measure_webhooks
from starter.stack.ports import free_port

RUNS = 3


async def bench(sizes: Sizes, runs: int) -> dict[str, object]:
    """Floor and ours in turn, on one server and one mail catcher."""
    floor: list[Figures] = []
    ours: list[Figures] = []
    for number in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            port = free_port()
            with a_catcher(port, Path(folder) / "mail"):
                async with an_installation(Path(folder), port) as installation:
                    floor.append(await measure_floor(installation, sizes))
                    _say(number, "floor", floor[-1])
                    ours.append(await measure_ours(installation, sizes))
                    _say(number, "ours", ours[-1])
    return {
        **_document(median_of(floor), median_of(ours), sizes, runs),
        "mails": asdict(await measure_mails(runs)),
        "webhooks": asdict(await measure_webhooks(runs)),
        "console": await measure_console(),
    }


def _document(
    floor: dict[str, float], ours: dict[str, float], sizes: Sizes, runs: int
) -> dict[str, object]:
    ratio = {name: ours[name] / floor[name] for name in floor}
    return {
        "floor": {name: round(value, 2) for name, value in floor.items()},
        "ours": {name: round(value, 2) for name, value in ours.items()},
        "ratio": {name: round(value, 3) for name, value in ratio.items()},
        "simulation": asdict(measure_simulation()),
        "conditions": {
            "runs": runs,
            "worker_processes": WORKERS,
            "cores": os.cpu_count(),
            "ledger": "SQLite, synchronous=FULL",
            "enrollments": sizes.runs,
            "starts": sizes.starts,
        },
    }


def _say(number: int, side: str, figures: Figures) -> None:
    print(f"run {number + 1}, {side}: {figures}", file=sys.stderr, flush=True)


def main() -> None:
    """The document alone on stdout: what servers and workers say goes to stderr."""
    stdout = os.dup(1)
    os.dup2(2, 1)
    document = json.dumps(asyncio.run(bench(Sizes(), RUNS)), indent=2)
    os.write(stdout, f"{document}\n".encode())


if __name__ == "__main__":
    main()
