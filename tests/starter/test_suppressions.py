"""`drumbeat suppression`: one list, changed by name, in and out as CSV."""

from __future__ import annotations

import csv
import io

import pytest

from domain.errors import InvalidProspect
from domain.spreadsheets import csv_of, plain
from ledger.rules.suppression_addresses import address_of
from tests.starter.command_line import CADENCE, CommandLine

LIST = """\
address,channel,reason,at
Ana@X.example,,asked on the phone,2026-03-02T09:30:00Z
rival.example,,,
+49 30 901820,call,,
linkedin.com/in/bo,linkedin,,
"""


def listed(drumbeat: CommandLine, *more: str) -> list[dict[str, str]]:
    rows = drumbeat("suppression", "list", "--json", *more).json()
    assert isinstance(rows, list)
    return rows


def entries(drumbeat: CommandLine) -> set[tuple[str, str, str]]:
    return {(row["address"], row["channel"], row["source"]) for row in listed(drumbeat)}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Ana.Ruiz@X.Example ", "Ana.Ruiz@x.example"),
        ("rival.example", "@rival.example"),
        ("@mail.rival.example", "@mail.rival.example"),
        ("bücher.example", "@xn--bcher-kva.example"),
        ("+49 (30) 901820", "+4930901820"),
        ("linkedin.com/in/ana", "https://linkedin.com/in/ana"),
        ("p-0123456789ab", "p-0123456789ab"),
    ],
)
def test_an_address_is_known_by_its_looks(text: str, address: str) -> None:
    """Mail, domain, telephone, profile, or the person whom an opt-out has listed."""
    assert address_of(text) == address


@pytest.mark.parametrize(
    "text", ["", "nobody", "a@b@c.example", "12", "http://x.example", "@a b.c"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """Nothing is put on the list that would never match anybody."""
    with pytest.raises(InvalidProspect):
        address_of(text)


def test_what_is_added_is_listed_and_said_who_did_it(drumbeat: CommandLine) -> None:
    """Adding it twice is adding it once; the changes name the person and the reason."""
    command = ("suppression", "add", "Rival.example", "--by", "ana", "--because", "competitor")

    first, second = drumbeat(*command), drumbeat(*command)

    assert first.out == "@rival.example is suppressed for email\n"
    assert second.out == "@rival.example is suppressed for email already\n"
    assert entries(drumbeat) == {("@rival.example", "email", "competitor")}
    (change,) = listed(drumbeat, "--changes")
    assert (change["change"], change["by"], change["because"]) == ("added", "ana", "competitor")
    assert "@rival.example" in drumbeat("suppression", "list").out


def test_taking_off_needs_a_reason(drumbeat: CommandLine) -> None:
    """Without one, or for what is not listed, it is refused in one line; with one it is kept."""
    drumbeat("suppression", "add", "ana@x.example", "--by", "ana")
    command = ("suppression", "remove", "ana@x.example", "--by", "bo")

    without, empty = drumbeat(*command), drumbeat(*command, "--because", " ")
    other = drumbeat(*command, "--because", "she asked", "--channel", "sms")
    done = drumbeat(*command, "--because", "she asked")

    assert (without.code, empty.code, other.code) == (2, 2, 2)
    assert "--because" in without.err
    assert other.err == (
        "ana@x.example is not suppressed on this channel; `drumbeat suppression list` has those "
        "that are\n"
    )
    assert done.out == "ana@x.example is no longer suppressed for all\n"
    assert [row["change"] for row in listed(drumbeat, "--changes")] == ["added", "removed"]
    assert drumbeat("suppression", "list").out == "nobody is suppressed\n"


def test_a_channel_that_there_is_not_is_named(drumbeat: CommandLine) -> None:
    """With what would be right."""
    ran = drumbeat("suppression", "add", "a@x.example", "--by", "ana", "--channel", "emial")

    assert (ran.code, ran.err) == (2, "'emial' is no channel; did you mean email?\n")


def test_a_list_comes_in_whole(drumbeat: CommandLine) -> None:
    """What a line does not say is filled in; the same file again adds nobody."""
    file = drumbeat.file("list.csv", LIST)

    first = drumbeat("suppression", "import", file, "--by", "ana", "--json")
    second = drumbeat("suppression", "import", file, "--by", "ana")

    assert first.json() == {"added": 4, "already_suppressed": 0}
    assert second.out == "0 suppressed, 4 were so already\n"
    assert entries(drumbeat) == {
        ("ana@x.example", "all", "asked on the phone"),
        ("@rival.example", "email", "import"),
        ("+4930901820", "call", "import"),
        ("https://www.linkedin.com/in/bo", "linkedin", "import"),
    }
    assert listed(drumbeat)[0]["at"] == "2026-03-02T09:30:00+00:00"
    assert {row["because"] for row in listed(drumbeat, "--changes")} == {"import of list.csv"}


def test_one_bad_line_keeps_all_out(drumbeat: CommandLine) -> None:
    """Each fault is one line with its place; nothing is half done."""
    bad = LIST + "nobody,,,\nbo@x.example,fax,,\nbo@x.example,,,tomorrow\nbo@x.example,,,,extra\n"

    ran = drumbeat("suppression", "import", drumbeat.file("list.csv", bad), "--by", "ana")

    assert (ran.code, ran.out) == (2, "")
    first, second, third, fourth, last = ran.err.splitlines()
    assert first.startswith("list.csv:6: 'nobody' is no address; write ")
    assert second.startswith("list.csv:7: 'fax' is no channel; use one of all, email, ")
    assert third.startswith("list.csv:8: at: 'tomorrow' is no instant; write it as ")
    assert fourth.startswith("list.csv:9: 5 cells under 4 columns; ")
    assert last == "nobody was suppressed; mend these lines and run it again"
    assert listed(drumbeat) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name\nana\n", "list.csv:1: there is no column 'address'; the first line names: name"),
        (
            "address,email\na@x.example,b@x.example\n",
            "list.csv:1: two columns are called 'address'; rename one of them",
        ),
        ("", "list.csv:1: there is no column 'address'; the first line names: none"),
    ],
)
def test_a_file_that_is_no_list_is_refused(drumbeat: CommandLine, text: str, line: str) -> None:
    """By what its first line says."""
    ran = drumbeat("suppression", "import", drumbeat.file("list.csv", text), "--by", "ana")

    assert (ran.code, ran.err) == (2, f"{line}\n")


def test_an_export_comes_in_again(drumbeat: CommandLine) -> None:
    """The whole list moves to another ledger as it is, and no spreadsheet runs a cell of it."""
    drumbeat("suppression", "import", drumbeat.file("list.csv", LIST), "--by", "ana")
    drumbeat("suppression", "add", "c@x.example", "--by", "ana", "--because", "=cmd|' /C calc'!A0")
    before = listed(drumbeat)

    exported = drumbeat("suppression", "export").out
    for row in before:
        drumbeat(
            "suppression",
            "remove",
            row["address"],
            "--channel",
            row["channel"],
            "--by",
            "ana",
            "--because",
            "to see it come back",
        )  # fmt: skip -- a command line
    emptied = listed(drumbeat)
    ran = drumbeat("suppression", "import", drumbeat.file("again.csv", exported), "--by", "ana")

    assert ran.code == 0, ran.err
    assert (emptied, listed(drumbeat)) == ([], before)
    cells = [cell for row in csv.reader(io.StringIO(exported)) for cell in row]
    assert cells[:4] == ["address", "channel", "source", "at"]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+49", "-1", "@x", "\tx", "\rx", "\0x", "'=x", "'x", "x", ""]
)
def test_a_cell_is_made_inert_and_plain_again(cell: str) -> None:
    """Whatever would run has a quote before it, and the quote goes when it comes back."""
    (row,) = csv.reader(io.StringIO(csv_of([[cell, "."]]), newline=""))

    assert plain(row[0]) == cell
    assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r", "\0"))


def test_enrolling_says_who_is_suppressed(drumbeat_on_temporal: CommandLine) -> None:
    """One summary line, with where the reason is."""
    drumbeat = drumbeat_on_temporal
    drumbeat("cadence", "publish", drumbeat.file("my.yaml", CADENCE))
    drumbeat("suppression", "add", "ana@x.example", "--by", "ana")
    people = drumbeat.file("p.csv", "email,first_name\nana@x.example,Ana\n")

    ran = drumbeat("enroll", people, "--cadence", "two-touches")

    assert "1  on the list of those who may not be contacted" in ran.out
