"""What the console reads is the same on both databases, page by page and nobody twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import pytest

from domain.people.prospects import Prospect
from ledger.pages.enrollment import MOST_BYTES
from ledger.pages.enrollments import Wanted
from ledger.pages.home import RepLoad
from ledger.pages.keyset import ROWS, InvalidPlace, Page
from ledger.records import Attribution, SuppressionRow, Ticket
from ledger.sql import SqlLedger
from tests.builders import a_cadence
from tests.console.furniture import (
    EVIL,
    HOUR,
    KIMS,
    OUTREACH,
    STEPS,
    Furniture,
    furnish,
    opened_call,
    planned,
    with_work,
)
from tests.console.house import KIM, NOW, ROBIN
from tests.contracts.scene import MONDAY, an_event

T = TypeVar("T")
MANY = 2 * ROWS + 7


@pytest.fixture
async def furniture(sql_ledger: SqlLedger) -> Furniture:
    return await furnish(sql_ledger)


async def all_of(read: Callable[[str | None], Awaitable[Page[T]]]) -> list[T]:
    """Every row, page after page."""
    rows: list[T] = []
    page = await read(None)
    while True:
        rows += page.rows
        assert len(page.rows) <= ROWS
        if page.after is None:
            return rows
        page = await read(page.after)


async def many(ledger: SqlLedger) -> list[str]:
    """So many that they need three pages, in the order in which they came."""
    await ledger.publish(OUTREACH, MONDAY)
    people = [
        Prospect("", email=f"p{number:03}@example.com", account=f"account {number:03}")
        for number in range(MANY)
    ]
    tickets = await ledger.enroll(people, OUTREACH.name, MONDAY)
    return [ticket.enrollment_id for ticket in tickets if isinstance(ticket, Ticket)]


async def test_the_newest_enrollments_come_first(sql_ledger: SqlLedger) -> None:
    """Each once, over three pages; who comes meanwhile moves no page that is still to come."""
    ids = await many(sql_ledger)
    first = await sql_ledger.enrollments_page(Wanted(), None)
    await sql_ledger.enroll([Prospect("", email="late@example.com")], OUTREACH.name, MONDAY)

    rest = await all_of(lambda at: sql_ledger.enrollments_page(Wanted(), at or first.after))

    found = [row.enrollment for row in (*first.rows, *rest)]
    assert found == ids[::-1]


async def test_those_of_next_touch_come_in_its_order(sql_ledger: SqlLedger) -> None:
    """Also where many are due at one instant; who has no next touch is left out."""
    ids = await many(sql_ledger)
    for number, enrollment in enumerate(ids[:-3]):
        await sql_ledger.append(enrollment, [planned(generation=1 + number % 2)])

    found = await all_of(lambda at: sql_ledger.enrollments_page(Wanted(order="next"), at))

    dues = [row.next_at for row in found if row.next_at]
    assert len({row.enrollment for row in found}) == len(ids) - 3
    assert dues == sorted(dues)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(search="EVIL@"), {"evil"}),
        (Wanted(search="Active Pers"), {"active"}),
        (Wanted(search="100%"), set()),
        (Wanted(search="_"), set()),
        (Wanted(search=EVIL.upper()), {"evil"}),
        (Wanted(owner=KIM), {"kims"}),
        (Wanted(owner="nobody"), set()),
        (Wanted(cadence="outreach", state="active", step="hello"), {"doubted", "held", "evil"}),
        (Wanted(state="paused", reason="needs_attention"), {"paused"}),
        (Wanted(account=f"{EVIL} & Sons"), {"evil"}),
        (Wanted(next_before=NOW + timedelta(hours=2), order="next"), {"evil"}),
        (Wanted(cadence="' OR 1=1 --"), set()),
    ],
    ids=str,
)
async def test_enrollments_are_found_by_what_is_asked(
    sql_ledger: SqlLedger, furniture: Furniture, wanted: Wanted, names: set[str]
) -> None:
    """Whatever the case; a percent sign and an underscore are themselves."""
    page = await sql_ledger.enrollments_page(wanted, None)

    found = {row.enrollment for row in page.rows}
    assert found == {getattr(furniture, name) for name in names}


async def test_a_name_that_is_found_out_later_is_searched_by(
    sql_ledger: SqlLedger, furniture: Furniture
) -> None:
    """Research and a second import bring names; the old one finds nobody any more."""
    await sql_ledger.fill(furniture.held, {"first_name": "Zoë"})

    found = await sql_ledger.enrollments_page(Wanted(search="zoë person"), None)
    before = await sql_ledger.enrollments_page(Wanted(search="held person"), None)

    assert [row.enrollment for row in found.rows] == [furniture.held]
    assert before.rows == ()


async def test_the_overview_counts(sql_ledger: SqlLedger, furniture: Furniture) -> None:
    """What needs a person, everybody by state, and the latest replies."""
    overview = await sql_ledger.overview(NOW)

    counts = (overview.in_doubt, overview.inbox, overview.attention, overview.tasks)
    assert counts == (1, 2, 1, 0)
    assert overview.states == {"active": 4, "paused": 1, "finished": 1, "pending": 1}
    assert [reply.enrollment for reply in overview.replies] == [None, furniture.active]


async def test_the_overview_says_who_has_what_to_do(
    sql_ledger: SqlLedger, furniture: Furniture
) -> None:
    """The fullest queue first; what is nobody's is counted, too."""
    await with_work(sql_ledger, furniture)
    await opened_call(sql_ledger, furniture.kims)
    await opened_call(sql_ledger, furniture.doubted, owner=None)

    overview = await sql_ledger.overview(NOW - HOUR / 2)

    assert overview.reps == (RepLoad(ROBIN, 2, 0), RepLoad(None, 1, 0))
    assert (await sql_ledger.overview(NOW)).overdue == 3


async def test_cadences_are_counted(sql_ledger: SqlLedger, furniture: Furniture) -> None:
    """By state, by step and by version; a version without anybody is listed, too."""
    newer = a_cadence(name="outreach", steps=STEPS, owner=ROBIN)
    await sql_ledger.publish(newer, NOW)

    states = await sql_ledger.states_by_cadence()
    standings, versions = await sql_ledger.cadence_standings("outreach")

    assert states == {
        "kims": {"pending": 1},
        "outreach": {"active": 4, "paused": 1, "finished": 1},
    }
    assert {(each.state, each.step): each.count for each in standings} == {
        ("active", "hello"): 3,
        ("active", "ring"): 1,
        ("finished", "hello"): 1,
        ("paused", "hello"): 1,
    }
    assert [(line.version, line.enrollments) for line in versions] == [
        (newer.version, 0),
        (OUTREACH.version, 6),
    ]


async def test_prospects_and_accounts_have_pages(sql_ledger: SqlLedger) -> None:
    """Everybody once, and every account with its people."""
    await many(sql_ledger)

    people = await all_of(lambda at: sql_ledger.prospects_page(None, None, at))
    accounts = await all_of(lambda at: sql_ledger.accounts_page(None, at))
    some = await sql_ledger.accounts_page("ACCOUNT 00", None)
    one = await sql_ledger.prospects_page(None, "account 007", None)

    assert len({row.id for row in people}) == len(people) == MANY
    assert [row.people for row in accounts] == [1] * MANY
    assert len(some.rows) == 10
    assert [row.address for row in one.rows] == ["p007@example.com"]


async def test_suppressions_have_pages(sql_ledger: SqlLedger) -> None:
    """By address, each channel of it; the latest changes come first."""
    rows = [
        SuppressionRow(f"a{number:03}@example.com", channel, "asked", NOW)
        for number in range(ROWS)
        for channel in ("email", "call")
    ]
    await sql_ledger.suppress(rows, Attribution(KIM, None, NOW))

    found = await all_of(lambda at: sql_ledger.suppressions_page(None, at))
    one = await sql_ledger.suppressions_page("A007@", None)
    changes = await sql_ledger.latest_suppression_changes()

    assert sorted((r.address, r.channel) for r in rows) == [(r.address, r.channel) for r in found]
    assert [row.channel for row in one.rows] == ["call", "email"]
    assert changes[0].by == KIM


async def test_what_came_in_has_pages(sql_ledger: SqlLedger) -> None:
    """The oldest stranger first, until it is discarded."""
    for number in range(MANY):
        await sql_ledger.ingest(an_event(event_id=str(number), email=f"s{number}@example.com"))
    waiting = await all_of(sql_ledger.waiting_page)
    await sql_ledger.discard(waiting[0].id, NOW)

    left = await all_of(sql_ledger.waiting_page)

    assert [row.event_id for row in waiting] == [str(number) for number in range(MANY)]
    assert left == waiting[1:]


async def test_what_stands_around_an_enrollment(
    sql_ledger: SqlLedger, furniture: Furniture
) -> None:
    """Its mails, what came in for it, and its doubts with their evidence."""
    active = await sql_ledger.surroundings(furniture.active)
    doubted = await sql_ledger.surroundings(furniture.doubted)
    doubts = await sql_ledger.doubts_page(None)
    waiting = await sql_ledger.waiting_page(None)

    assert [(mail.step, mail.state, mail.subject) for mail in active.mails] == [
        ("hello", "sent", "Hello")
    ]
    assert [event.fact for event in active.heard] == ["engagement", "reply"]
    assert [doubt.evidence[0].source for doubt in doubted.doubts] == [
        "imap robin@northwind.example"
    ]
    assert [line.enrollment for line in doubts.rows] == [furniture.doubted]
    assert [event.enrollment_id for event in waiting.rows] == [None, furniture.active]


@pytest.mark.parametrize("place", ["x", "é", "W10", "WyJ4Il0", "WzEsMl0", "bnVsbA", "a" * 900])
async def test_a_place_that_is_none_is_refused(sql_ledger: SqlLedger, place: str) -> None:
    """Whatever is typed into the address."""
    with pytest.raises(InvalidPlace):
        await sql_ledger.enrollments_page(Wanted(), place)


async def test_owners_are_those_of_the_newest_versions(sql_ledger: SqlLedger) -> None:
    """Who had a cadence before is not its owner any more."""
    await sql_ledger.publish(KIMS, MONDAY)
    await sql_ledger.publish(a_cadence(name="kims", owner="ana"), NOW)

    assert await sql_ledger.owners() == {"ana": ("kims",)}


async def test_of_a_large_event_the_beginning_is_read(
    sql_ledger: SqlLedger, furniture: Furniture
) -> None:
    """A mail with everything attached does not come into a page."""
    large = an_event(event_id="large", enrollment_id=furniture.held, raw=b"begin" + b"x" * 90_000)
    await sql_ledger.ingest(large)

    (event,) = (await sql_ledger.surroundings(furniture.held)).heard

    assert (event.raw[:6], len(event.raw)) == (b"beginx", MOST_BYTES)
