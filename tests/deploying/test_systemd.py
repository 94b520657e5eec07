"""The units of one box are what systemd takes, and leave a process little to do harm with."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploying.commands import commands_in, fault_of
from tests.deploying.files import DEPLOY

UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
ANALYZE = shutil.which("systemd-analyze") or ""
# Of 10, by systemd's own measure; below 2 it says «OK».
MOST_EXPOSED = 15


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units as on a box, with programs that are there."""
    folder = tmp_path_factory.mktemp("units")
    for unit in UNITS:
        text = re.sub(r"/opt/drumbeat/bin/\w+", "/bin/true", unit.read_text(encoding="utf-8"))
        (folder / unit.name.replace("@", "@1")).write_text(text, encoding="utf-8")
    return folder


def test_systemd_understands_them(installed: Path) -> None:
    """No directive that it does not know, no unit that is missing."""
    said = subprocess.run(
        [ANALYZE, "verify", *sorted(installed.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.stderr == ""
    assert said.returncode == 0


@pytest.mark.parametrize("name", [unit.name.replace("@", "@1") for unit in UNITS])
def test_they_are_hardened(installed: Path, name: str) -> None:
    """Systemd's own measure of how exposed a process is."""
    threshold = ("--offline=true", f"--threshold={MOST_EXPOSED}")

    said = subprocess.run(
        [ANALYZE, "security", *threshold, installed / name],
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_they_run_what_exists(unit: Path) -> None:
    """Each ExecStart is a command of ours, or the Temporal server that comes with us."""
    text = unit.read_text(encoding="utf-8")
    started = re.findall(r"(?m)^ExecStart=/opt/drumbeat/bin/(\w+)", text)

    assert set(started) <= {"drumbeat", "temporal"}
    assert [fault for each in commands_in(text) if (fault := fault_of(each))] == []
