"""Facts and the rows that follow from them, on every ledger."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import permutations

import pytest

from domain.enrollment import State
from domain.errors import ClockInUse, UnknownEnrollment
from domain.facts import (
    EnrollmentEnded,
    Fact,
    Paused,
    ReplyReceived,
    Resumed,
    TaskCompleted,
    TaskOpened,
    TouchHeld,
    TouchPerformed,
)
from domain.touch import Touched
from tests.builders import a_prospect, an_enrollment
from tests.contracts.scene import (
    DAY,
    HOUR,
    INTRODUCTION,
    MONDAY,
    AnyLedger,
    a_plan,
    an_enrolled,
    row_of,
)

REPLY = ReplyReceived(at=MONDAY + HOUR, source_id="crm/1")
PERFORMED = TouchPerformed(at=MONDAY + HOUR, step="intro")


async def test_a_fact_written_twice_stands_once(ledger: AnyLedger) -> None:
    """What stands there comes back, and the numbers have no gap."""
    enrolled = await an_enrolled(ledger)

    first = await ledger.append(enrolled, [a_plan()])
    again = await ledger.append(enrolled, [a_plan(why="another"), PERFORMED])

    assert first == (a_plan(),)
    assert again == (a_plan(), PERFORMED)
    _, _, facts = await ledger.enrollment(enrolled)
    assert [(fact.seq, fact.key) for fact in facts] == [
        (1, "enrolled"),
        (2, "plan/intro/1"),
        (3, "performed/intro"),
    ]


async def test_a_key_given_twice_at_once_stands_once(ledger: AnyLedger) -> None:
    """Within one append the first of a key is the one that stands."""
    enrolled = await an_enrolled(ledger)

    stored = await ledger.append(enrolled, [a_plan(), a_plan(why="another"), PERFORMED])

    assert stored == (a_plan(), a_plan(), PERFORMED)
    _, _, facts = await ledger.enrollment(enrolled)
    assert [fact.seq for fact in facts] == [1, 2, 3]


async def test_many_who_append_one_key_agree(ledger: AnyLedger) -> None:
    """Of concurrent appends one is stored and everybody gets it."""
    enrolled = await an_enrolled(ledger)

    answers = await asyncio.gather(
        *(ledger.append(enrolled, [a_plan(why=str(number))]) for number in range(12))
    )

    assert len(set(answers)) == 1
    _, _, facts = await ledger.enrollment(enrolled)
    assert [fact.fact for fact in facts[1:]] == list(answers[0])


async def test_concurrent_facts_are_numbered_without_gap(ledger: AnyLedger) -> None:
    """Every fact gets its own number, whoever writes at the same time."""
    enrolled = await an_enrolled(ledger)

    await asyncio.gather(
        *(ledger.append(enrolled, [a_plan(step=f"s{number}")]) for number in range(12))
    )

    _, touches, facts = await ledger.enrollment(enrolled)
    assert [fact.seq for fact in facts] == list(range(1, 14))
    assert len(touches) == 12


async def test_the_order_of_unrelated_facts_does_not_matter(ledger: AnyLedger) -> None:
    """However a reply and two touches arrive, people read the same of them."""
    told: list[Fact] = [REPLY, PERFORMED, a_plan(step="call", channel="call")]
    read = []
    for number, order in enumerate(permutations(told)):
        someone = a_prospect(
            id=f"p{number}", email=f"p{number}@example.com", phone=None, linkedin_url=None
        )
        enrolled = await an_enrolled(ledger, someone)
        for fact in order:
            await ledger.append(enrolled, [fact])
        row, touches, _ = await ledger.enrollment(enrolled)
        read.append((row.state, row.reason, row.step, row.next_at, {t.step: t for t in touches}))

    assert all(one == read[0] for one in read)


async def test_one_append_or_several_give_the_same_rows(ledger: AnyLedger) -> None:
    """Facts written together project as facts written one by one."""
    told: list[Fact] = [a_plan(), PERFORMED, a_plan(step="call", channel="call"), REPLY]
    together = await an_enrolled(ledger)
    other = a_prospect(id="p2", email="bo@example.com", phone=None, linkedin_url=None)
    one_by_one = await an_enrolled(ledger, other)

    await ledger.append(together, told)
    for fact in told:
        await ledger.append(one_by_one, [fact])

    _, touches, _ = await ledger.enrollment(together)
    assert touches == (await ledger.enrollment(one_by_one))[1]


async def test_the_ticket_carries_the_fold(ledger: AnyLedger) -> None:
    """A workflow that is started anew begins where the facts ended."""
    enrolled = await an_enrolled(ledger)

    await ledger.append(enrolled, [a_plan(), PERFORMED, REPLY])

    ticket = await ledger.ticket(enrolled)
    assert ticket.state == an_enrollment(a_plan(), PERFORMED, REPLY)
    assert ticket.plan == INTRODUCTION.plan
    assert await ledger.open_tickets() == (ticket,)


async def test_step_and_next_instant_follow_the_touches(ledger: AnyLedger) -> None:
    """The list shows what the enrollment is at, and when something happens next."""
    enrolled = await an_enrolled(ledger)
    opened = TaskOpened(at=MONDAY, step="call", kind="call", until=MONDAY + 2 * DAY)
    held = TouchHeld(at=MONDAY, step="intro", generation=1, reason="full", until=MONDAY + DAY)
    steps: list[tuple[Fact, str | None, timedelta | None]] = [
        (a_plan(), "intro", HOUR),
        (held, "intro", DAY),
        (opened, "call", 2 * DAY),
        (a_plan(generation=2, due_at=MONDAY + 3 * DAY), "intro", 3 * DAY),
        (PERFORMED, "call", 2 * DAY),
        (Paused(at=MONDAY, source_id="a", reason="manual", until=MONDAY + HOUR), "call", HOUR),
        (Paused(at=MONDAY, source_id="b", reason="manual"), "call", None),
        (Resumed(at=MONDAY, source_id="c"), "call", 2 * DAY),
        (TaskCompleted(at=MONDAY, step="call", disposition="reached", by="rep"), "call", None),
        (EnrollmentEnded(at=MONDAY, state="finished", reason="completed"), "call", None),
    ]

    for fact, step, ahead in steps:
        await ledger.append(enrolled, [fact])
        row = await row_of(ledger, enrolled)
        assert (row.step, row.next_at) == (step, MONDAY + ahead if ahead else None), fact


async def test_people_read_how_a_touch_went(ledger: AnyLedger) -> None:
    """A touch shows its plan, its reason and its end; a new plan brings a new reason."""
    enrolled = await an_enrolled(ledger)

    await ledger.append(enrolled, [a_plan(), a_plan(generation=2, why="moved")])
    await ledger.append(enrolled, [PERFORMED])

    row, (touch,), _ = await ledger.enrollment(enrolled)
    assert (touch.planned_at, touch.performed_at) == (MONDAY + HOUR, MONDAY + HOUR)
    assert (touch.outcome, touch.why) == (Touched.PERFORMED, "moved")
    assert (row.prospect, row.timezone) == ("ada@example.com", "Europe/Berlin")


async def test_a_fact_after_the_end_is_stored_and_changes_nothing(ledger: AnyLedger) -> None:
    """Late news is kept, and the outcome stays."""
    enrolled = await an_enrolled(ledger)
    ended = EnrollmentEnded(at=MONDAY, state=State.FINISHED, reason="completed")

    await ledger.append(enrolled, [ended])
    await ledger.append(enrolled, [REPLY])

    row, _, facts = await ledger.enrollment(enrolled)
    assert (row.state, row.reason) == ("finished", "completed")
    assert [fact.key for fact in facts] == ["enrolled", "ended", "source/crm/1"]
    assert await ledger.open_tickets() == ()


async def test_a_fact_stands_under_its_key(ledger: AnyLedger) -> None:
    """As it was first written; nothing under a key that nobody has written, nor of another."""
    enrolled = await an_enrolled(ledger)
    other = await an_enrolled(ledger, a_prospect(id="p-bo", email="bo@example.com", phone=None))
    await ledger.append(enrolled, [a_plan(), PERFORMED])
    await ledger.append(enrolled, [a_plan(why="another")])

    assert await ledger.standing(enrolled, "plan/intro/1") == a_plan()
    assert await ledger.standing(enrolled, PERFORMED.key) == PERFORMED
    assert await ledger.standing(enrolled, "plan/intro/2") is None
    both = (PERFORMED.key, "plan/intro/1")
    assert await ledger.standing(enrolled, "plan/intro/2", *both) == PERFORMED
    assert await ledger.standing(enrolled, *reversed(both)) == a_plan()
    assert await ledger.standing(other, PERFORMED.key) is None


async def test_an_unknown_enrollment_is_named(ledger: AnyLedger) -> None:
    """No method invents an enrollment."""
    with pytest.raises(UnknownEnrollment):
        await ledger.append("e-none", [PERFORMED])
    with pytest.raises(UnknownEnrollment):
        await ledger.enrollee("e-none")
    with pytest.raises(UnknownEnrollment):
        await ledger.ticket("e-none")
    with pytest.raises(UnknownEnrollment):
        await ledger.standing("e-none", "enrolled")
    with pytest.raises(UnknownEnrollment):
        await ledger.enrollment("e-none")


async def test_another_speed_makes_no_jump(ledger: AnyLedger) -> None:
    """The clock is anchored once; where its speed changes it goes on from the same moment."""
    first = await ledger.clock(MONDAY, 10.0, anchor=MONDAY + DAY)
    same = await ledger.clock(MONDAY + HOUR, 10.0, anchor=MONDAY)

    slower = await ledger.clock(MONDAY + HOUR, 2.0)

    assert first == same
    assert slower.at(MONDAY + HOUR) == first.at(MONDAY + HOUR) == MONDAY + DAY + 10 * HOUR
    assert slower.at(MONDAY + 2 * HOUR) == MONDAY + DAY + 12 * HOUR
    assert await ledger.clock(MONDAY + 3 * HOUR, 2.0) == slower


async def test_time_keeps_its_speed_while_enrollments_are_open(ledger: AnyLedger) -> None:
    """Runs carry their clock: another speed is refused, and who only asks is told what stands."""
    fast = await ledger.clock(MONDAY, 10.0)
    await an_enrolled(ledger)

    with pytest.raises(ClockInUse):
        await ledger.clock(MONDAY + HOUR, 1.0)

    assert await ledger.clock(MONDAY + HOUR) == fast
