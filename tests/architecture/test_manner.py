"""What no linter knows of: every test says what it proves, every exception says why."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.planting import ROOMS, ROOT

LONGEST_FILE = 350
VAGUE = re.compile(r"(utils?|helpers?|managers?|process|data|misc|common)\.py")
EXCEPTION = re.compile(r"#\s*(noqa|type:\s*ignore)\b(?P<rest>.*)")
# mypy takes a reason only as a comment of its own.
WITH_REASON = re.compile(r"(:\s*|\[)[\w\-, ]+\]?\s+(# )?-- \S")
# Machine paths and the addresses of package indexes; both mean nothing to the next reader.
OF_ONE_MACHINE = re.compile(r"(/root/|/home/\w|/Users/\w|/work/|file://|/simple/?\b|find-links=)")


def python_files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def _tests_of(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if node.name.startswith("test_"):
            yield node


def test_every_test_says_what_it_proves() -> None:
    """A test without a docstring leaves its reader to guess what broke."""
    silent = [
        f"{file.relative_to(ROOT)}:{test.lineno}"
        for file in python_files("tests")
        for test in _tests_of(file)
        if not ast.get_docstring(test)
    ]

    assert silent == []


def test_every_exception_to_a_rule_says_why() -> None:
    """`noqa` and `type: ignore` name their rule, then ` -- ` and the reason."""
    bare = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in python_files(*ROOMS, "bench", "tests")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if (found := EXCEPTION.search(line)) and not WITH_REASON.match(found["rest"].strip())
        if file.parent != Path(__file__).parent
    ]

    assert bare == []


def test_no_file_is_too_long_or_vaguely_named() -> None:
    """A file one can read in a sitting, with a name that says what is in it."""
    rooms = python_files(*ROOMS)

    assert [file for file in rooms if VAGUE.fullmatch(file.name)] == []
    assert [file for file in rooms if len(file.read_text().splitlines()) > LONGEST_FILE] == []


@pytest.mark.parametrize(
    "file",
    ["Makefile", "pyproject.toml", "requirements.lock", ".ci/run", "deploy/Dockerfile"],
)
def test_nothing_of_one_machine_is_written_down(file: str) -> None:
    """What builds Drumbeat names no folder of one machine and no package index."""
    found = OF_ONE_MACHINE.findall((ROOT / file).read_text(encoding="utf-8"))

    assert found == []
