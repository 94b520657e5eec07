"""The projections are what the facts give: after any facts, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Executable, Update, delete, insert, select, update

from domain.facts import (
    Bounced,
    Engaged,
    EnrollmentEnded,
    Fact,
    Jumped,
    MeetingBooked,
    NoteAdded,
    OpportunityLost,
    OpportunityOpened,
    OpportunityWon,
    OptedOut,
    Paused,
    ReplyCorrected,
    ReplyReceived,
    Resumed,
    SoftBounced,
    TaskAssigned,
    TaskCompleted,
    TaskEscalated,
    TaskOpened,
    TaskPostponed,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchSkipped,
)
from ledger.records import Ticket
from ledger.schema import (
    enrollments,
    facts,
    person_outcomes,
    tasks,
    touch_outcomes,
    touches,
)
from ledger.sql import SqlLedger
from tests.builders import a_cadence, a_prospect, a_step
from tests.contracts.scene import DAY, HOUR, MONDAY, a_plan, a_task, an_enrolled

PROJECTIONS = (enrollments, touches, tasks, touch_outcomes, person_outcomes)

instants = st.integers(0, 200).map(lambda hours: MONDAY + timedelta(hours=hours))
untils = st.none() | instants
steps = st.sampled_from(["intro", "call", "note"])
generations = st.integers(1, 3)
dispositions = st.sampled_from(["connected", "no_answer", "meeting_booked"])
reasons = st.sampled_from(["manual", "out_of_office"])
sources = st.sampled_from(["crm/1", "crm/2", "crm/3", "by hand/1"])
requests = st.sampled_from(["1", "2"])
reps = st.sampled_from(["ana", "bo"])
owners = st.none() | reps
mailboxes = st.sampled_from(["ana@out.example", "bo@out.example"])
classes = st.sampled_from(["positive", "negative", "out_of_office", "automatic"])
deals = st.sampled_from(["006A", "006B"])
findings = st.sampled_from(["resolved/intro", "resolved/note"])


def _some(fact: type, /, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[Fact]:
    return st.builds(fact, at=instants, **fields)


some_fact: st.SearchStrategy[Fact] = st.one_of(
    st.builds(
        a_plan,
        step=steps,
        generation=generations,
        due_at=instants,
        why=st.text(st.characters(exclude_characters="\0"), max_size=5),
        variant=st.none() | st.sampled_from(["opener/number", "opener/control"]),
    ),
    _some(TouchHeld, step=steps, generation=generations, reason=reasons, until=untils),
    _some(
        TaskOpened,
        step=steps,
        kind=st.just("call"),
        until=untils,
        due_at=untils,
        escalates_at=untils,
        owner=owners,
    ),
    _some(
        TaskPostponed,
        step=steps,
        due_at=instants,
        reason=reasons,
        by=st.just("rep"),
        source_id=sources,
    ),
    _some(TaskAssigned, step=steps, owner=reps, by=st.just("rep"), request_id=requests),
    _some(NoteAdded, note=st.just("x"), by=st.just("rep"), request_id=requests),
    _some(TaskEscalated, step=steps),
    _some(
        TaskCompleted,
        step=steps,
        disposition=dispositions,
        by=st.just("rep"),
        request_id=st.none() | requests,
    ),
    _some(TouchPerformed, step=steps, mailbox=st.none() | mailboxes),
    _some(TouchInDoubt, step=steps, mailbox=st.none() | mailboxes),
    _some(TouchSkipped, step=steps, reason=reasons, request_id=st.none() | requests),
    _some(TouchPerformed, step=steps, source_id=findings, by=st.just("rep")),
    _some(TouchSkipped, step=steps, reason=st.just("lost"), source_id=findings, by=st.just("rep")),
    _some(ReplyReceived, source_id=sources, reply_class=classes, to_step=st.none() | steps),
    _some(ReplyCorrected, source_id=sources, reply=sources, reply_class=classes, by=reps),
    _some(MeetingBooked, source_id=sources),
    _some(Engaged, source_id=sources, kind=st.sampled_from(["open", "click"]), step=steps),
    _some(OpportunityOpened, opportunity=deals),
    _some(OpportunityWon, opportunity=deals),
    _some(OpportunityLost, opportunity=deals),
    _some(Bounced, source_id=sources),
    _some(SoftBounced, source_id=sources, step=st.none() | steps),
    _some(OptedOut, source_id=sources),
    _some(Jumped, source_id=sources, to=steps, skipped=st.lists(steps, max_size=2).map(tuple)),
    _some(Paused, source_id=sources, reason=reasons, until=untils),
    _some(Resumed, source_id=sources, reason=st.none() | reasons),
)
some_end = _some(EnrollmentEnded, state=st.sampled_from(["finished", "bounced"]), reason=reasons)


@given(
    st.lists(st.lists(some_fact, max_size=4), max_size=6),
    st.lists(some_end, max_size=1),
    st.lists(some_fact, max_size=2),
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_any_facts_give_the_rows_that_a_rebuild_gives(
    sql_ledger: SqlLedger,
    appends: list[list[Fact]],
    end: list[Fact],
    late: list[Fact],
) -> None:
    """However facts were appended, refolding them changes no row."""
    count = len(await sql_ledger.enrollments())
    someone = a_prospect(id="", email=f"{count}@example.com", phone=None, linkedin_url=None)
    enrolled = await an_enrolled(sql_ledger, someone)
    for together in (*appends, end, late):
        await sql_ledger.append(enrolled, together)
    before = await _all_rows(sql_ledger)

    differences = await sql_ledger.differences()
    rebuilt = await sql_ledger.rebuild()

    assert differences == ()
    assert rebuilt == count + 1
    assert await _all_rows(sql_ledger) == before


TAMPERED: list[tuple[str, Update]] = [
    ("state is finished, the facts say active", update(enrollments).values(state="finished")),
    ("next_at is None", update(enrollments).values(next_at=None)),
    ("status is held, the facts say planned", update(touches).values(status="held")),
    ("due_at is", update(touches).values(due_at=MONDAY + 9 * DAY)),
    ("variant is None, the facts say opener/number", update(touches).values(variant=None)),
    ("closed_at is", update(tasks).values(closed_at=MONDAY)),
    ("due_at is None, the facts say", update(tasks).values(due_at=None)),
    ("escalates_at is None", update(tasks).values(escalates_at=None)),
    ("escalated_at is None", update(tasks).values(escalated_at=None)),
    ("variants is {}, the facts say", update(enrollments).values(variants="{}")),
    ("not_before is", update(enrollments).values(not_before=MONDAY)),
    ("fate is delivered, the facts say waiting", update(touch_outcomes).values(fate="delivered")),
    ("marks is 5, the facts say 0", update(person_outcomes).values(marks=5)),
    ("predecessor is ghost, the facts say None", update(enrollments).values(predecessor="ghost")),
]


@pytest.mark.parametrize(("named", "tampering"), TAMPERED, ids=[name[:12] for name, _ in TAMPERED])
async def test_a_tampered_row_is_named_and_mended(
    sql_ledger: SqlLedger, named: str, tampering: Update
) -> None:
    """The difference says where, what stands there and what the facts say; a rebuild mends it."""
    await _an_eventful_ledger(sql_ledger)
    before = await _all_rows(sql_ledger)
    await _change(sql_ledger, tampering)

    differences = await sql_ledger.differences()
    await sql_ledger.rebuild()

    assert any(named in line for line in differences), differences
    assert await _all_rows(sql_ledger) == before
    assert await sql_ledger.differences() == ()


async def test_a_lost_row_and_a_row_too_many_are_named(sql_ledger: SqlLedger) -> None:
    """Rows are compared in both directions."""
    enrolled = await _an_eventful_ledger(sql_ledger)
    ghost = {"step": "ghost", "kind": "call", "opened_at": MONDAY, "enrollment_id": enrolled}
    await _change(sql_ledger, delete(touches).where(touches.c.step == "intro"))
    await _change(sql_ledger, insert(tasks).values(ghost))

    differences = await sql_ledger.differences()

    assert f"touches {enrolled}.intro: missing" in differences
    assert f"tasks {enrolled}.ghost: the facts know nothing of it" in differences


async def test_a_lost_fact_is_named(sql_ledger: SqlLedger) -> None:
    """A gap in the numbers cannot be mended, so it is always told."""
    enrolled = await _an_eventful_ledger(sql_ledger)
    await _change(sql_ledger, delete(facts).where(facts.c.seq == 2))

    await sql_ledger.rebuild()

    assert any(enrolled in line and "facts" in line for line in await sql_ledger.differences())


async def test_a_rebuild_keeps_one_open_at_a_time(sql_ledger: SqlLedger) -> None:
    """Where a row wrongly says who is open, a rebuild gets over the uniqueness of the open one."""
    first = await an_enrolled(sql_ledger)
    await sql_ledger.append(first, [EnrollmentEnded(at=MONDAY, state="finished", reason="x")])
    (again,) = await sql_ledger.enroll([a_prospect()], "introduction", MONDAY, True)
    await _change(sql_ledger, update(enrollments).values(is_open=False))
    await _change(
        sql_ledger, update(enrollments).where(enrollments.c.id == first).values(is_open=True)
    )

    assert await sql_ledger.rebuild() == 2

    assert await sql_ledger.open_tickets() == (again,)


async def _an_eventful_ledger(ledger: SqlLedger) -> str:
    arms = [{"id": "control", "weight": 0}, {"id": "number", "steps": {"intro": {"after": "2h"}}}]
    steps = [a_step(), a_step(id="call", channel="call", day=2)]
    experiments = [{"id": "opener", "variants": arms}]
    await ledger.publish(a_cadence(name="trying", steps=steps, experiments=experiments), MONDAY)
    (ticket,) = await ledger.enroll([a_prospect()], "trying", MONDAY)
    assert isinstance(ticket, Ticket)
    times = {"due_at": MONDAY + 3 * HOUR, "escalates_at": MONDAY + 4 * HOUR}
    await ledger.open(a_task(ticket.enrollment_id, **times))
    await ledger.append(ticket.enrollment_id, [TaskEscalated(at=MONDAY + 4 * HOUR, step="call")])
    plan = a_plan(due_at=MONDAY + 2 * HOUR, variant="opener/number")
    await ledger.append(ticket.enrollment_id, [plan])
    return ticket.enrollment_id


async def _change(ledger: SqlLedger, statement: Executable) -> None:
    await ledger._database.run(Connection.execute, statement)


async def _all_rows(ledger: SqlLedger) -> list[list[dict[str, object]]]:
    return await ledger._database.read(_rows)


def _rows(connection: Connection) -> list[list[dict[str, object]]]:
    ordered = (select(table).order_by(*table.primary_key.columns) for table in PROJECTIONS)
    return [[dict(row) for row in connection.execute(query).mappings()] for query in ordered]
