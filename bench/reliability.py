"""`python -m bench.reliability`: thousands of touches under faults and kills, and what came of it.

The ordeal of `tests/e2e`, at length: one JSON document on stdout, a table on stderr, exit 1 where a
promise is broken. `--seed` repeats the faults of a run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from secrets import token_hex

from tests.e2e.ordeal import PROMISES, Plan, Tally, ordeal


def main() -> int:
    """The document alone on stdout: what servers and workers say goes to their logs."""
    plan = _plan()
    print(f"seed {plan.seed}: {plan.touches} touches", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        tally = asyncio.run(ordeal(Path(folder), plan))
    print(json.dumps(_document(plan, tally), indent=2))
    print(_table(tally), file=sys.stderr)
    return 1 if tally.broken else 0


def _plan() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m bench.reliability")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--mails", type=int, default=2, help="to each of them")
    parser.add_argument("--rate", type=float, default=0.01, help="of all phases that go wrong")
    parser.add_argument("--speed", type=float, default=500.0, help="of the clock")
    parser.add_argument("--kill-every", type=float, default=12.0, help="seconds, on average")
    parser.add_argument("--seconds", type=float, default=2400.0, help="until it is given up")
    parser.add_argument("--seed", default=token_hex(4))
    return Plan(**vars(parser.parse_args()))


def _document(plan: Plan, tally: Tally) -> dict[str, object]:
    return {
        **asdict(tally),
        "not_sent": dict(sorted(tally.not_sent.items())),
        "faults": dict(sorted(tally.faults.items())),
        "broken": tally.broken,
        "plan": asdict(plan),
        "cores": os.cpu_count(),
    }


def _table(tally: Tally) -> str:
    shown = ("touches", "accepted", "sent", "in_doubt", "injected_ambiguous", "doubts_of_kills")
    rows = [(name, getattr(tally, name)) for name in (*shown, *PROMISES)]
    rows += [("not sent", tally.not_sent.total()), ("faults", tally.faults.total())]
    rows += [(name, getattr(tally, name)) for name in ("kills", "refusals", "minutes")]
    return "\n".join(f"{name.replace('_', ' '):<20} {value:>8}" for name, value in rows)


if __name__ == "__main__":
    sys.exit(main())
