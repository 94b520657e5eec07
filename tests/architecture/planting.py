"""A copy of the rooms in which a test may plant one fault and ask a linter about it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS: list[str] = PROJECT["tool"]["importlinter"]["root_packages"]


@dataclass(frozen=True)
class Garden:
    """The copy; what is planted in a room stands in its `planted.py`."""

    root: Path

    def plant(self, room: str, line: str) -> Path:
        file = self.root / room / "planted.py"
        file.write_text(f'"""Planted."""\n\n{line}\n', encoding="utf-8")
        return file

    def ask(self, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What the tool says of the copy, with no memory of earlier runs but the one it keeps."""
        program = Path(sys.executable).with_name(tool)
        return subprocess.run(
            [program, *arguments], cwd=self.root, capture_output=True, text=True, check=False
        )


def a_garden(root: Path) -> Garden:
    """The rooms and the rules as they are now, copied to `root`."""
    shutil.copy(ROOT / "pyproject.toml", root)
    for room in ROOMS:
        shutil.copytree(ROOT / room, root / room, ignore=shutil.ignore_patterns("__pycache__"))
    return Garden(root)
