"""A crowd and its mailboxes on a virtual clock: as many as they bear, in the right order."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from domain.cadence import Cadence
from domain.mailboxes import Limits, Mailbox
from domain.people.enrollee import Enrollee
from domain.simulation import (
    SILENCE,
    Course,
    Injected,
    Script,
    SimulatedTouch,
    simulate,
    simulate_together,
)
from tests.builders import a_cadence, a_prospect, a_step

SUNDAY = datetime(2026, 11, 22, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GAP = (5 * MINUTE, 10 * MINUTE)
ROBIN = Mailbox("robin@b.example", "Robin", timezone="Europe/Berlin", limits=Limits(30, gap=GAP))


def three_mails() -> Cadence:
    return a_cadence(steps=[a_step(id=f"mail-{day}", day=day) for day in (1, 3, 6)])


def a_crowd(count: int, cadence: Cadence) -> list[Enrollee]:
    people = [a_prospect(id=f"p{n}", email=f"p{n}@example.com") for n in range(count)]
    return [Enrollee(f"sim/{person.id}", person, cadence) for person in people]


def together(
    crowd: list[Enrollee], *mailboxes: Mailbox, script: Script = SILENCE
) -> tuple[Course, ...]:
    return simulate_together([(enrollee, script) for enrollee in crowd], SUNDAY, mailboxes)


def in_order(courses: tuple[Course, ...]) -> list[SimulatedTouch]:
    return sorted((t for course in courses for t in course.touches), key=lambda t: t.due_at)


def test_two_hundred_share_one_mailbox() -> None:
    """Never over 30 a day, never closer than five minutes, follow-ups first, each wait says why."""
    courses = together(a_crowd(200, three_mails()), ROBIN)

    touches = in_order(courses)
    assert len(touches) == 600
    assert all(course.end.state == "finished" for course in courses)
    by_day = Counter(ROBIN.day_of(touch.due_at) for touch in touches)
    assert max(by_day.values()) == 30
    assert min(b.due_at - a.due_at for a, b in pairwise(touches)) >= GAP[0]
    waits = [(touch, wait) for touch in touches for wait in touch.waits]
    assert all(wait.why.startswith("robin@b.example ") for _, wait in waits)
    assert all(wait.until > wait.at for _, wait in waits)
    left = {touch.step for touch, wait in waits if wait.reason == "left_for_follow_ups"}
    assert left == {"mail-1"}


def test_a_day_full_of_follow_ups_has_no_first_mail() -> None:
    """Where a follow-up had to wait for another day, no first mail went out after it asked."""
    touches = in_order(together(a_crowd(200, three_mails()), ROBIN))

    for touch in touches:
        for wait in touch.waits:
            if touch.step == "mail-1" or wait.reason != "mailbox_full":
                continue
            midnight = ROBIN.midnight_after(wait.at)
            later = [t for t in touches if wait.at < t.due_at < midnight]
            assert "mail-1" not in {t.step for t in later}


def test_a_mailbox_without_limits_changes_nothing() -> None:
    """Nobody waits: the touches are those of each prospect alone."""
    crowd = a_crowd(5, three_mails())
    free = Mailbox("robin@b.example", "Robin")

    shared = together(crowd, free)

    alone = [simulate(enrollee, SUNDAY) for enrollee in crowd]
    assert [[(t.step, t.due_at, t.why) for t in course.touches] for course in shared] == [
        [(t.step, t.due_at, t.why) for t in course.touches] for course in alone
    ]
    assert {touch.mailbox for course in shared for touch in course.touches} == {free.address}


def test_who_has_answered_leaves_room() -> None:
    """Half the crowd replies to the first mail: the rest is through sooner."""
    crowd = a_crowd(60, three_mails())
    silent = in_order(together(crowd, ROBIN))
    replies = Script((Injected("reply", "mail-1", "positive"),))

    answered = in_order(together(crowd, ROBIN, script=replies))

    assert len(answered) == 60
    assert answered[-1].due_at < silent[-1].due_at


def test_a_thread_keeps_its_mailbox() -> None:
    """Two mailboxes share the crowd evenly, and each goes on with whom it began."""
    sam = Mailbox("sam@b.example", "Sam", limits=ROBIN.limits)
    courses = together(a_crowd(60, three_mails()), ROBIN, sam)

    threads = [{touch.mailbox for touch in course.touches} for course in courses]
    assert all(len(mailboxes) == 1 for mailboxes in threads)
    began = Counter(mailboxes.pop() for mailboxes in threads)
    assert abs(began[ROBIN.address] - began[sam.address]) <= 6
