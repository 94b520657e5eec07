"""Every gate of `make check` fails where it should: one planted line each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.planting import PROJECT, Garden, a_garden

# Contract, room, and the line that must not stand there.
DIRECTIONS = [
    ("rooms-that-act", "activities", "import workflows"),
    ("rooms-that-act", "worker", "import starter"),
    ("rooms-that-act", "console", "import webhooks"),
    ("rooms-that-keep", "ledger", "import config"),
    ("rooms-that-keep", "config", "import webhooks"),
    ("domain-is-pure", "domain", "import temporalio"),
    ("domain-is-pure", "domain", "import asyncio"),
    ("domain-is-pure", "domain", "from time import monotonic"),
    ("workflows-are-deterministic", "workflows", "import random"),
    ("ports-not-ledger", "workflows", "import config"),
    ("sql-in-one-room", "webhooks", "import sqlalchemy"),
    ("sql-in-one-room", "console", "import sqlalchemy"),
    ("http-in-one-room", "activities", "import fastapi"),
    ("http-in-one-room", "config", "import fastapi"),
]

# Rule, room, and a line that it refuses there.
LINES = [
    ("TID251", "domain", "import datetime\n\nNOW = datetime.datetime.now(datetime.UTC)"),
    ("TID251", "ledger", "import datetime\n\nTODAY = datetime.date.today()"),
    ("TID251", "config", "import time\n\nNOW = time.time()"),
    ("TID251", "workflows", "import uuid\n\nID = uuid.uuid4()"),
    ("TID251", "activities", "import random\n\nJITTER = random.random()"),
    ("TID251", "webhooks", 'import os\n\nSECRET = os.environ["DRUMBEAT_WEBHOOK_SECRET"]'),
    ("TID251", "worker", "from unittest.mock import Mock\n\nLEDGER = Mock()"),
    ("TID252", "starter", "from . import cli"),
    ("T201", "ledger", 'print("here")'),
    ("FBT001", "domain", "def plan(late: bool) -> None:\n    del late"),
    ("D103", "domain", "def plan() -> None:\n    return None"),
    ("BLE001", "webhooks", "try:\n    import cli\nexcept Exception:\n    cli = None"),
    ("PGH003", "domain", "LATE: int = None  # type: ignore"),
]


@pytest.fixture(scope="module")
def copied_rooms(tmp_path_factory: pytest.TempPathFactory) -> Garden:
    return a_garden(tmp_path_factory.mktemp("garden"))


@pytest.fixture
def garden(copied_rooms: Garden) -> Iterator[Garden]:
    yield copied_rooms
    for planted in copied_rooms.root.rglob("planted.py"):
        planted.unlink()


def _refused(garden: Garden, contract: str) -> str:
    asked = garden.ask("lint-imports", "--no-logo", "--contract", contract)
    return "" if asked.returncode == 0 else asked.stdout


@pytest.mark.parametrize(("contract", "room", "line"), DIRECTIONS)
def test_an_import_against_the_direction_breaks_its_contract(
    garden: Garden, contract: str, room: str, line: str
) -> None:
    """One import from the wrong room, and the contract that forbids it names the importer."""
    garden.plant(room, line)

    said = _refused(garden, contract)

    assert f"{room}.planted ->" in said


def test_the_ledger_cannot_be_reached_by_a_detour(garden: Garden) -> None:
    """An activity that reaches the ledger through another room is refused, too."""
    garden.plant("domain", "import ledger")
    garden.plant("activities", "import domain.planted")

    said = _refused(garden, "ports-not-ledger")

    assert "activities.planted -> domain.planted" in said


def test_every_contract_has_a_planted_line() -> None:
    """A contract that nothing proves able to fail is no gate."""
    contracts = {contract["id"] for contract in PROJECT["tool"]["importlinter"]["contracts"]}

    assert contracts == {contract for contract, _, _ in DIRECTIONS}


@pytest.mark.parametrize(("rule", "room", "line"), LINES)
def test_a_line_against_the_manner_is_refused(
    garden: Garden, rule: str, room: str, line: str
) -> None:
    """A clock, chance, the environment, a mock, a flag, a bare print: each in a room without it."""
    planted = garden.plant(room, line)

    said = garden.ask("ruff", "check", "--no-cache", "--output-format", "concise", str(planted))

    assert said.returncode == 1
    assert rule in said.stdout


def test_only_the_host_clock_reads_the_clock(garden: Garden) -> None:
    """The exception for `config/host_clock.py` is real, and needed."""
    reader = garden.root / "config" / "host_clock.py"

    excepted = garden.ask("ruff", "check", "--no-cache", "--select", "TID251", str(reader))
    moved = reader.rename(reader.with_name("planted.py"))
    refused = garden.ask("ruff", "check", "--no-cache", "--select", "TID251", str(moved))
    moved.rename(reader)

    assert (excepted.returncode, refused.returncode) == (0, 1)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        ("no-untyped-def", "def plan(late):\n    return late"),
        ("call-arg", "from domain.cadence import Window\n\nWindow()"),
        ("arg-type", 'from domain.clock import Clock\n\nClock("now", "fast")'),
    ],
)
def test_types_are_checked_strictly(garden: Garden, error: str, line: str) -> None:
    """An untyped function, a model that lacks a field, a wrong argument: mypy refuses each."""
    planted = garden.plant("domain", line)

    said = garden.ask("mypy", str(planted.relative_to(garden.root)))

    assert said.returncode == 1
    assert f"[{error}]" in said.stdout


def test_unformatted_code_is_refused(garden: Garden) -> None:
    """Layout is the formatter's, not a matter of taste."""
    planted = garden.plant("domain", "DAYS  =  [ 1,3 ]")

    said = garden.ask("ruff", "format", "--check", "--no-cache", str(planted))

    assert said.returncode == 1


def test_the_copy_is_like_the_tree() -> None:
    """The rooms that the gates know are the rooms that are shipped."""
    shipped = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

    assert sorted(shipped) == sorted(PROJECT["tool"]["importlinter"]["root_packages"])
    assert set(shipped) <= set(PROJECT["tool"]["mypy"]["files"])
    assert all((Path(room) / "__init__.py").is_file() for room in shipped)
