"""Who comes again, and how soon after the last touch, on every ledger."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.facts import (
    EnrollmentEnded,
    Fact,
    TaskCompleted,
    TaskOpened,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchSkipped,
)
from ledger.records import Ticket
from tests.builders import a_prospect
from tests.contracts.scene import (
    DAY,
    HOUR,
    MONDAY,
    AnyLedger,
    a_choosy,
    a_plan,
    an_enrolled,
    answers_for,
    somebody,
)

ENDED = EnrollmentEnded(at=MONDAY, state="finished", reason="completed")


async def test_again_after_a_span(ledger: AnyLedger) -> None:
    """From the end of the last enrollment in the cadence on, to the instant."""
    choosy = a_choosy(again="90d")
    await answers_for(ledger, choosy, a_prospect(), at=MONDAY)
    (row,) = await ledger.enrollments()
    ended_at = MONDAY + 10 * DAY
    await ledger.append(
        row.enrollment, [EnrollmentEnded(at=ended_at, state="finished", reason="completed")]
    )

    early = await answers_for(ledger, choosy, a_prospect(), at=ended_at + 90 * DAY - HOUR)
    in_time = await answers_for(ledger, choosy, a_prospect(), at=ended_at + 90 * DAY)

    assert early == ["already_finished"]
    assert in_time == ["in"]


async def test_the_last_end_counts(ledger: AnyLedger) -> None:
    """Who has been through it twice is left alone from the second end on."""
    choosy = a_choosy(again="10d")
    for day in (0, 20):
        await answers_for(ledger, choosy, a_prospect(), at=MONDAY + day * DAY)
        row = (await ledger.enrollments(state="pending"))[0]
        end = EnrollmentEnded(at=MONDAY + (day + 5) * DAY, state="finished", reason="completed")
        await ledger.append(row.enrollment, [end])

    assert await answers_for(ledger, choosy, a_prospect(), at=MONDAY + 30 * DAY) == [
        "already_finished"
    ]
    assert await answers_for(ledger, choosy, a_prospect(), at=MONDAY + 35 * DAY) == ["in"]


async def test_always_again_and_again_by_hand(ledger: AnyLedger) -> None:
    """`always` needs no flag, and the caller's word goes before `never` and before a span."""
    for name, again in (("a", "always"), ("b", "never"), ("c", "90d")):
        await ledger.publish(a_choosy(name, again=again), MONDAY)
        (ticket,) = await ledger.enroll([a_prospect()], name, MONDAY)
        assert isinstance(ticket, Ticket)
        await ledger.append(ticket.enrollment_id, [ENDED])

        (by_itself,) = await ledger.enroll([a_prospect()], name, MONDAY + DAY)
        if isinstance(by_itself, Ticket):
            await ledger.append(by_itself.enrollment_id, [ENDED])
        (by_hand,) = await ledger.enroll([a_prospect()], name, MONDAY + DAY, True)

        assert isinstance(by_itself, Ticket) == (again == "always")
        assert isinstance(by_hand, Ticket)
        await ledger.append(by_hand.enrollment_id, [ENDED])


TOUCHES: list[tuple[list[Fact], datetime | None]] = [
    ([TouchPerformed(at=MONDAY + DAY, step="intro")], MONDAY + DAY),
    ([TouchInDoubt(at=MONDAY + DAY, step="intro")], MONDAY + DAY),
    ([TaskOpened(at=MONDAY + DAY, step="call", kind="call")], MONDAY + DAY),
    (
        [
            TaskOpened(at=MONDAY + DAY, step="call", kind="call"),
            TaskCompleted(at=MONDAY + 3 * DAY, step="call", disposition="connected", by="rep"),
        ],
        MONDAY + 3 * DAY,
    ),
    (
        [
            TaskOpened(at=MONDAY + DAY, step="call", kind="call"),
            TouchSkipped(at=MONDAY + 5 * DAY, step="call", reason="overdue"),
        ],
        MONDAY + DAY,
    ),
    (
        [
            TouchPerformed(at=MONDAY + DAY, step="intro"),
            TouchPerformed(at=MONDAY + 2 * DAY, step="call"),
        ],
        MONDAY + 2 * DAY,
    ),
    ([a_plan(due_at=MONDAY + DAY)], None),
    ([TouchHeld(at=MONDAY + DAY, step="intro", generation=1, reason="full", until=None)], None),
    ([TouchSkipped(at=MONDAY + DAY, step="intro", reason="condition")], None),
]


@pytest.mark.parametrize(("told", "touched_at"), TOUCHES, ids=range(len(TOUCHES)))
async def test_rest_since_the_last_touch(
    ledger: AnyLedger, told: list[Fact], touched_at: datetime | None
) -> None:
    """A mail that may have gone out, a task from its opening and from its completion count."""
    await ledger.append(await an_enrolled(ledger), told)
    choosy = a_choosy(rest="7d")

    if touched_at is None:
        assert await answers_for(ledger, choosy, a_prospect(), at=MONDAY + DAY) == ["in"]
        return
    rested = touched_at + 7 * DAY
    early = await answers_for(ledger, choosy, a_prospect(), at=rested - timedelta(seconds=1))
    others = await answers_for(ledger, choosy, somebody(1), at=rested - timedelta(seconds=1))

    assert (early, others) == (["touched_recently"], ["in"])
    assert await answers_for(ledger, choosy, a_prospect(), at=rested) == ["in"]
