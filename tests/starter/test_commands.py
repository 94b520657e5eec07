"""What commands print for people and for programs."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from config.host_clock import host_now
from domain.people.prospects import Prospect
from ledger import open_ledger
from ledger.records import NotEnrolled
from tests.starter.command_line import CADENCE, CommandLine

PEOPLE = "email,first_name,timezone\nana@x.example,Ana,Europe/Berlin\nbo@x.example,Bo,UTC\n"


def enrolled(drumbeat: CommandLine) -> list[dict[str, Any]]:
    """Ana and Bo in the cadence of two touches; the rows of `enrollment list`."""
    drumbeat("cadence", "publish", drumbeat.file("my.yaml", CADENCE))
    ran = drumbeat("enroll", drumbeat.file("p.csv", PEOPLE), "--cadence", "two-touches")
    assert ran.code == 0, ran.err
    rows = drumbeat("enrollment", "list", "--json").json()
    assert isinstance(rows, list)
    return sorted(rows, key=lambda row: str(row["prospect"]))


def test_enrolling_says_how_many_came_to_which_outcome(drumbeat_on_temporal: CommandLine) -> None:
    """The same file twice enrolls nobody twice."""
    drumbeat = drumbeat_on_temporal
    drumbeat("cadence", "publish", drumbeat.file("my.yaml", CADENCE))
    people = drumbeat.file("p.csv", PEOPLE)

    first = drumbeat("enroll", people, "--cadence", "two-touches", "--json")
    second = drumbeat("enroll", people, "--cadence", "two-touches", "--json")

    nobody = {**{reason.value: 0 for reason in NotEnrolled}, "rejected": []}
    assert first.json() == {**nobody, "enrolled": 2}
    assert second.json() == {**nobody, "enrolled": 0, "already_active": 2}


def test_good_rows_are_enrolled_beside_bad_ones_on_demand(
    drumbeat_on_temporal: CommandLine,
) -> None:
    """With --skip-bad-rows the good ones are enrolled and the bad ones listed."""
    drumbeat = drumbeat_on_temporal
    drumbeat("cadence", "publish", drumbeat.file("my.yaml", CADENCE))
    people = drumbeat.file("p.csv", PEOPLE + "broken,C,UTC\n")

    ran = drumbeat("enroll", people, "--cadence", "two-touches", "--skip-bad-rows", "--json")

    document = ran.json()
    assert isinstance(document, dict)
    assert (ran.code, document["enrolled"]) == (0, 2)
    assert [row["line"] for row in document["rejected"]] == [4]
    assert ran.err.startswith("p.csv:4: email 'broken' is not an address")


def test_a_shipped_cadence_is_published_by_its_first_use(
    drumbeat_on_temporal: CommandLine,
) -> None:
    """A bare name of the library needs no publishing, nor does what it leads to; it is said."""
    drumbeat = drumbeat_on_temporal
    people = drumbeat.file("p.csv", PEOPLE)

    ran = drumbeat("enroll", people, "--cadence", "outbound-eight-touch")

    assert ran.code == 0
    assert "published outbound-eight-touch of the shipped library as version" in ran.err
    rows = drumbeat("cadence", "list", "--json").json()
    assert isinstance(rows, list)
    names = [row["name"] for row in rows]
    assert names == ["nurture-monthly", "outbound-eight-touch", "outbound-manager"]


def test_the_list_has_the_keys_that_programs_rely_on(drumbeat_on_temporal: CommandLine) -> None:
    """`enrollment list --json` has exactly these keys, and its filters work."""
    rows = enrolled(drumbeat_on_temporal)

    keys = {"enrollment", "prospect", "cadence", "version", "state", "reason", "step", "next_at"}
    keys |= {"is_cadence_paused"}
    assert [set(row) for row in rows] == [keys, keys]
    assert [row["prospect"] for row in rows] == ["ana@x.example", "bo@x.example"]
    assert drumbeat_on_temporal("enrollment", "list", "--json", "--state", "finished").json() == []
    assert drumbeat_on_temporal("enrollment", "list", "--json", "--cadence", "other").json() == []


def test_one_enrollment_is_shown_with_its_facts(drumbeat_on_temporal: CommandLine) -> None:
    """`enrollment show --json` adds touches and facts to the list's keys."""
    row = enrolled(drumbeat_on_temporal)[0]

    shown = drumbeat_on_temporal("enrollment", "show", row["enrollment"], "--json").json()

    assert isinstance(shown, dict)
    assert {key: shown[key] for key in row} == row
    assert shown["touches"] == []
    assert [(fact["seq"], fact["type"]) for fact in shown["facts"]] == [(1, "enrolled")]
    assert shown["facts"][0]["version"] == row["version"]


def test_people_read_tables_in_the_words_of_the_field(drumbeat_on_temporal: CommandLine) -> None:
    """Without --json the same rows are a table that is not cut in a pipe."""
    row = enrolled(drumbeat_on_temporal)[0]

    listed = drumbeat_on_temporal("enrollment", "list").out
    shown = drumbeat_on_temporal("enrollment", "show", row["enrollment"]).out

    assert listed.split("\n")[0].split() == [
        "enrollment",
        "prospect",
        "cadence",
        "state",
        "step",
        "next",
    ]
    assert f"{row['enrollment']}  ana@x.example  two-touches" in listed
    assert "no touch is planned yet" in shown


def test_a_signal_is_stored_as_a_webhook_would(drumbeat_on_temporal: CommandLine) -> None:
    """Once for each call; after an opt-out the same person is not enrolled again."""
    drumbeat = drumbeat_on_temporal
    row = enrolled(drumbeat)[0]

    ran = drumbeat("signal", row["enrollment"], "opt_out", "--json")

    document = ran.json()
    assert isinstance(document, dict)
    assert (ran.code, document["verdict"], document["fact"]) == (0, "accepted", "opt_out")


def test_an_accepted_event_cannot_be_discarded(drumbeat_on_temporal: CommandLine) -> None:
    """A typo in a number must not take back a reply: only what is listed is discarded."""
    drumbeat = drumbeat_on_temporal
    row = enrolled(drumbeat)[0]
    drumbeat("signal", row["enrollment"], "reply")

    refused = drumbeat("inbox", "discard", "1")
    listed = drumbeat("inbox", "list", "--json").json()

    assert refused.code == 2
    assert refused.err.startswith("event 1 is accepted; only what is unmatched or weak or set")
    assert listed == []


def test_the_ledger_is_proven_against_temporal(
    drumbeat_on_temporal: CommandLine, drumbeat: CommandLine
) -> None:
    """Open enrollments wait for something; `rebuild` and `reconcile` find nothing to mend."""
    enrolled(drumbeat_on_temporal)

    verified = drumbeat("ledger", "verify", "--json")

    assert verified.json() == {"enrollments": 2, "open": 2, "problems": []}
    assert verified.code == 0
    assert "rebuilt 2 enrollments" in drumbeat("ledger", "rebuild").out


def test_a_lost_start_is_found_and_mended(drumbeat_on_temporal: CommandLine) -> None:
    """An enrollment without a run is a problem with exit code 1 until it is reconciled."""
    drumbeat = drumbeat_on_temporal
    drumbeat("cadence", "publish", drumbeat.file("my.yaml", CADENCE))
    enroll_without_start(drumbeat)

    lost = drumbeat("ledger", "verify", "--json")
    mended = drumbeat("ledger", "reconcile", "--json")
    after = drumbeat("ledger", "verify")

    document = lost.json()
    assert isinstance(document, dict)
    assert lost.code == 1
    assert "its workflow was never started" in document["problems"][0]
    assert isinstance(counted := mended.json(), dict)
    assert (counted["looked_at"], counted["started"]) == (1, 1)
    assert (after.code, after.out) == (0, "1 enrollments, 1 open: nothing is lost\n")


def enroll_without_start(drumbeat: CommandLine) -> None:
    """What a crash between ledger and Temporal leaves."""

    async def enroll() -> None:
        ledger = open_ledger(f"sqlite:///{drumbeat.folder / '.drumbeat' / 'ledger.sqlite3'}")
        await ledger.enroll([Prospect("", "ana@x.example")], "two-touches", host_now(), False)
        await ledger.close()

    asyncio.run(enroll())


def test_doctor_works_with_everything_down(drumbeat: CommandLine) -> None:
    """Each part has its finding and remedy; problems are exit code 1."""
    ran = drumbeat("doctor", "--json")

    found = ran.json()
    assert isinstance(found, list)
    assert ran.code == 1
    assert {each["what"]: each["ok"] for each in found} == {
        "configuration": True,
        "ledger": True,
        "Temporal": False,
        "search attributes": False,
        "worker": False,
        "mail robin@northwind.example": False,
        "webhook secret": False,
        "opt-out link": False,
        "DNS": True,
        "clock": True,
    }
    assert all(each["remedy"] for each in found if not each["ok"])


def test_doctor_knows_what_the_opt_out_link_lacks(
    drumbeat: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First a key, then an address; with both it says where the links lead."""

    def finding() -> tuple[bool, str]:
        found = drumbeat("doctor", "--json").json()
        assert isinstance(found, list)
        (link,) = [each for each in found if each["what"] == "opt-out link"]
        return link["ok"], link["finding"]

    without = finding()
    monkeypatch.setenv("DRUMBEAT_SECRET_KEY", "a key of at least thirty-two characters")
    with_key = finding()
    monkeypatch.setenv("DRUMBEAT_PUBLIC_URL", "https://go.northwind.example/")

    assert without == (False, "without a key the links answer 404")
    assert with_key == (True, "mails have none until DRUMBEAT_PUBLIC_URL is set")
    assert finding() == (True, "https://go.northwind.example/opt-out/…")


def test_doctor_knows_a_ledger_of_another_release(drumbeat: CommandLine) -> None:
    """Its tables are not of this version: a problem, with the command that mends it."""
    with closing(sqlite3.connect(drumbeat.folder / ".drumbeat" / "ledger.sqlite3")) as ledger:
        ledger.execute("UPDATE alembic_version SET version_num = '0001'")
        ledger.commit()

    found = drumbeat("doctor", "--json").json()

    assert isinstance(found, list)
    (ledgers,) = [each for each in found if each["what"] == "ledger"]
    assert (ledgers["ok"], ledgers["remedy"]) == (False, "drumbeat ledger migrate")


def test_doctor_names_keys_that_are_none(
    drumbeat: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a process would refuse to start."""
    monkeypatch.setenv("DRUMBEAT_PAYLOAD_KEYS", "2026-11:too-short")

    found = drumbeat("doctor", "--json").json()

    assert isinstance(found, list)
    assert found[0]["finding"].startswith("DRUMBEAT_PAYLOAD_KEYS: ")
    assert "too-short" not in found[0]["finding"]
