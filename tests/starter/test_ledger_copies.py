"""`drumbeat ledger backup` and `drumbeat ledger copy`, as a person types them."""

from __future__ import annotations

from tests.starter.command_line import CommandLine


def test_a_backup_says_where_it_is(drumbeat: CommandLine) -> None:
    """And is a ledger: what it is copied from can be gone."""
    ran = drumbeat("ledger", "backup", "monday.sqlite3")

    assert (ran.code, ran.out) == (0, "the ledger as it stands now is in monday.sqlite3\n")
    assert (drumbeat.folder / "monday.sqlite3").stat().st_size > 0


def test_a_backup_never_replaces(drumbeat: CommandLine) -> None:
    """Exit 2, one line, and the file of before stays."""
    drumbeat.file("monday.sqlite3", "of last week")

    ran = drumbeat("ledger", "backup", "monday.sqlite3")

    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "give the name of a new file" in ran.err
    assert (drumbeat.folder / "monday.sqlite3").read_text() == "of last week"


def test_a_copy_says_how_much_and_what_next(drumbeat: CommandLine) -> None:
    """Each table with its rows as JSON; for people what to set now."""
    there = f"sqlite:///{drumbeat.folder / 'there.sqlite3'}"

    ran = drumbeat("ledger", "copy", there)
    again = drumbeat("ledger", "copy", f"{there}-2", "--json")

    assert ran.code == 0
    assert "set DRUMBEAT_DATABASE_URL to the new ledger" in ran.out
    document = again.json()
    assert isinstance(document, dict)
    assert document["tables"]["enrollments"] == 0


def test_a_copy_into_no_database_is_refused(drumbeat: CommandLine) -> None:
    """Exit 2 for what is no URL of a ledger, and nothing of it is said that may be a password."""
    ran = drumbeat("ledger", "copy", "mysql://ann:secret@db/x")

    assert ran.code == 2
    assert "secret" not in ran.err
