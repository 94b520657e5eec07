"""The cadences that come with Drumbeat are examples to follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.cadence.file import read_cadence
from domain.linting import lint

SHIPPED = sorted((Path(__file__).parents[3] / "cadences").glob("*.yaml"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_cadence_is_clean(file: Path) -> None:
    """Nothing is found in it, not even a warning."""
    read = read_cadence(file.read_text(encoding="utf-8"), file.name)

    found = [f"{read.line_of(one.loc)}: {one.words}" for one in lint(read.cadence).findings]

    assert found == []
