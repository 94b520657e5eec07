"""`drumbeat simulate`: every touch, independently reckoned; what is assumed; JSON and table."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

from tests.starter.command_line import CommandLine
from tests.starter.simulations import CADENCE, MONDAY, OWN, PEOPLE, Document, Touch, simulated

BUSINESS_DAYS = (1, 3, 5, 7, 10)
THANKSGIVING = date(2026, 11, 26)


def days_of(document: Document) -> dict[str, list[tuple[int, date]]]:
    """Each prospect's touches: the step's day by its name, and the local date it came on."""
    found: dict[str, list[tuple[int, date]]] = defaultdict(list)
    for touch in document["touches"]:
        local = datetime.fromisoformat(touch["due_at"])
        assert local.utcoffset() == local.astimezone(ZoneInfo(touch["timezone"])).utcoffset()
        day = int(touch["step"].split("-")[1])
        found[touch["prospect"]].append((day, local.date()))
    return found


def rows() -> Iterator[dict[str, str]]:
    with Path(PEOPLE).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def business_days(country: str, first: date) -> list[date]:
    """The business days from `first` on, reckoned without Drumbeat."""
    known = holidays.country_holidays(country, years=(2026, 2027))
    days = (first + timedelta(days=ahead) for ahead in range(60))
    return [day for day in days if day.weekday() < 5 and day not in known]


def test_touches_come_on_the_business_days_of_each_prospect(drumbeat: CommandLine) -> None:
    """Days 1, 3, 5, 7 and 10 in everybody's own zone and holidays, reckoned independently."""
    came = days_of(simulated(drumbeat))

    checked = 0
    for row in rows():
        touches = came.get(row["email"], [])
        zone = ZoneInfo(row["timezone"]) if row["timezone"] else None
        if not touches or zone is None:
            continue
        start = datetime.fromisoformat(MONDAY).astimezone(zone)
        # The first mail may come until noon, or the first day is the next.
        is_open = start.time() < time(12) and start.date() in business_days(
            row["country"], start.date()
        )
        first = start.date() if is_open else start.date() + timedelta(days=1)
        days = business_days(row["country"], first)
        assert {day for day, _ in touches} <= set(BUSINESS_DAYS)
        assert [on for _, on in touches] == [days[day - 1] for day, _ in touches], row["email"]
        checked += 1
    assert checked >= 20


def test_thanksgiving_is_skipped_in_the_us_and_not_in_germany(drumbeat: CommandLine) -> None:
    """Day 5 of New York moves from Friday to Monday; Berlin, a day later, works that Thursday."""
    came = days_of(simulated(drumbeat))

    american = dict(came["dana.whitfield@halden-grocers.example"])
    german = dict(came["katrin.vogel@lindenhof-logistik.example"])
    assert american == {
        1: date(2026, 11, 23),
        3: date(2026, 11, 25),
        5: date(2026, 11, 30),
        7: date(2026, 12, 2),
        10: date(2026, 12, 7),
    }
    assert german == {
        1: date(2026, 11, 24),
        3: THANKSGIVING,
        5: date(2026, 11, 30),
        7: date(2026, 12, 2),
        10: date(2026, 12, 7),
    }


def test_the_day_after_thanksgiving_is_a_business_day(drumbeat: CommandLine) -> None:
    """Somebody in the US whose day 1 is Tuesday has day 3 on that Friday, and none on Thursday."""
    people = drumbeat.file("us.csv", "email,timezone,country\na@x.example,America/New_York,US\n")
    tuesday = "2026-11-24T09:00:00-05:00"

    ran = drumbeat("simulate", CADENCE, "--prospects", people, "--from", tuesday, "--json")

    came = days_of(json.loads(ran.out))["a@x.example"]
    assert (3, date(2026, 11, 27)) in came
    assert THANKSGIVING not in {on for _, on in came}


def test_the_document_is_what_programs_rely_on(drumbeat: CommandLine) -> None:
    """Keys to the letter, touches by instant and prospect, instants with the prospect's offset."""
    document = simulated(drumbeat)

    assert list(document) == ["cadence", "version", "touches", "outcomes"]
    assert document["cadence"] == CADENCE
    assert re.fullmatch(r"[0-9a-f]{12}", document["version"])
    touches = document["touches"]
    assert {tuple(touch) for touch in touches} == {tuple(Touch.__annotations__)}
    order = [(datetime.fromisoformat(touch["due_at"]), touch["prospect"]) for touch in touches]
    assert order == sorted(order)
    assert all(touch["why"] and touch["timezone"] for touch in touches)
    assert {outcome["state"] for outcome in document["outcomes"]} == {"finished"}


def test_a_simulation_is_the_same_every_time(drumbeat: CommandLine) -> None:
    """Nothing of it depends on when or where it runs."""
    assert simulated(drumbeat) == simulated(drumbeat)


def test_no_server_and_no_ledger_is_needed(drumbeat: CommandLine) -> None:
    """A folder without a ledger and a Temporal address where nobody listens are enough."""
    for file in drumbeat.folder.rglob("*.sqlite3*"):
        file.unlink()

    assert simulated(drumbeat)["touches"]


def test_a_reply_leaves_out_what_would_follow(drumbeat: CommandLine) -> None:
    """`--reply` for one stops that one alone; `*` stops everybody."""
    dana = "dana.whitfield@halden-grocers.example"

    silent = days_of(simulated(drumbeat))
    one = simulated(drumbeat, "--reply", f"{dana.upper()}@day-3-call:negative")
    everybody = simulated(drumbeat, "--reply", "*@day-1-email")

    assert [day for day, _ in days_of(one)[dana]] == [1, 3, 3]
    assert {k: v for k, v in days_of(one).items() if k != dana} == {
        k: v for k, v in silent.items() if k != dana
    }
    (outcome,) = [each for each in one["outcomes"] if each["prospect"] == dana]
    assert (outcome["state"], outcome["reason"]) == ("finished", "replied")
    assert [day for day, _ in days_of(everybody)[dana]] == [1]


def test_an_outage_shows_the_re_base(drumbeat: CommandLine) -> None:
    """Nothing is due while nothing runs, and what follows keeps its distance."""
    outage = "2026-11-24T00:00:00-05:00..2026-12-02T00:00:00-05:00"

    came = days_of(simulated(drumbeat, "--outage", outage))

    days = dict(came["dana.whitfield@halden-grocers.example"])
    assert days[3] == date(2026, 12, 2)
    assert days[5] == date(2026, 12, 4)


def test_the_table_names_every_touch_and_sums_up(drumbeat: CommandLine) -> None:
    """For a person: local time, step, channel and why, then how many and what was left out."""
    people = drumbeat.file(
        "two.csv", "email,timezone,country\na@x.example,Europe/Berlin,DE\nb@x.example,UTC,\n"
    )

    ran = drumbeat("simulate", CADENCE, "--prospects", people, "--from", MONDAY)

    assert ran.code == 0
    assert "a@x.example" in ran.out
    assert "Tue 24 Nov 2026 " in ran.out
    assert "day 3 from Tue 24 Nov" in ran.out
    assert "2 prospects, " in ran.out
    assert "by channel: email" in ran.out
    assert "skipped: no_way_by_call" in ran.out


def test_what_never_came_is_noticed(drumbeat: CommandLine) -> None:
    """An assumed answer to a touch that never came is said on stderr; stdout stays a document."""
    arguments = ("simulate", CADENCE, "--prospects", PEOPLE, "--from", MONDAY, "--json")

    ran = drumbeat(*arguments, "--bounce", "*@day-1-email", "--reply", "*@day-10-email:neutral")

    assert ran.code == 0
    (line,) = ran.err.splitlines()
    assert line.startswith("--reply *@day-10-email:neutral never came")
    assert ran.json()


def test_a_cadence_says_whom_it_never_contacts(drumbeat: CommandLine) -> None:
    """A do-not-contact condition leaves out whom `enroll` would refuse, with its reason."""
    refusing = "enrolling:\n  refuse: [{when: 'country == \"CA\"', because: no consent}]\n"
    cadence = drumbeat.file("own.yaml", OWN + refusing)
    people = drumbeat.file("two.csv", "email,country\na@x.example,CA\nb@x.example,US\n")

    ran = drumbeat("simulate", cadence, "--prospects", people, "--from", MONDAY, "--json")

    document = json.loads(ran.out)
    assert {touch["prospect"] for touch in document["touches"]} == {"b@x.example"}
    refused, taken = document["outcomes"]
    assert (refused["state"], refused["reason"]) == ("refused", "no consent")
    assert taken["state"] == "finished"


def test_who_would_stand_still_is_said(drumbeat: CommandLine) -> None:
    """Words that cannot be rendered hold the enrollment for a person: how many, where and why."""
    words = "{{ 'x' | split: '' }}"
    cadence = drumbeat.file("own.yaml", OWN.replace("One question.", f'"{words}"'))
    people = drumbeat.file("two.csv", "email\nada@x.example\nbob@x.example\n")
    arguments = ("simulate", cadence, "--prospects", people, "--from", MONDAY, "--json")

    ran = drumbeat(*arguments)

    assert ran.code == 0
    assert ran.err.startswith(
        "2 prospects would stand still in needs_attention until a person looks; the first, "
        "ada@x.example, at step 'hello': the template cannot be rendered"
    )
    first, _ = json.loads(ran.out)["outcomes"]
    assert (first["reason"], first["trouble"][:12]) == ("needs_attention", "step 'hello'")


def arm_to(name: str, experiment: str) -> str:
    """An experiment that sends everybody to another cadence."""
    arms = f"[{{id: this, weight: 0}}, {{id: that, cadence: {name}}}]"
    return f"experiments:\n  - id: {experiment}\n    variants: {arms}\n"


def test_an_arm_leads_no_further_than_to_the_next(drumbeat: CommandLine) -> None:
    """As in production; every touch names the arm that led there."""
    first = drumbeat.file("first.yaml", OWN.replace("two-", "first-") + arm_to("second", "whole"))
    second = OWN.replace("two-touches", "second").replace("hello", "second-hello")
    drumbeat.file("second.yaml", second + arm_to("third", "deeper"))
    drumbeat.file("third.yaml", OWN.replace("two-touches", "third"))
    people = drumbeat.file("one.csv", "email\nada@x.example\n")

    ran = drumbeat("simulate", first, "--prospects", people, "--from", MONDAY, "--json")

    touches = json.loads(ran.out)["touches"]
    assert [(one["step"], one["variant"]) for one in touches] == [("second-hello", "whole/that")]


def test_arms_that_go_in_a_circle_are_one_line(drumbeat: CommandLine) -> None:
    """Two cadences that send people to each other, exit code 2."""
    one = drumbeat.file("one.yaml", OWN.replace("two-touches", "one") + arm_to("two", "x"))
    drumbeat.file("two.yaml", OWN.replace("two-touches", "two") + arm_to("one", "y"))
    people = drumbeat.file("one.csv", "email\nada@x.example\n")

    ran = drumbeat("simulate", one, "--prospects", people, "--from", MONDAY, "--json")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "one.yaml:10: experiments.1.variants.2.cadence: one leads in a circle: one → two → one; "
        "let one of them end with an outcome\n"
    )


def test_a_variant_may_be_another_cadence(drumbeat: CommandLine) -> None:
    """Some go through the cadence in the file beside it; every touch names its variant or none."""
    arms = "experiments:\n  - id: shape\n    variants: [{id: here}, {id: there, cadence: other}]\n"
    cadence = drumbeat.file("own.yaml", OWN + arms)
    people = "email\n" + "".join(f"p{number}@x.example\n" for number in range(40))
    file = drumbeat.file("many.csv", people)
    arguments = ("simulate", cadence, "--prospects", file, "--from", MONDAY, "--json")

    missing = drumbeat(*arguments)
    drumbeat.file("other.yaml", OWN.replace("two-touches", "other").replace("hello", "good-day"))
    found = drumbeat(*arguments)

    assert missing.code == 2
    assert "'other'" in missing.err
    first = {touch["step"] for touch in json.loads(found.out)["touches"]}
    assert {"hello", "good-day"} <= first


def test_mailboxes_make_mails_wait(drumbeat: CommandLine) -> None:
    """No day is over the cap, and each touch says who sent it and what it waited for."""
    file = drumbeat.file(
        "mailboxes.yaml",
        "mailboxes:\n  - address: robin@b.example\n    limits: {day: 5, gap: 5m-10m}\n"
        "    smtp: {host: 127.0.0.1, port: 1, tls: none}\n",
    )

    ran = drumbeat(
        *("simulate", CADENCE, "--prospects", PEOPLE, "--from", MONDAY, "--json"),
        *("--mailboxes", file),
    )

    mails = [touch for touch in json.loads(ran.out)["touches"] if touch["channel"] == "email"]
    sent = [datetime.fromisoformat(mail["due_at"]).astimezone(UTC) for mail in mails]
    assert max(Counter(at.date() for at in sent).values()) == 5
    assert {mail["mailbox"] for mail in mails} == {"robin@b.example"}
    waits = [wait for mail in mails for wait in mail["waits"]]
    assert {wait["reason"] for wait in waits} >= {"mailbox_full"}
    assert all(wait["why"] for wait in waits)


def test_a_broken_file_of_mailboxes_is_one_line(drumbeat: CommandLine) -> None:
    """With file and place, and nothing is simulated."""
    file = drumbeat.file("mailboxes.yaml", "mailboxes: []\n")

    ran = drumbeat(
        *("simulate", CADENCE, "--prospects", PEOPLE, "--from", MONDAY, "--mailboxes", file)
    )

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("mailboxes.yaml: mailboxes: ")
