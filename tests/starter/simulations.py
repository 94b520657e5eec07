"""Runs `drumbeat simulate` on what is shipped, and reads its document."""

from __future__ import annotations

import json
from typing import Any, TypedDict

from starter.files.library import shipped_folder
from tests.starter.command_line import CommandLine

PEOPLE = str(shipped_folder("examples", "examples") / "prospects.csv")
CADENCE = "outbound-eight-touch"
MONDAY = "2026-11-23T09:00:00-05:00"
OWN = """\
name: two-touches
compliance:
  postal_address: Northwind, 1 Main Street, Springfield
  opt_out: Reply "no thanks" and we stop.
steps:
  - {id: hello, day: 1, channel: email, subject: Hello, text: One question.}
  - {id: ring, day: 3, channel: call, script: Ask.}
"""


class Touch(TypedDict):
    """An object of `touches`; the keys of the contract, and no other."""

    prospect: str
    step: str
    channel: str
    due_at: str
    timezone: str
    variant: str | None
    why: str


class Document(TypedDict):
    """What `simulate --json` prints."""

    cadence: str
    version: str
    touches: list[Touch]
    outcomes: list[dict[str, Any]]


def simulated(drumbeat: CommandLine, *more: str, people: str = PEOPLE) -> Document:
    ran = drumbeat("simulate", CADENCE, "--prospects", people, "--from", MONDAY, "--json", *more)
    assert (ran.code, ran.err) == (0, "")
    document: Document = json.loads(ran.out)
    return document
