"""Which release this is: its version, the commit it was made of, and when it was built.

A wheel carries the last two in `build.json`; a checkout asks git. `hatch_build.py`, which writes
that file, runs this one by itself, so it needs nothing but the standard library.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

BUILD = Path(__file__).with_name("build.json")
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Release:
    """What runs; `built` is an instant in UTC, None for a checkout."""

    version: str
    commit: str
    built: str | None

    def __str__(self) -> str:
        how = f"built {self.built}" if self.built else "a checkout"
        return f"{self.version} (commit {self.commit}, {how})"


def this_release() -> Release:
    """The release that this process runs."""
    if BUILD.is_file():
        known = json.loads(BUILD.read_text(encoding="utf-8"))
        return Release(version("drumbeat"), known["commit"], known["built"])
    return Release(version("drumbeat"), commit_of(BUILD.parents[1]), None)


def commit_of(checkout: Path) -> str:
    """The commit of a checkout, `-dirty` where files differ from it; `unknown` without git."""
    described = ("describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
    try:
        asked = subprocess.run(  # noqa: S603 -- git's own words about our own folder
            ["git", "-C", str(checkout), *described],  # noqa: S607 -- wherever git is installed
            check=False,
            capture_output=True,
            text=True,
        )
    except OSError:
        return UNKNOWN
    return asked.stdout.strip() or UNKNOWN
