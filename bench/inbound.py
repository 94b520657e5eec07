"""`python -m bench.inbound`: thousands of events under kills, and what came of every 2xx.

The ordeal of `tests/e2e`, at length: one JSON document on stdout, a table on stderr, exit 1 where a
promise is broken. `--seed` repeats what is posted and who is killed.
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

from tests.e2e.inbound import PROMISES, Plan, Tally, ordeal


def main() -> int:
    """The document alone on stdout: what servers and workers say goes to their logs."""
    plan = _plan()
    print(f"seed {plan.seed}: {plan.events} events", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        tally = asyncio.run(ordeal(Path(folder), plan))
    document = {**asdict(tally), "broken": tally.broken, "plan": asdict(plan)}
    print(json.dumps({**document, "cores": os.cpu_count()}, indent=2))
    print(_table(tally), file=sys.stderr)
    return 1 if tally.broken else 0


def _plan() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m bench.inbound")
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--events", type=int, default=2000, help="posts, repetitions among them")
    parser.add_argument("--speed", type=float, default=900.0, help="of the clock")
    parser.add_argument("--seconds", type=float, default=300.0, help="in which they are posted")
    parser.add_argument("--kill-every", type=float, default=6.0, help="seconds, on average")
    parser.add_argument("--patience", type=float, default=240.0, help="seconds, after the last")
    parser.add_argument("--seed", default=token_hex(4))
    return Plan(**vars(parser.parse_args()))


def _table(tally: Tally) -> str:
    shown = ("posts", "posts_unanswered", "events_with_2xx", "facts", "touches", "enrollments")
    rows = [(name, getattr(tally, name)) for name in (*shown, *PROMISES)]
    rows += [("kills", sum(tally.kills.values())), ("minutes", tally.minutes)]
    return "\n".join(f"{name.replace('_', ' '):<20} {value:>8}" for name, value in rows)


if __name__ == "__main__":
    sys.exit(main())
