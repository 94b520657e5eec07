"""No file takes long or much memory to refuse or to read, whatever stands in it."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path
from time import process_time

import pytest

from domain.cadence import load_cadence
from tests.domain.cadence.bombs import BOMBS, WORDY, ended
from tests.domain.cadence.files import EVERYTHING

# Of processor time. Measured: at most 1.3 s; a busy or slower machine may take far longer.
MOST_SECONDS = 6
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", [*BOMBS, *WORDY])
def test_every_file_ends_soon_in_one_line(name: str) -> None:
    """The worst that 256 KiB can say is a cadence or refused within seconds."""
    load_cadence(EVERYTHING)
    before = process_time()

    said = ended({**BOMBS, **WORDY}[name])

    assert process_time() - before < MOST_SECONDS
    assert "\n" not in said
    assert len(said) < 1_000


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("aliases of aliases", "anchors and aliases are refused"),
        ("brackets in brackets", "nested deeper than any cadence"),
        ("dashes in dashes", "nested deeper than any cadence"),
        ("more keys than are read", "more keys and items than any cadence"),
        ("a list in brackets", "more keys and items than any cadence"),
        ("combinations of small changes", "more than 64 combinations"),
    ],
)
def test_what_grows_is_refused_for_growing(name: str, why: str) -> None:
    """Each bound is the one that stops it, and not another that comes later."""
    assert why in ended(BOMBS[name])


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


def test_they_fit_into_little_memory() -> None:
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
