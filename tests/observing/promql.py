"""The names of the metrics that a PromQL expression asks for, and whether it is one at all."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

# What stands where a metric's name could, and is none: strings, matchers, ranges, labels in
# brackets after a grouping word, and numbers.
_NOT_A_NAME = re.compile(
    r'"[^"]*"|\{[^}]*\}|\[[^\]]*\]|\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)'
)
_NAME = re.compile(r"(?<![\w:])([a-zA-Z_:][\w:]*)\b(?!\s*\()")
_WORDS = frozenset({"and", "or", "unless", "bool", "offset"})
PROMTOOL = shutil.which("promtool")


def metrics_of(expression: str) -> set[str]:
    """`rate(a_total{b="c"}[5m]) > 0` asks for `a_total`."""
    return set(_NAME.findall(_NOT_A_NAME.sub(" ", expression))) - _WORDS


def labels_of(expression: str) -> set[tuple[str, str]]:
    """Which label of which metric it wants to be what; `job` is Prometheus's own."""
    chosen = re.findall(r"(\w+)\{([^}]*)\}", expression)
    pairs = ((name, each) for name, wanted in chosen for each in wanted.split(","))
    return {(name, each) for name, each in pairs if re.fullmatch(r'(?!job\b)\w+="[^"]*"', each)}


def exposed(page: str) -> set[str]:
    """Every name that a page of metrics has a sample of."""
    return {line.partition("{")[0].partition(" ")[0] for line in page.splitlines()} - {"#", ""}


def checked(rules: Path) -> str:
    """What Prometheus's own tool says against a file of rules; nothing where it is sound."""
    assert PROMTOOL is not None
    done = subprocess.run(
        [PROMTOOL, "check", "rules", rules], capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def as_rules(expressions: Iterable[str]) -> dict[str, object]:
    """The expressions as recording rules, so that the tool reads each."""
    rules = [{"record": f"panel:{n}", "expr": each} for n, each in enumerate(expressions)]
    return {"groups": [{"name": "panels", "rules": rules}]}
