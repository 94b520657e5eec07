"""A machine without Debian's packages runs every test that it can, and leaves out what it must."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.debian import NEEDS

TESTS = Path(__file__).parents[1]
# Whoever has a name that begins so at hand, whatever the way it came, starts that program.
STARTED_BY = {
    "chromium": "tests.console.rooms.",
    "dovecot-imapd": "tests.imap_server.an_imap_server",
    "nginx-light": "tests.operating.proxy.a_site",
    "postfix": "tests.postfix.a_postfix",
}


@cache
def at_hand(file: Path) -> frozenset[str]:
    """The names that a file imports, and those that what it imports of tests/ does."""
    imports = [
        node
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    ]
    names = frozenset(f"{node.module}.{each.name}" for node in imports for each in node.names)
    paths = {TESTS.parent / f"{str(node.module).replace('.', '/')}.py" for node in imports}
    ours = [path for path in paths if path.is_relative_to(TESTS) and path.exists()]
    return names.union(*(at_hand(path) for path in ours))


@pytest.mark.parametrize(("package", "name"), STARTED_BY.items())
def test_what_starts_a_program_is_left_out_without_it(package: str, name: str) -> None:
    """Each test file that can start it is named, and no other."""
    tests = TESTS.rglob("test_*.py")

    starting = {file for file in tests if any(each.startswith(name) for each in at_hand(file))}

    assert set(NEEDS[package]) == {str(file.relative_to(TESTS)) for file in starting}
