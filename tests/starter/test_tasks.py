"""`drumbeat task`: what a rep sees and says on the command line; bad input is one clear line."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from config.host_clock import host_now
from domain.facts import NoteAdded, TaskAssigned, TaskCompleted, TouchPlanned
from domain.people.prospects import Prospect
from domain.ports import TaskRequest
from ledger import open_ledger
from ledger.records import Ticket
from ledger.sql import SqlLedger
from tests.starter.command_line import CADENCE, CommandLine

HOUR = timedelta(hours=1)
ANA = Prospect(
    "", "ana@x.example", "+4930901820", timezone="Europe/Berlin", variables={"first_name": "Ana"}
)


def opened(drumbeat: CommandLine) -> SqlLedger:
    return open_ledger(f"sqlite:///{drumbeat.folder / '.drumbeat' / 'ledger.sqlite3'}")


def a_call(drumbeat: CommandLine, owner: str | None = "robin", due_in: timedelta = HOUR) -> str:
    """The id of an open task: Ana is to be called."""
    drumbeat("cadence", "publish", drumbeat.file("my.yaml", CADENCE))

    async def leave() -> str:
        ledger, at = opened(drumbeat), host_now()
        (ticket,) = await ledger.enroll([ANA], "two-touches", at)
        assert isinstance(ticket, Ticket)
        await ledger.append(ticket.enrollment_id, [a_plan()])
        await ledger.open(
            TaskRequest(
                enrollment_id=ticket.enrollment_id,
                step="ring",
                generation=1,
                kind="call",
                channel="call",
                not_after=None,
                until=None,
                at=at,
                due_at=at + due_in,
                owner=owner,
            )
        )
        await ledger.close()
        return f"{ticket.enrollment_id}.ring"

    return asyncio.run(leave())


def a_plan() -> TouchPlanned:
    at = host_now()
    return TouchPlanned(
        at=at,
        step="ring",
        generation=1,
        channel="call",
        due_at=at,
        not_after=at + HOUR,
        timezone="Europe/Berlin",
        why="day 3",
    )


def facts_of(drumbeat: CommandLine, task: str) -> list[Any]:
    async def read() -> list[Any]:
        ledger = opened(drumbeat)
        _, _, rows = await ledger.enrollment(task.partition(".")[0])
        await ledger.close()
        return [row.fact for row in rows]

    return asyncio.run(read())


def listed(drumbeat: CommandLine, *options: str) -> list[str]:
    rows = drumbeat("task", "list", "--json", *options).json()
    assert isinstance(rows, list)
    return [row["task"] for row in rows]


def refusal(drumbeat: CommandLine, *arguments: str) -> str:
    """The one line of a refusal."""
    ran = drumbeat("task", *arguments)
    assert (ran.code, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    return line


def test_the_list_is_of_a_rep_a_channel_or_what_is_overdue(drumbeat: CommandLine) -> None:
    """Each filter alone and all of them together."""
    task = a_call(drumbeat, due_in=-HOUR)

    assert listed(drumbeat) == [task]
    assert listed(drumbeat, "--owner", "robin", "--channel", "call", "--overdue") == [task]
    assert listed(drumbeat, "--owner", "bo") == []
    assert listed(drumbeat, "--channel", "sms") == []
    row = drumbeat("task", "list").out
    assert "robin" in row
    assert task in row


def test_what_is_not_past_its_time_is_not_overdue(drumbeat: CommandLine) -> None:
    """Due in an hour is no reason to hurry."""
    a_call(drumbeat)

    assert listed(drumbeat, "--overdue") == []


def test_the_card_says_all_that_it_takes(drumbeat: CommandLine) -> None:
    """For people in lines, for programs with the task's keys and the card's."""
    task = a_call(drumbeat)
    drumbeat("enrollment", "note", task.partition(".")[0], "Asks for Ana.", "--by", "bo")

    ran = drumbeat("task", "show", task)
    document = drumbeat("task", "show", task, "--json").json()

    for words in (
        "call for ana@x.example, due",
        "Ana, robin's to do; there it is",
        "why: day 3",
        "call: tel:+4930901820",
        "SCRIPT\nAsk.",
        "note by bo: Asks for Ana.",
        "meeting_booked → ends: finished (meeting booked)",
    ):
        assert words in ran.out
    assert isinstance(document, dict)
    assert (document["task"], document["owner"], document["name"]) == (task, "robin", "Ana")
    assert document["links"]["call"] == "tel:+4930901820"
    assert document["consequences"]["meeting_booked"] == "→ ends: finished (meeting booked)"


def test_one_rep_takes_a_task(drumbeat: CommandLine) -> None:
    """Another reads who has it, and `show` says so too."""
    task = a_call(drumbeat)

    ran = drumbeat("task", "take", task, "--by", "ana")

    assert ran.out.startswith(f"{task} is yours until ")
    assert refusal(drumbeat, "take", task, "--by", "bo").startswith(f"ana has taken {task} until ")
    assert "ana has taken it until" in drumbeat("task", "show", task).out
    assert drumbeat("task", "take", task, "--by", "ana").code == 0


def test_a_task_is_handed_over(drumbeat: CommandLine) -> None:
    """With who said so."""
    task = a_call(drumbeat)

    ran = drumbeat("task", "assign", task, "bo", "--by", "lee")

    assert ran.out == f"{task} is bo's\n"
    assert listed(drumbeat, "--owner", "bo") == [task]
    (fact,) = [fact for fact in facts_of(drumbeat, task) if isinstance(fact, TaskAssigned)]
    assert (fact.owner, fact.by) == ("bo", "lee")


def test_a_note_is_kept_with_who_wrote_it(drumbeat: CommandLine) -> None:
    """And an empty one is refused."""
    task = a_call(drumbeat)
    enrollment = task.partition(".")[0]

    ran = drumbeat("enrollment", "note", enrollment, "Prefers mornings.", "--by", "ana")
    empty = drumbeat("enrollment", "note", enrollment, " ", "--by", "ana")

    assert ran.out == f"{enrollment}: noted\n"
    assert (empty.code, empty.err) == (2, "a note has 1 to 2000 characters\n")
    (fact,) = [fact for fact in facts_of(drumbeat, task) if isinstance(fact, NoteAdded)]
    assert (fact.note, fact.by) == ("Prefers mornings.", "ana")


def test_a_task_that_is_over_says_who_did_it(drumbeat: CommandLine) -> None:
    """Before a run is asked at all."""
    task = a_call(drumbeat)

    async def complete() -> None:
        ledger = opened(drumbeat)
        done = TaskCompleted(at=host_now(), step="ring", disposition="busy", by="ana")
        await ledger.append(task.partition(".")[0], [done])
        await ledger.close()

    asyncio.run(complete())

    line = refusal(drumbeat, "complete", task, "--disposition", "busy", "--by", "bo")
    assert line.startswith(f"task {task} is over: busy by ana on ")


def test_an_absence_is_shown_before_it_is_done(drumbeat: CommandLine) -> None:
    """With how many tasks it is about; nothing changes without `--yes`."""
    task = a_call(drumbeat, due_in=timedelta(days=2))
    today = f"{host_now():%Y-%m-%d}"
    then = f"{host_now() + timedelta(days=5):%Y-%m-%d}"
    away = ("task", "absence", "robin", "--from", today, "--to", then, "--by", "lee")

    shown = drumbeat(*away, "--stand-in", "bo")
    document = drumbeat(*away, "--json").json()

    assert shown.out == ("1 tasks of robin are due meanwhile and would go to bo; --yes does it\n")
    assert document == {"rep": "robin", "tasks": 1, "by_channel": {"call": 1}, "done": False}
    assert listed(drumbeat, "--owner", "robin") == [task]


def test_an_absence_hands_tasks_over(drumbeat_on_temporal: CommandLine) -> None:
    """To the stand-in, who also gets what is opened meanwhile; no run need be asked."""
    drumbeat = drumbeat_on_temporal
    task = a_call(drumbeat)
    today = f"{host_now():%Y-%m-%d}"
    then = f"{host_now() + timedelta(days=1):%Y-%m-%d}"

    ran = drumbeat(
        *("task", "absence", "robin", "--from", today, "--to", then),
        *("--by", "lee", "--stand-in", "bo", "--yes"),
    )

    assert ran.out == "1 tasks of robin went to bo; 0 were over meanwhile\n"
    assert listed(drumbeat, "--owner", "bo") == [task]


COMPLETE = ("complete", "e-1.ring", "--by", "ana", "--disposition")
AWAY = ("absence", "robin", "--by", "lee")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ((*COMPLETE, "conected"), "'conected' is no disposition; did you mean connected?"),
        (
            (*COMPLETE, "connected", "--call-back", "2026-12-01 15:00"),
            "--call-back goes with --disposition call_back_later alone",
        ),
        (
            (*COMPLETE, "call_back_later", "--call-back", "tomorrow"),
            "--call-back: 'tomorrow' is no time; write it as '2026-12-01 15:00'",
        ),
        (
            (*COMPLETE, "call_back_later", "--call-back", "2026-12-01T15:00Z"),
            "--call-back: '2026-12-01T15:00Z' is no time of the prospect's day; write it as '2026",
        ),
        (
            ("snooze", "e-1.ring", "--by", "ana"),
            "say for how long or until when: --for 2h, or --until '2026-12-01 09:00'",
        ),
        (("snooze", "e-1.ring", "--by", "ana", "--for", "soon"), "--for: "),
        (("take", "e-1.ring", "--by", " "), "`by` is who does it: one line of 1 to 100"),
        (("show", "e-1.ring"), "there is no open task 'e-1.ring'; `drumbeat task list` has the"),
        ((*AWAY, "--from", "1.12.", "--to", "2026-12-04"), "--from: '1.12.' is no day; write it"),
        (
            (*AWAY, "--from", "2026-12-05", "--to", "2026-12-04"),
            "--to: 2026-12-04 is before --from 2026-12-05",
        ),
        (
            (*AWAY, "--from", "2020-12-01", "--to", "2020-12-04"),
            "this absence was over on 05 Dec 2020",
        ),
        (
            (*AWAY, "--from", "2036-12-01", "--to", "2036-12-04", "--timezone", "Mars"),
            "--timezone: 'Mars' is no zone; write it as Europe/Berlin",
        ),
        (
            (*AWAY, "--from", "2036-12-01", "--to", "2036-12-04", "--stand-in", "Robin"),
            "robin cannot stand in for robin; name another rep, or leave it out",
        ),
    ],
)
def test_what_means_nothing_is_refused(
    drumbeat: CommandLine, arguments: tuple[str, ...], line: str
) -> None:
    """One line that says what would be right."""
    assert refusal(drumbeat, *arguments).startswith(line)
