"""`python -m bench.operations`: the built wheel under load while each of its processes goes.

The ordeal of `tests/operating`, at length: one JSON document on stdout, a table on stderr, exit 1
where a promise is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from dataclasses import asdict
from secrets import token_hex

from tests.e2e.inbound import PROMISES
from tests.operating.ordeal import Plan, Stood, ordeal


def main() -> int:
    """The document alone on stdout."""
    plan = _plan()
    print(f"seed {plan.seed}: {plan.people} enrollments", file=sys.stderr, flush=True)
    stood = asyncio.run(ordeal(plan))
    print(json.dumps(_document(plan, stood), indent=2))
    print(_table(stood), file=sys.stderr)
    return 1 if stood.broken else 0


def _plan() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m bench.operations")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--events", type=int, default=1500)
    parser.add_argument("--speed", type=float, default=2_000.0, help="of the clock")
    parser.add_argument("--seconds", type=float, default=150.0, help="in which the events come")
    parser.add_argument("--pause", type=float, default=4.0, help="seconds between two that go")
    parser.add_argument("--patience", type=float, default=900.0, help="seconds, then given up")
    parser.add_argument("--seed", default=token_hex(4))
    return Plan(**vars(parser.parse_args()))


def _document(plan: Plan, stood: Stood) -> dict[str, object]:
    users = sorted(stood.users)
    told = {**asdict(stood), "users": users, "broken": stood.broken, "plan": asdict(plan)}
    return {**told, "cores": os.cpu_count()}


def _table(stood: Stood) -> str:
    tally = stood.tally
    rows: list[tuple[str, object]] = [
        ("enrollments", tally.enrollments),
        ("events with a 2xx", tally.events_with_2xx),
        ("facts of them", tally.facts),
        ("posts unanswered", tally.posts_unanswered),
        ("touches", tally.touches),
        ("mails", stood.mails),
        ("mails repeated", stood.repeated),
        *((name.replace("_", " "), getattr(tally, name)) for name in PROMISES),
        ("parts restarted", len(stood.restarted)),
        ("parts killed", len(stood.killed)),
        ("minutes", tally.minutes),
    ]
    return "\n".join(f"{name:<20} {value:>8}" for name, value in rows)


if __name__ == "__main__":
    sys.exit(main())
