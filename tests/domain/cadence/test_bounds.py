"""No file takes long or much memory to refuse or to read, whatever stands in it."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path
from time import process_time

import pytest

from domain.cadence import load_cadence
from tests.domain.cadence.bombs import BOMBS, ended
from tests.domain.cadence.files import EVERYTHING

# Of processor time. Measured: at most 1.3 s; a slower machine may take three times as long.
MOST_SECONDS = 4
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", BOMBS)
def test_every_file_ends_soon_in_one_line(name: str) -> None:
    """The worst that 256 KiB can say is a cadence or refused within seconds."""
    load_cadence(EVERYTHING)
    before = process_time()

    said = ended(BOMBS[name])

    assert process_time() - before < MOST_SECONDS
    assert "\n" not in said
    assert len(said) < 1_000


@pytest.mark.parametrize("name", [name for name in BOMBS if name.startswith("ten megabytes")])
def test_ten_megabytes_are_refused_before_they_are_read(name: str) -> None:
    """By size alone: within a fraction of a second, with little more memory than the text has."""
    tracemalloc.start()
    before = process_time()

    said = ended(BOMBS[name])

    took, (_, peak) = process_time() - before, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "larger than 256 KiB" in said
    assert took < 1
    assert peak < 25_000_000


def test_all_of_them_fit_into_little_memory() -> None:
    """With 200 MiB to spare, a fresh program loads every one of them and goes on."""
    asked = subprocess.run(
        [sys.executable, "-m", "tests.domain.cadence.bombs"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert asked.stderr == ""
    assert len(asked.stdout.splitlines()) == len(BOMBS)
