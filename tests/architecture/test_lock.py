"""The lock holds what the project declares, with hashes, for every platform."""

from __future__ import annotations

import re
from itertools import groupby

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.planting import PROJECT, ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
# One package may have a version for older Pythons and another for newer ones.
PINS = re.findall(r"^([a-z0-9.-]+)==(\S+)", LOCK, flags=re.MULTILINE)
PINNED = dict(PINS)
DECLARED = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["dependency-groups"]["dev"],
    *PROJECT["build-system"]["requires"],
]


@pytest.mark.parametrize("declared", DECLARED)
def test_every_declared_package_is_locked(declared: str) -> None:
    """A requirement that was changed without `make lock` is found here."""
    requirement = Requirement(declared)

    pinned = PINNED[canonicalize_name(requirement.name)]

    assert requirement.specifier.contains(pinned)


def test_every_pin_has_hashes() -> None:
    """Each pin is followed by at least one sha256, so pip refuses anything else."""
    lines = [line.strip() for line in LOCK.splitlines() if line.strip()]
    kinds = [kind for kind, _ in groupby("hash" if "--hash=" in line else "pin" for line in lines)]

    assert kinds == ["pin", "hash"] * len(PINS)
    assert len([line for line in lines if "--hash=" not in line]) == len(PINS)


def test_other_platforms_are_locked_too() -> None:
    """What only Windows needs is in the lock as well: it was solved for every platform."""
    assert "sys_platform == 'win32'" in LOCK
