"""The queue of a rep: its order, its groups, its counts and its pages, on every ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.facts import TaskCompleted, TaskPostponed, TouchInDoubt
from domain.ports import ClaimState
from domain.rep_work.absences import Absence
from domain.rep_work.work_queue import MINUTES, Group, day_of
from ledger.records.rep_work import InvalidPlace, QueueRequest, Take
from tests.builders import a_prospect
from tests.contracts.scene import (
    DAY,
    HOUR,
    MONDAY,
    AnyLedger,
    a_claim,
    a_plan,
    a_task,
    an_enrolled,
    an_event,
    somebody,
)

# Monday, noon in Berlin; the day ends eleven hours later.
NOON = MONDAY + 2 * HOUR
TODAY = day_of(NOON, "Europe/Berlin")


def asked(owner: str | None = "ana", **fields: Any) -> QueueRequest:  # noqa: ANN401 -- whatever a request has
    return QueueRequest(owner, TODAY, **fields)


async def a_call(ledger: AnyLedger, number: int, **fields: Any) -> str:  # noqa: ANN401 -- whatever a task has
    """A task of somebody's, which is Ana's."""
    enrolled = await an_enrolled(ledger, somebody(number))
    given = {"owner": "ana", "due_at": NOON + HOUR, **fields}
    plan = a_plan("call", channel=given.get("channel", "call"))
    await ledger.append(enrolled, [plan])
    await ledger.open(a_task(enrolled, **given))
    return f"{enrolled}.call"


async def works(ledger: AnyLedger, request: QueueRequest) -> list[str]:
    return [item.work for item in (await ledger.queue(request)).items]


async def test_overdue_before_today_before_upcoming(ledger: AnyLedger) -> None:
    """And within a group what is due soonest."""
    upcoming = await a_call(ledger, 1, due_at=NOON + DAY)
    today = await a_call(ledger, 2, due_at=NOON + 2 * HOUR)
    sooner = await a_call(ledger, 3, due_at=NOON + HOUR)
    overdue = await a_call(ledger, 4, due_at=NOON - HOUR)

    queue = await ledger.queue(asked())

    assert [item.work for item in queue.items] == [overdue, sooner, today, upcoming]
    assert [item.group for item in queue.items] == [
        Group.OVERDUE,
        Group.TODAY,
        Group.TODAY,
        Group.UPCOMING,
    ]
    assert queue.next is None


async def test_live_conversations_come_first(ledger: AnyLedger) -> None:
    """Then what holds something up, then messages, then what has time."""
    kinds = ("video", "linkedin_connect", "missing_variable", "call")
    made = [await a_call(ledger, n, kind=kind) for n, kind in enumerate(kinds)]

    assert await works(ledger, asked()) == made[::-1]


async def test_a_promised_call_waits_for_its_time_and_then_comes_first(ledger: AnyLedger) -> None:
    """Until then nobody is called before they asked to be."""
    promised = await a_call(ledger, 1)
    call = await a_call(ledger, 2, due_at=NOON - DAY)
    at = NOON + timedelta(minutes=30)
    later = TaskPostponed(
        at=NOON, step="call", due_at=at, reason="call_back_later", by="ana", source_id="request/1"
    )
    await ledger.append(promised.partition(".")[0], [later])

    before = await ledger.queue(asked())
    after = await ledger.queue(QueueRequest("ana", day_of(at + HOUR, "Europe/Berlin")))

    assert [item.work for item in before.items] == [call, promised]
    assert (before.items[1].group, before.items[1].postponed) == (
        Group.UPCOMING,
        "call_back_later",
    )
    assert [item.work for item in after.items] == [promised, call]


async def test_a_rep_sees_their_own_and_everybodys(ledger: AnyLedger) -> None:
    """Whoever leads sees all of it."""
    mine = await a_call(ledger, 1)
    free = await a_call(ledger, 2, owner=None, due_at=NOON + 2 * HOUR)
    other = await a_call(ledger, 3, owner="bo", due_at=NOON + 3 * HOUR)

    assert await works(ledger, asked("ana")) == [mine, free]
    assert await works(ledger, asked("bo")) == [free, other]
    assert await works(ledger, asked(None)) == [mine, free, other]


async def test_a_rep_is_one_however_they_are_written(ledger: AnyLedger) -> None:
    """The cadence says `Ana@X.example`, she signs in as `ana@x.example`; also while she is away."""
    mine = await a_call(ledger, 1, owner="Ana@X.example")
    away = Absence("ANA@x.example", NOON - DAY, NOON + DAY, "Bo@X.example", "lee", NOON)

    before = await ledger.queue(asked("ana@x.example"))
    await ledger.keep_absence(away)
    other = await a_call(ledger, 2, owner="Ana@X.example", due_at=NOON + 2 * HOUR)
    done = TaskCompleted(
        at=NOON, step="call", disposition="no_answer", by="Ana@X.example", request_id="1"
    )
    await ledger.append(mine.partition(".")[0], [done])

    assert [item.work for item in before.items] == [mine]
    assert [row.task for row in await ledger.tasks("ana@X.EXAMPLE")] == []
    assert await works(ledger, asked("BO@x.example")) == [other]
    assert (await ledger.queue(asked("ana@x.example"))).counts.done == 1


async def test_mails_in_doubt_and_what_fits_nobody_are_work(ledger: AnyLedger) -> None:
    """Everybody's, under their own names, until they are resolved or discarded."""
    enrolled = await an_enrolled(ledger)
    claim = await a_claim(ledger, enrolled)
    await ledger.mark_in_doubt(claim, NOON - HOUR)
    under_way = await works(ledger, asked())
    doubt = TouchInDoubt(at=NOON, step="intro")
    await ledger.settle(claim, ClaimState.IN_DOUBT, doubt)
    await ledger.ingest(an_event(email="who@else.example"))

    queue = await ledger.queue(asked())

    assert under_way == []
    event, mail = queue.items
    assert (event.kind, event.prospect, event.group) == (
        "unmatched",
        "who@else.example",
        Group.TODAY,
    )
    assert (mail.kind, mail.work, mail.prospect) == (
        "in_doubt",
        f"{enrolled}.intro",
        "ada@example.com",
    )
    assert queue.counts.today == 2
    await ledger.discard(int(event.work), NOON)
    assert await works(ledger, asked()) == [mail.work]
    tomorrow = QueueRequest("ana", day_of(NOON + DAY, "Europe/Berlin"))
    assert [item.group for item in (await ledger.queue(tomorrow)).items] == [Group.OVERDUE]


async def test_the_header_counts_the_day(ledger: AnyLedger) -> None:
    """Done of due, overdue, and how many minutes what is left takes; whatever the page shows."""
    done = await a_call(ledger, 1)
    await a_call(ledger, 2, due_at=NOON - HOUR)
    await a_call(ledger, 3, kind="video")
    await a_call(ledger, 4, due_at=NOON + DAY)
    other = await a_call(ledger, 5, owner="bo")
    for task, by, at in ((done, "ana", NOON - HOUR), (other, "bo", NOON - HOUR)):
        completed = TaskCompleted(at=at, step="call", disposition="connected", by=by)
        await ledger.append(task.partition(".")[0], [completed])

    counts = (await ledger.queue(asked(limit=1))).counts

    assert (counts.done, counts.overdue, counts.today, counts.upcoming) == (1, 1, 1, 1)
    assert counts.due == 3
    assert counts.minutes_left == MINUTES["call"] + MINUTES["video"]
    assert (await ledger.queue(asked(None))).counts.done == 2
    yesterday = QueueRequest("ana", day_of(NOON + DAY, "Europe/Berlin"))
    assert (await ledger.queue(yesterday)).counts.done == 0


async def test_pages_give_each_piece_once(ledger: AnyLedger) -> None:
    """Page after page in the same order, the last without a next; equal ones are told apart."""
    for number in range(5):
        await a_call(ledger, number)
    await ledger.ingest(an_event(email="who@else.example"))
    whole = await works(ledger, asked())

    paged: list[str] = []
    after = None
    for _ in range(3):
        page = await ledger.queue(asked(limit=2, after=after))
        paged += [item.work for item in page.items]
        after = page.next

    assert paged == whole
    assert after is None


@pytest.mark.parametrize(
    "place", ["here", "1~1~2026-03-02T10:00:00~e-1~call", "1~1~soon~e-1~call", "1~1~~~", "1~9\0~~~"]
)
async def test_what_is_no_place_is_refused(ledger: AnyLedger, place: str) -> None:
    """A place comes back from a browser: whatever it is, no database sees it."""
    with pytest.raises(InvalidPlace):
        await ledger.queue(asked(after=place))


async def test_a_page_of_one_channel_or_one_group(ledger: AnyLedger) -> None:
    """What is asked for and nothing else."""
    call = await a_call(ledger, 1)
    note = await a_call(ledger, 2, channel="linkedin", kind="linkedin_message")
    overdue = await a_call(ledger, 3, due_at=NOON - HOUR)

    assert await works(ledger, asked(channel="linkedin")) == [note]
    assert await works(ledger, asked(group=Group.TODAY)) == [call, note]
    assert await works(ledger, asked(group=Group.OVERDUE)) == [overdue]


async def test_an_item_says_whose_it_is_and_who_is_at_it(ledger: AnyLedger) -> None:
    """The prospect with name, account and zone; a take until it ends."""
    enrolled = await an_enrolled(ledger, a_prospect())
    await ledger.append(enrolled, [a_plan("call", channel="call")])
    await ledger.open(a_task(enrolled, owner="ana", due_at=NOON))
    take = Take("bo", NOON + HOUR)
    await ledger.take(f"{enrolled}.call", take, NOON)

    (item,) = (await ledger.queue(asked())).items
    (later,) = (await ledger.queue(QueueRequest("ana", day_of(NOON + HOUR, "UTC")))).items

    assert (item.prospect, item.name, item.account, item.timezone) == (
        "ada@example.com",
        "Ada",
        "example.com",
        "Europe/Berlin",
    )
    assert (item.owner, item.priority, item.due_at) == ("ana", 1, NOON)
    assert (item.take, later.take) == (take, None)
