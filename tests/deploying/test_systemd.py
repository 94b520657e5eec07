"""The units of one box are what systemd takes, and leave a process little to do harm with."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.binaries import TEMPORAL
from tests.deploying.commands import commands_in, fault_of
from tests.deploying.files import DEPLOY
from worker.health import STUCK_AFTER

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
def test_a_boot_waits_for_nothing_that_failed(unit: Path) -> None:
    """What comes too early is started again; a required unit that failed once would end it all."""
    text = unit.read_text(encoding="utf-8")

    assert re.search(r"(?m)^(Requires|BindsTo|Requisite)=", text) is None
    assert re.search(r"(?m)^Restart=(always|on-failure)$", text)


def test_a_stuck_worker_is_started_again() -> None:
    """After as long as its health answer would take to say so, and not before."""
    unit = (DEPLOY / "systemd" / "drumbeat-worker@.service").read_text(encoding="utf-8")

    assert re.findall(r"(?m)^WatchdogSec=(\d+)$", unit) == [f"{STUCK_AFTER:g}"]


def test_the_settings_are_read_by_a_shell_as_by_systemd() -> None:
    """So that `/usr/local/bin/drumbeat` has what the units have; blanks are quoted."""
    example = DEPLOY / "systemd" / "drumbeat.env.example"

    told = subprocess.run(
        ["/bin/sh", "-euc", f". {example}; echo $DRUMBEAT_MAIL_FROM"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == "Robin Vale <robin@northwind.example>\n"
    subprocess.run(["/bin/sh", "-n", DEPLOY / "systemd" / "drumbeat"], check=True)


def test_prometheus_asks_at_the_ports_of_the_units() -> None:
    """Those of two workers, two webhook processes and a console."""
    file = DEPLOY / "observability" / "prometheus-one-box.yaml"
    asked = re.findall(r"127\.0\.0\.1:94\d\d", file.read_text(encoding="utf-8"))

    shown = [
        address.replace("%i", number)
        for unit in UNITS
        for address in re.findall(r"METRICS_ADDRESS=(127\S+)", unit.read_text(encoding="utf-8"))
        for number in ("1", "2")
    ]

    assert set(asked) == set(shown)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_they_run_what_exists(unit: Path) -> None:
    """Each ExecStart is a command of ours, or the Temporal server that comes with us."""
    text = unit.read_text(encoding="utf-8")
    started = re.findall(r"(?m)^ExecStart=/opt/drumbeat/bin/(\w+)", text)

    assert set(started) <= {"drumbeat", "temporal"}
    assert [fault for each in commands_in(text) if (fault := fault_of(each))] == []


def test_temporal_knows_its_options() -> None:
    """Those with which the unit starts the server that comes with us."""
    unit = (DEPLOY / "systemd" / "drumbeat-temporal.service").read_text(encoding="utf-8")
    (command,) = re.findall(r"(?m)^ExecStart=\S+/temporal (.+)$", unit)
    asked = ([*command.partition(" --")[0].split(), "--help"], ["options"])

    known = "".join(
        subprocess.run([TEMPORAL, *each], capture_output=True, text=True, check=True).stdout
        for each in asked
    )

    options = re.findall(r"--[a-z-]+", command)
    assert len(options) > 5
    assert [each for each in options if f"{each} " not in known] == []
