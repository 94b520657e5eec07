"""What enrollments left behind for statistics, on every ledger."""

from __future__ import annotations

from datetime import timedelta

from domain.experiments import variant_of
from domain.facts import (
    Detail,
    EnrollmentEnded,
    Fact,
    MeetingBooked,
    ReplyCorrected,
    ReplyReceived,
    TaskCompleted,
    TaskOpened,
    TouchPerformed,
    TouchSkipped,
)
from domain.statistics.trails import MEETING, Heard, Performed, TrailsWanted
from ledger.records import Ticket
from tests.builders import a_cadence, a_step
from tests.contracts.scene import (
    DAY,
    HOUR,
    INTRODUCTION,
    MONDAY,
    AnyLedger,
    a_plan,
    an_enrolled,
    an_event,
    somebody,
)

AT = MONDAY + HOUR
ANOTHER_SUBJECT = {"id": "number", "steps": {"intro": {"subject": "A number"}}}
OPENER = {"id": "opener", "variants": [{"id": "question"}, ANOTHER_SUBJECT]}
TRYING = a_cadence(
    name="trying", steps=[a_step(), a_step(id="call", channel="call", day=2)], experiments=[OPENER]
)


async def test_touches_performed_are_in_the_order_in_which_they_were(ledger: AnyLedger) -> None:
    """With channel and arms; what was only planned or skipped is no trail."""
    enrolled = await an_enrolled(ledger)
    call = a_plan("call", channel="call", variant="hour/early")
    facts: list[Fact] = [
        call,
        TaskOpened(at=AT, step="call", kind="call"),
        a_plan("skipped"),
        TouchSkipped(at=AT, step="skipped", reason="no_phone"),
        a_plan("planned"),
        a_plan(),
        TouchPerformed(at=AT, step="intro"),
        TaskCompleted(at=AT + DAY, step="call", disposition="no_answer", by="ana"),
    ]

    await ledger.append(enrolled, facts)
    (trail,) = await ledger.trails(TrailsWanted())

    assert (trail.enrollment_id, trail.cadence) == (enrolled, INTRODUCTION.name)
    assert trail.performed == (
        Performed("intro", "email", AT),
        Performed("call", "call", AT + DAY, "hour/early"),
    )
    assert trail.performed[1].arms == {"hour": "early"}
    assert (trail.enrolled_at, trail.ended_at, trail.heard) == (MONDAY, None, ())


async def test_replies_count_as_what_they_were_corrected_to(ledger: AnyLedger) -> None:
    """With the instant at which they came; what a rep has heard counts as well."""
    enrolled = await an_enrolled(ledger)
    facts: list[Fact] = [
        ReplyReceived(at=AT, source_id="imap/1", reply_class="negative"),
        TaskCompleted(at=AT + DAY, step="call", disposition="connected", by="ana"),
        TaskCompleted(at=AT + DAY, step="ring", disposition="no_answer", by="ana"),
        MeetingBooked(at=AT + 2 * DAY, source_id="cal/1"),
        ReplyCorrected(
            at=AT + DAY, source_id="me/1", reply="imap/1", reply_class="positive", by="ana"
        ),
    ]

    await ledger.append(enrolled, facts)
    (trail,) = await ledger.trails(TrailsWanted())

    assert trail.heard == (
        Heard("positive", AT),
        Heard("connected", AT + DAY),
        Heard(MEETING, AT + 2 * DAY),
    )


async def test_what_came_after_the_end_counts(ledger: AnyLedger) -> None:
    """Most meetings are booked after the reply that has ended the enrollment."""
    enrolled = await an_enrolled(ledger)
    ended_at = AT + HOUR
    await ledger.append(
        enrolled,
        [
            ReplyReceived(at=AT, source_id="imap/1", reply_class="positive"),
            EnrollmentEnded(at=ended_at, state="finished", reason="replied"),
        ],
    )

    late = {"enrollment_id": enrolled, "received_at": AT + DAY}
    await ledger.ingest(an_event("meeting_booked", "2", **late))
    await ledger.ingest(an_event("bounce", "3", **late))
    another = {"received_at": AT + 2 * DAY, "detail": Detail(reply_class="neutral")}
    await ledger.ingest(an_event("reply", "4", enrollment_id=enrolled, **another))
    (trail,) = await ledger.trails(TrailsWanted())

    assert trail.ended_at == ended_at
    assert trail.heard == (
        Heard("positive", AT),
        Heard(MEETING, AT + DAY),
        Heard("neutral", AT + 2 * DAY),
    )


async def test_only_those_wanted_come(ledger: AnyLedger) -> None:
    """By cadence, by when they were enrolled, by experiment and then without other touches."""
    plain = await an_enrolled(ledger)
    await ledger.publish(TRYING, MONDAY)
    (ticket,) = await ledger.enroll([somebody(2)], TRYING.name, MONDAY + DAY)
    assert isinstance(ticket, Ticket)
    trying = ticket.enrollment_id
    arms = variant_of(TRYING, {"opener": "number"}, "intro")
    for enrolled in (plain, trying):
        second = a_plan("second"), TouchPerformed(at=AT + DAY, step="second")
        await ledger.append(
            enrolled, [a_plan(variant=arms), TouchPerformed(at=AT, step="intro"), *second]
        )

    async def found(**wanted: object) -> list[tuple[str, int]]:
        trails = await ledger.trails(TrailsWanted(**wanted))  # type: ignore[arg-type]  # -- whatever is wanted
        return [(trail.enrollment_id, len(trail.performed)) for trail in trails]

    later = MONDAY + timedelta(hours=12)
    assert await found() == [(plain, 2), (trying, 2)]
    assert await found(cadences=("trying", "none")) == [(trying, 2)]
    assert await found(since=later) == [(trying, 2)]
    assert await found(until=later) == [(plain, 2)]
    assert await found(experiment="opener") == [(trying, 1)]
    assert await found(experiment="pen") == []
