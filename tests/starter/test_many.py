"""One change for all enrollments that fit, on the command line, with a worker that obeys."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.starter.command_line import CADENCE, CommandLine

PEOPLE = "email,first_name,account\n" + "".join(
    f"p{number}@x.example,P{number},{'Northwind' if number < 3 else 'Contoso'}\n"
    for number in range(5)
)
ALL = ("--cadence", "two-touches", "--by", "ana")
YES = (*ALL, "--yes")


def enrolled(drumbeat: CommandLine) -> None:
    """Three of Northwind and two of Contoso."""
    drumbeat("cadence", "publish", drumbeat.file("my.yaml", CADENCE))
    people = drumbeat.file("p.csv", PEOPLE)
    assert drumbeat("enroll", people, "--cadence", "two-touches").code == 0


def states(drumbeat: CommandLine) -> Counter[str]:
    rows = drumbeat("enrollment", "list", "--json").json()
    assert isinstance(rows, list)
    return Counter(row["state"] for row in rows)


def test_all_that_fit_are_changed_once(worked: CommandLine) -> None:
    """Said without --yes it is told how many; said again it changes nothing for those done."""
    drumbeat = worked
    enrolled(drumbeat)
    northwind = ("--account", "Northwind", "--by", "ana", "--reason", "holiday")

    told = drumbeat("enrollment", "pause", *northwind).out
    some = drumbeat("enrollment", "pause", *northwind, "--yes").out
    again = drumbeat("enrollment", "pause", *northwind, "--yes").out
    after_pause = states(drumbeat)
    going_on = drumbeat("enrollment", "resume", *YES).out
    finished = drumbeat("enrollment", "finish", *YES).out
    nobody = drumbeat("enrollment", "finish", *YES).out

    assert told.startswith("3 would be paused: 3 ")
    assert told.endswith("nothing was changed; --yes does it\n")
    assert (some, again) == ("3 paused\n", "3 stood so already\n")
    assert after_pause["paused"] == 3
    assert going_on == "3 resumed\n2 stood so already\n"
    assert finished == "5 finished\n"
    assert states(drumbeat) == {"finished": 5}
    assert nobody == "no open enrollment fits\n"


def test_without_temporal_it_is_said_what_is_away(drumbeat: CommandLine) -> None:
    """One line, exit code 1, and nothing changed."""
    drumbeat("cadence", "publish", drumbeat.file("my.yaml", CADENCE))

    ran = drumbeat("enrollment", "pause", *YES)

    assert ran.code == 1
    assert "Temporal" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [(), ("e-1", "--cadence", "two-touches"), ("--state", "finished", "--yes")],
    ids=["nobody", "both", "ended"],
)
def test_it_has_to_be_said_who_is_meant(drumbeat: CommandLine, arguments: tuple[str, ...]) -> None:
    """Nobody, two ways at once, or what has ended: a line, and nothing done."""
    ran = drumbeat("enrollment", "pause", *arguments)

    assert ran.code == 2
    assert ran.err.count("\n") == 1
