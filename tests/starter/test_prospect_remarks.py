"""A list that lacks what the cadence requires: a column is refused, single rows are counted."""

from __future__ import annotations

import json

import pytest

from tests.starter.command_line import CADENCE, CommandLine
from tests.starter.simulations import MONDAY

MISSING = (
    "p.csv:1: there is no column 'first_name', which two-touches requires; add it, or declare "
    "the variable as optional\n"
)


@pytest.fixture
def simulate(drumbeat: CommandLine) -> tuple[str, ...]:
    """A simulation of two touches that name the first name."""
    cadence = drumbeat.file("my.yaml", CADENCE)
    return ("simulate", cadence, "--prospects", "p.csv", "--from", MONDAY, "--json")


def test_a_missing_column_is_one_line(drumbeat: CommandLine, simulate: tuple[str, ...]) -> None:
    """Nobody is simulated, and nobody enrolled, without what the cadence requires."""
    drumbeat.file("p.csv", "email\na@x.example\n")
    drumbeat("cadence", "publish", "my.yaml")

    simulated = drumbeat(*simulate)
    enrolled = drumbeat("enroll", "p.csv", "--cadence", "two-touches")

    assert (simulated.code, simulated.out, simulated.err) == (2, "", MISSING)
    assert (enrolled.code, enrolled.out, enrolled.err) == (2, "", MISSING)


def test_rows_without_a_value_are_counted(drumbeat: CommandLine, simulate: tuple[str, ...]) -> None:
    """They are taken, and one line says how many there are and where the first is."""
    people = "email,first_name\na@x.example,Ana\nb@x.example,\nc@x.example,Cy\nd@x.example,\n"
    drumbeat.file("p.csv", people)

    ran = drumbeat(*simulate)

    assert ran.code == 0
    assert ran.err == (
        "p.csv:3: 'first_name' is missing here and in 1 more; touches that say it become rep "
        "tasks\n"
    )
    whys = {one["prospect"]: one["why"] for one in json.loads(ran.out)["touches"]}
    assert "needs first_name from a rep" in whys["d@x.example"]


def test_an_unknown_region_is_one_line(drumbeat: CommandLine, simulate: tuple[str, ...]) -> None:
    """Where the country's calendar tells regions apart; elsewhere any word is fine."""
    people = (
        "email,first_name,country,region\n"
        "a@x.example,Ana,DE,BY\n"
        "b@x.example,Bob,DE,Bavria\n"
        "c@x.example,Cy,US,West\n"
        "d@x.example,Di,SG,West\n"
        "e@x.example,Eve,,West\n"
    )
    drumbeat.file("p.csv", people)

    ran = drumbeat(*simulate)

    assert ran.code == 0
    assert ran.err == (
        "p.csv:3: DE has no region 'Bavria'; the holidays of all of it count here and in 1 more; "
        "write one such as BB\n"
    )


def test_research_may_bring_what_is_required(drumbeat: CommandLine) -> None:
    """What a step of the cadence finds out needs no column."""
    found = CADENCE.replace(
        "steps:\n",
        "steps:\n"
        '  - {id: look, day: 1, channel: research, questions: ["Who?"], fills: [first_name]}\n',
    )
    drumbeat.file("found.yaml", found)
    drumbeat.file("p.csv", "email\na@x.example\n")

    ran = drumbeat("simulate", "found.yaml", "--prospects", "p.csv", "--from", MONDAY, "--json")

    assert (ran.code, ran.err) == (0, "")
