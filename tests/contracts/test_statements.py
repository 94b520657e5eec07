"""How much is asked of the database, and that it finds what it is asked without reading all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from domain.cadence import Cadence
from domain.mailboxes import Limits, Mailbox
from domain.ports import Claim, SenderRequest
from domain.rep_work.work_queue import Group, day_of
from ledger import migrate, open_ledger
from ledger.records import Attribution
from ledger.records.rep_work import QueueRequest
from ledger.rules.queue_places import Place, text_of
from ledger.sql import SqlLedger
from tests.builders import a_cadence
from tests.contracts.scene import (
    DAY,
    MONDAY,
    NURTURE,
    a_choosy,
    a_request,
    an_enrolled,
    an_event,
    ended,
    somebody,
)

Statement = tuple[str, Any]
# Two to look for a known person, by address and id, one to write the new one; suppressions,
# earlier enrollments; the enrollment, its first fact, its row in the reports and its first stay.
EACH = 9


@contextmanager
def listening(ledger: SqlLedger) -> Iterator[list[Statement]]:
    """Every statement that goes to the database meanwhile, with its parameters."""
    heard: list[Statement] = []

    def hear(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:  # noqa: ANN401 -- whatever the driver takes
        if not statement.startswith(("BEGIN", "LOCK")):
            heard.append((statement, given))

    engines = {ledger._database._writing, ledger._database._reading}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
    yield heard
    for engine in engines:
        event.remove(engine, "before_cursor_execute", hear)


async def statements_each(ledger: SqlLedger, cadence: Cadence) -> float:
    """How many more an import needs for each person in it."""
    counts = []
    await ledger.enroll([somebody(99)], cadence.name, MONDAY)
    for first, count in ((0, 5), (100, 15)):
        people = [somebody(first + number, account=None) for number in range(count)]
        with listening(ledger) as heard:
            await ledger.enroll(people, cadence.name, MONDAY)
        counts.append(len(heard))
    return (counts[1] - counts[0]) / 10


@pytest.mark.parametrize(
    "cadence",
    [
        a_cadence(),
        a_choosy(again="90d", per_day=1_000, same_account="one"),
        a_choosy(refuse=[{"when": 'country == "CA"', "because": "no consent"}]),
        a_cadence(experiments=[{"id": "opener", "variants": [{"id": "a"}, {"id": "b"}]}]),
    ],
    ids=["plain", "counted", "conditions", "experiment"],
)
async def test_rules_ask_nothing_of_the_database_that_they_do_not_need(
    sql_ledger: SqlLedger, cadence: Cadence
) -> None:
    """Somebody new, without account, costs the same whatever the cadence says."""
    await sql_ledger.publish(cadence, MONDAY)

    assert await statements_each(sql_ledger, cadence) == EACH


async def test_a_rest_asks_one_question_more(sql_ledger: SqlLedger) -> None:
    """Only the rule that needs the touches looks for them."""
    cadence = a_choosy(rest="7d")
    await sql_ledger.publish(cadence, MONDAY)

    assert await statements_each(sql_ledger, cadence) == EACH + 1


async def test_an_end_that_leads_nowhere_asks_nothing_more(sql_ledger: SqlLedger) -> None:
    """Most ends are such; lock, look, facts, projection, and where they stand."""
    enrolled = await an_enrolled(sql_ledger)

    with listening(sql_ledger) as heard:
        await sql_ledger.append(enrolled, [ended(then=None)])

    assert len(heard) == 5


async def test_nothing_reads_a_whole_table(tmp_path: Path) -> None:
    """What is asked every second, in a day's imports and at an end is found by an index."""
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    migrate(url)
    ledger = open_ledger(url)
    capped = a_choosy(per_day=5, rest="1d", same_account="one", again="9d")
    await ledger.publish(NURTURE, MONDAY)
    await ledger.publish(capped, MONDAY)
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event(enrollment_id=enrolled, referral=somebody(1)))

    with listening(ledger) as heard:
        await ledger.unstarted(10)
        await ledger.enroll([somebody(2), somebody(3)], capped.name, MONDAY + DAY)
        await ledger.append(enrolled, [ended(referral="crm/1")])
        await ledger.fill(enrolled, {"trigger": "a strike"})

    plans = await ledger._database.read(_plans, heard)
    await ledger.close()
    assert {"ix_enrollments_unstarted", "ix_enrollments_cadence_enrolled_at"} <= {
        word for plan in plans for word in plan.split()
    }
    # The name of a cadence or its version is looked for in a table of a few rows.
    few = ("cadences", "ix_enrollments_unstarted")
    assert [plan for plan in _scans(plans) if not any(name in plan for name in few)] == []


def _scans(plans: list[str]) -> list[str]:
    """The tables of which all is read; the texts that a question brings along are none."""
    given = ("CONSTANT ROW", "json_each")
    scans = [plan for plan in plans if plan.startswith("SCAN")]
    return [plan for plan in scans if not any(name in plan for name in given)]


def _plans(connection: Connection, heard: list[Statement]) -> list[str]:
    """How SQLite goes about each, line by line."""
    found = []
    for statement, given in heard:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        found += [row.detail for row in rows]
    return found


async def test_a_mailbox_without_limits_costs_one_lookup(sql_ledger: SqlLedger) -> None:
    """Beside what each claim asks: enrollment, how the touch stands, suppressions, the write."""
    first, second = [await an_enrolled(sql_ledger, somebody(number)) for number in range(2)]
    begun = await sql_ledger.reserve(a_request(first))
    assert isinstance(begun, Claim)
    await sql_ledger.mark_in_doubt(begun, MONDAY)

    with listening(sql_ledger) as reserving:
        claim = await sql_ledger.reserve(a_request(second))
    assert isinstance(claim, Claim)
    with listening(sql_ledger) as starting:
        await sql_ledger.mark_in_doubt(claim, MONDAY)

    assert (len(reserving), len(starting)) == (5, 5)


async def test_without_a_cap_of_the_day_no_follow_ups_are_counted(sql_ledger: SqlLedger) -> None:
    """They are looked for among everything that is planned, and only a cap is shared with them."""
    enrolled = await an_enrolled(sql_ledger)
    mailboxes = tuple(Mailbox(f"m{number}@b.example", "M") for number in range(2))
    asked = SenderRequest(enrolled, "intro", "b@b.example", None, mailboxes, MONDAY + DAY, MONDAY)

    with listening(sql_ledger) as heard:
        await sql_ledger.sender(asked)

    assert heard
    assert [statement for statement, _ in heard if "touches" in statement] == []


async def test_slots_are_found_by_their_indexes(tmp_path: Path) -> None:
    """However many mails a mailbox has sent, and however many wait for it."""
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    migrate(url)
    ledger = open_ledger(url)
    gap = timedelta(minutes=5)
    limits = Limits(day=9, hour=1, domain=9, gap=(gap, gap))
    mailboxes = tuple(Mailbox(f"m{number}@b.example", "M", limits=limits) for number in range(2))
    first, second = [await an_enrolled(ledger, somebody(number)) for number in range(2)]
    asked = SenderRequest(second, "intro", "b@b.example", None, mailboxes, MONDAY + DAY, MONDAY)

    with listening(ledger) as heard:
        claim = await ledger.reserve(a_request(first, mailbox=mailboxes[0], at=MONDAY))
        assert isinstance(claim, Claim)
        await ledger.mark_in_doubt(claim, MONDAY)
        await ledger.reserve(a_request(second, mailbox=mailboxes[0], at=MONDAY))
        await ledger.sender(asked)
        await ledger.mailboxes(mailboxes, MONDAY)

    plans = await ledger._database.read(_plans, heard)
    await ledger.close()
    assert _scans(plans) == []
    assert {
        "ix_claims_mailbox_slot_at",
        "ix_touches_planned_mails",
        "ix_waiters_mailbox_until",
    } <= {word for plan in plans for word in plan.split()}


async def test_what_a_rep_has_to_do_is_found_by_its_indexes(tmp_path: Path) -> None:
    """However many enrollments and tasks there are or have been."""
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    migrate(url)
    ledger = open_ledger(url)
    day = day_of(MONDAY, "Europe/Berlin")

    with listening(ledger) as heard:
        page = await ledger.queue(QueueRequest("ana", day))
        after = text_of(Place(Group.TODAY, 0, MONDAY, "e-1", "call"))
        await ledger.queue(QueueRequest("ana", day, group=Group.TODAY, after=after))

    plans = await ledger._database.read(_plans, heard)
    await ledger.close()
    assert page.items == ()
    # What was found is read in full, and the index of the mails in doubt has nothing else.
    found = ("SCAN work", "SCAN page", "SCAN claims USING INDEX ix_claims_in_doubt")
    assert set(_scans(plans)) <= set(found)
    used = {word for plan in plans for word in plan.split()}
    assert {"ix_tasks_queue", "ix_tasks_done", "ix_inbox_waiting", "ix_claims_in_doubt"} <= used


async def test_those_whom_a_pause_holds_are_found_by_their_index(tmp_path: Path) -> None:
    """However many touches there are; and a pause is one row, whoever is in the cadence."""
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    migrate(url)
    ledger = open_ledger(url)
    await an_enrolled(ledger)
    by_ana = Attribution("ana", None, MONDAY)
    with listening(ledger) as pausing:
        await ledger.pause_cadence(a_cadence().name, by_ana)
    await ledger.resume_cadence(a_cadence().name, "ana", MONDAY)
    (pause,) = await ledger.ended_pauses()

    with listening(ledger) as heard:
        await ledger.held_back(pause, 10)

    plans = await ledger._database.read(_plans, heard)
    await ledger.close()
    assert len(pausing) == 3
    assert _scans(plans) == []
    assert "ix_touches_held_back" in {word for plan in plans for word in plan.split()}
