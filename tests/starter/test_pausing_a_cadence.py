"""A whole cadence is paused and resumed on the command line."""

from __future__ import annotations

import time
from typing import Any

from tests.starter.command_line import CADENCE, CommandLine, Ran


def published(drumbeat: CommandLine) -> None:
    assert drumbeat("cadence", "publish", drumbeat.file("my.yaml", CADENCE)).code == 0


def the_row(ran: Ran) -> dict[str, Any]:
    """The one row of a list."""
    rows = ran.json()
    assert isinstance(rows, list)
    (row,) = rows
    assert isinstance(row, dict)
    return row


def test_who_paused_a_cadence_is_listed_until_it_goes_on(drumbeat: CommandLine) -> None:
    """Said twice it changes nothing, and the list says by whom and why."""
    published(drumbeat)
    ana = ("two-touches", "--by", "ana")

    first = drumbeat("cadence", "pause", *ana, "--because", "wrong price").out
    second = drumbeat("cadence", "pause", *ana).out
    listed = drumbeat("cadence", "list").out
    row = the_row(drumbeat("cadence", "list", "--json"))
    goes_on = drumbeat("cadence", "resume", *ana).out
    again = drumbeat("cadence", "resume", *ana).out

    assert first == "two-touches is paused\n"
    assert second == "two-touches was paused already\n"
    assert "by ana: wrong price" in listed
    assert (row["paused"]["by"], row["paused"]["because"]) == ("ana", "wrong price")
    assert goes_on == "two-touches goes on\n"
    assert again == "two-touches was not paused\n"


def test_those_in_it_are_listed_as_paused_with_it(drumbeat_on_temporal: CommandLine) -> None:
    """In the list and on the page of each; a program reads it from its own key."""
    drumbeat = drumbeat_on_temporal
    published(drumbeat)
    people = drumbeat.file("p.csv", "email,first_name\nana@x.example,Ana\n")
    drumbeat("enroll", people, "--cadence", "two-touches")

    drumbeat("cadence", "pause", "two-touches", "--by", "ana")

    row = the_row(drumbeat("enrollment", "list", "--json"))
    shown = drumbeat("enrollment", "show", row["enrollment"]).out
    assert row["is_cadence_paused"] is True
    assert "paused with its cadence" in drumbeat("enrollment", "list").out
    assert "paused with its cadence" in shown


def test_what_cannot_be_paused_is_said_in_a_line(drumbeat: CommandLine) -> None:
    """An unknown cadence, and nobody who does it."""
    published(drumbeat)

    unknown = drumbeat("cadence", "pause", "nowhere", "--by", "ana")
    nobody = drumbeat("cadence", "pause", "two-touches", "--by", " ")

    assert (unknown.code, nobody.code) == (2, 2)
    assert "no cadence 'nowhere' has been published" in unknown.err
    assert nobody.err.startswith("`by` is who does it")


def test_the_liveness_proof_names_the_hold_and_a_worker_wakes(worked: CommandLine) -> None:
    """Held for its cadence is no stall; once that is resumed the worker plans it within seconds."""
    drumbeat = worked
    published(drumbeat)
    drumbeat("cadence", "pause", "two-touches", "--by", "ana")
    people = drumbeat.file("p.csv", "email,first_name\nana@x.example,Ana\n")
    drumbeat("enroll", people, "--cadence", "two-touches")
    the_touch_is(drumbeat, "held")

    proof = drumbeat("ledger", "verify")
    drumbeat("cadence", "resume", "two-touches", "--by", "ana")

    the_touch_is(drumbeat, "planned")
    assert proof.code == 0, proof.out
    assert drumbeat("ledger", "verify").code == 0


def the_touch_is(drumbeat: CommandLine, outcome: str) -> None:
    """Return when the first touch of the only enrollment has come so far."""
    enrollment = the_row(drumbeat("enrollment", "list", "--json"))["enrollment"]
    deadline = time.monotonic() + 60
    while True:
        whole = drumbeat("enrollment", "show", enrollment, "--json").json()
        assert isinstance(whole, dict)
        if [touch["outcome"] for touch in whole["touches"]] == [outcome]:
            return
        assert time.monotonic() < deadline, whole
        time.sleep(0.2)
