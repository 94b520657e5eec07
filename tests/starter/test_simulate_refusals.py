"""Bad input to `drumbeat simulate` is one clear line and exit code 2, with nothing on stdout."""

from __future__ import annotations

import json

import pytest

from tests.starter.command_line import CommandLine
from tests.starter.simulations import CADENCE, MONDAY, PEOPLE


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--reply", "nobody@x.example@day-1-email"], "nobody in"),
        (["--reply", "*@day-2-email"], "no step 'day-2-email'; did you mean 'day-"),
        (["--reply", "*@day-1-email:rude"], "'rude' is no reply class"),
        (["--reply", "*"], "is not EMAIL@STEP or EMAIL@STEP:CLASS"),
        (["--disposition", "*@day-3-call"], "is not EMAIL@STEP:DISPOSITION"),
        (["--disposition", "*@day-3-call:conected"], "did you mean 'connected'?"),
        (["--click", "*@day-1-email:twice"], "nothing stands behind the step"),
        (["--outage", "2026-11-24T00:00:00Z"], "is not FROM..TO"),
        (["--outage", "2026-11-24T00:00:00Z..2026-11-23T00:00:00Z"], "ends before it begins"),
        (["--outage", "2026-11-24T00:00:00..2026-11-25T00:00:00"], "has no offset"),
        (["--outage", "2026-11-24T00:00:00Z..9999-11-23T00:00:00Z"], "is out of reach"),
        (["--html", "no-such-folder/page.html"], "cannot be written"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_a_bad_assumption_is_one_line(drumbeat: CommandLine, more: list[str], said: str) -> None:
    """Exit code 2, one line that says what is wrong, nothing on stdout."""
    ran = drumbeat("simulate", CADENCE, "--prospects", PEOPLE, "--from", MONDAY, *more)

    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert ran.out == ""


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("2026-11-23T09:00:00", "has no offset"),
        ("next monday", "is no instant"),
        ("9999-12-31T09:00:00Z", "is out of reach"),
        ("0001-01-01T00:00:00Z", "is out of reach"),
    ],
)
def test_a_bad_start_is_one_line(drumbeat: CommandLine, start: str, said: str) -> None:
    """`--from` is an instant with an offset, in years whose holidays are known."""
    ran = drumbeat("simulate", CADENCE, "--prospects", PEOPLE, "--from", start)

    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


def test_bad_rows_are_refused_or_left_out(drumbeat: CommandLine) -> None:
    """As `enroll` does: every bad row is named, and --skip-bad-rows takes the others."""
    people = drumbeat.file("odd.csv", "email\nada@x.example\nnone\n")
    arguments = ("simulate", CADENCE, "--prospects", people, "--from", MONDAY, "--json")

    refused = drumbeat(*arguments)
    taken = drumbeat(*arguments, "--skip-bad-rows")

    assert refused.code == 2
    assert "odd.csv:3:" in refused.err
    assert refused.out == ""
    assert {touch["prospect"] for touch in json.loads(taken.out)["touches"]} == {"ada@x.example"}
