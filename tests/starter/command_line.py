"""Runs `drumbeat` as a person would: in a folder of its own, against what the settings name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from starter.cli import run

CADENCE = """\
name: two-touches
variables: {first_name: required}
compliance:
  postal_address: Northwind, 1 Main Street, Springfield
  opt_out: Reply "no thanks" and we stop.
steps:
  - id: hello
    day: 1
    channel: email
    subject: Hi {{ first_name }}
    text: Hello {{ first_name }}
  - id: ring
    day: 3
    channel: call
    script: Ask.
"""


@dataclass(frozen=True)
class Ran:
    """How one command ended and what it said."""

    code: int
    out: str
    err: str

    def json(self) -> object:
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """`drumbeat` in `folder`."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Ran:
        self.capture.readouterr()
        code = run(arguments)
        said = self.capture.readouterr()
        return Ran(code, said.out, said.err)

    def file(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name
