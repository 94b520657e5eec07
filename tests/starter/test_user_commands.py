"""`drumbeat user`: who may sign in to the console; no password is ever an argument."""

from __future__ import annotations

import asyncio
import io
import json

import pytest

from config.host_clock import host_now
from ledger import open_ledger
from tests.starter.command_line import CommandLine

PASSWORD = "a long enough password"
ANA = "ana@northwind.example"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line on standard input, as from a file of secrets."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))


def lets_in(drumbeat: CommandLine, password: str) -> bool:
    async def ask() -> bool:
        ledger = open_ledger(f"sqlite:///{drumbeat.folder / '.drumbeat' / 'ledger.sqlite3'}")
        token = await ledger.sign_in(ANA, password, "127.0.0.1", host_now())
        await ledger.close()
        return token is not None

    return asyncio.run(ask())


@pytest.mark.usefixtures("typed")
def test_a_user_is_made_and_may_sign_in(drumbeat: CommandLine) -> None:
    """By the password that was read; the list shows the role and no hash."""
    made = drumbeat("user", "add", ANA, "--role", "manager")
    listed = drumbeat("user", "list", "--json")

    assert (made.code, made.out) == (0, f"{ANA} may sign in as manager\n")
    assert lets_in(drumbeat, PASSWORD)
    assert '"role": "manager"' in listed.out
    assert "argon2" not in listed.out


@pytest.mark.parametrize("short", ["", "short", "x" * 1_001])
def test_a_password_that_can_be_guessed_is_refused(
    drumbeat: CommandLine, monkeypatch: pytest.MonkeyPatch, short: str
) -> None:
    """Before anything is written; its length is said, it itself is not."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{short}\n"))

    ran = drumbeat("user", "add", ANA)

    assert ran.code == 2
    assert ran.err == f"the password has {len(short)} characters; use 12 to 1000\n"
    assert drumbeat("user", "list", "--json").json() == []


def test_the_same_user_twice_is_refused(drumbeat: CommandLine) -> None:
    """Whatever the case of the address; nothing is changed."""
    drumbeat("user", "add", ANA, "--no-password")

    again = drumbeat("user", "add", ANA.upper(), "--no-password", "--role", "admin")

    assert (again.code, "already" in again.err) == (2, True)
    assert '"role": "rep"' in drumbeat("user", "list", "--json").out


def test_what_is_no_address_is_refused(drumbeat: CommandLine) -> None:
    """In one line, with exit code 2."""
    ran = drumbeat("user", "add", "ana", "--no-password")

    assert (ran.code, ran.err.count("\n")) == (2, 1)


@pytest.mark.usefixtures("typed")
def test_who_is_disabled_comes_back_with_another_password(drumbeat: CommandLine) -> None:
    """`disable` shuts them out, `passwd` lets them in again."""
    drumbeat("user", "add", ANA, "--no-password")

    out = drumbeat("user", "disable", ANA)
    was_out = not lets_in(drumbeat, PASSWORD)
    back = drumbeat("user", "passwd", ANA)

    assert (out.code, back.code) == (0, 0)
    assert was_out
    assert lets_in(drumbeat, PASSWORD)


def test_a_role_is_changed(drumbeat: CommandLine) -> None:
    """For who is known; the list has it at once."""
    drumbeat("user", "add", ANA, "--no-password")

    ran = drumbeat("user", "role", ANA, "admin")
    unknown = drumbeat("user", "role", "bo@x.example", "admin")

    assert (ran.code, ran.out) == (0, f"{ANA} has the role admin\n")
    assert '"role": "admin"' in drumbeat("user", "list", "--json").out
    assert unknown.code == 2


def test_nobody_of_that_name_is_said(drumbeat: CommandLine) -> None:
    """With the command that lists those who are there."""
    ran = drumbeat("user", "disable", "nobody@northwind.example")

    assert (ran.code, "`drumbeat user list`" in ran.err) == (2, True)


def test_a_link_is_printed(drumbeat: CommandLine) -> None:
    """On the address of the console, for a user who exists."""
    drumbeat("user", "add", ANA, "--no-password")

    ran = drumbeat("user", "link", ANA)

    assert ran.out.startswith("http://127.0.0.1:8500/sign-in/link/")


def test_changes_are_listed_with_who_made_them(drumbeat: CommandLine) -> None:
    """The newest first, for people and for machines."""
    drumbeat("user", "add", ANA, "--no-password")
    drumbeat("user", "role", ANA, "manager")

    listed = json.loads(drumbeat("user", "list", "--changes", "--json").out)
    shown = drumbeat("user", "list", "--changes").out

    assert [(each["change"], each["role"]) for each in listed] == [
        ("role", "manager"),
        ("added", "rep"),
    ]
    assert {each["by"] for each in listed} == {"the command line"}
    assert "the command line" in shown
