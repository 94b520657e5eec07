"""`drumbeat task` and `drumbeat enrollment` against a real worker: what they ask is done, once."""

from __future__ import annotations

import time
from datetime import date, timedelta

from config.host_clock import host_now
from tests.starter.command_line import CommandLine

# Open day and night, so that the call is due at once whenever the tests run.
CADENCE = """\
name: calls
owner: ana
compliance:
  postal_address: Northwind, 1 Main Street, Springfield
  opt_out: Reply "no thanks" and we stop.
rules:
  window: "00:00-23:59"
  days: [mon, tue, wed, thu, fri, sat, sun]
  holidays: none
  counting: calendar
  spread: none
steps:
  - {id: ring, day: 1, channel: call, script: Ask., blocking: true}
  - {id: second, day: 30, channel: call, script: Ask again.}
  - {id: third, day: 60, channel: call, script: Ask again.}
  - {id: last, day: 90, channel: call, script: Ask again.}
"""
PEOPLE = "email,phone,first_name,timezone\nzoe@x.example,+4930901820,Zoe,Europe/Berlin\n"


def the_task(drumbeat: CommandLine) -> str:
    """Zoe's call, once it is open."""
    drumbeat("cadence", "publish", drumbeat.file("calls.yaml", CADENCE))
    ran = drumbeat("enroll", drumbeat.file("p.csv", PEOPLE), "--cadence", "calls")
    assert ran.code == 0, ran.err
    deadline = time.monotonic() + 60
    while not (rows := drumbeat("task", "list", "--owner", "ana", "--json").json()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert isinstance(rows, list)
    return str(rows[0]["task"])


def next_gap() -> date:
    """The next day on which Berlin's clocks go forward: the last Sunday of March."""
    today = host_now().date()
    ends = (date(year, 3, 31) for year in (today.year, today.year + 1))
    sundays = (end - timedelta(days=(end.weekday() + 1) % 7) for end in ends)
    return next(sunday for sunday in sundays if sunday > today)


def shown(drumbeat: CommandLine, task: str) -> dict[str, object]:
    document = drumbeat("task", "show", task, "--json").json()
    assert isinstance(document, dict)
    return document


def test_a_task_is_put_off_twice_and_done_once(worked: CommandLine) -> None:
    """By the prospect's own clock; whoever comes after is told who was first."""
    task = the_task(worked)
    night = next_gap()
    complete = ("task", "complete", task, "--by", "ana", "--disposition")

    snoozed = worked("task", "snooze", task, "--by", "ana", "--for", "2h")
    later = worked(*complete, "call_back_later", "--call-back", f"{night} 02:30")
    due_at = shown(worked, task)["due_at"]
    done = worked(*complete, "connected", "--note", "Wants a demo.")
    again = worked(*complete, "busy")

    assert snoozed.out == f"{task} is put off; the enrollment is active\n"
    assert later.out == f"{task} is put off (call_back_later); the enrollment is active\n"
    # Half past two does not exist that night in Berlin: three does.
    assert due_at == f"{night}T01:00:00+00:00"
    assert done.out == f"{task} is done (connected); the enrollment is active\n"
    assert "Wants a demo." in worked("enrollment", "show", task.partition(".")[0]).out
    assert again.code == 2
    assert again.err.startswith(f"task {task} is over: connected by ana on ")


def test_an_absence_without_stand_in_puts_off(worked: CommandLine) -> None:
    """Each run is asked; the rep finds the task on the first day after."""
    task = the_task(worked)
    day = str(shown(worked, task)["due_at"])[:10]

    ran = worked("task", "absence", "ana", "--from", day, "--to", day, "--by", "lee", "--yes")

    expected = "1 tasks of ana are put off to the first day after; 0 were over meanwhile\n"
    assert ran.out == expected
    assert str(shown(worked, task)["due_at"]) > day + "T24"


def test_steps_are_skipped_and_jumped_over(worked: CommandLine) -> None:
    """By hand, with one clear line where they cannot be."""
    task = the_task(worked)
    enrollment = task.partition(".")[0]

    blocked = worked("enrollment", "jump", enrollment, "--to", "last", "--by", "ana")
    skipped = worked("task", "skip", task, "--by", "ana")
    unknown = worked("enrollment", "skip", enrollment, "--step", "fourth")
    left_out = worked("enrollment", "skip", enrollment, "--step", "second", "--by", "ana")
    jumped = worked("enrollment", "jump", enrollment, "--to", "last", "--by", "ana")

    assert blocked.code == 2
    assert blocked.err == "the task of step 'ring' blocks; complete or skip it first\n"
    assert skipped.out == f"{task} is skipped; the enrollment is active\n"
    assert (unknown.code, "has no step 'fourth'" in unknown.err) == (2, True)
    assert left_out.out == f"{enrollment} zoe@x.example: active\n"
    assert jumped.out == f"{enrollment} zoe@x.example: active\n"
    touches = worked("enrollment", "show", enrollment, "--json").json()
    assert isinstance(touches, dict)
    reasons = {touch["step"]: touch["reason"] for touch in touches["touches"]}
    assert (reasons["ring"], reasons["second"], reasons["third"]) == (
        "by_hand",
        "by_hand",
        "jumped",
    )
