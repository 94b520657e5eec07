"""What experiments and forecasts read is what DuckDB makes of the raw facts, on every ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.analytics.exposures import Outcome
from domain.analytics.stays import Stood
from domain.cadence import Cadence
from domain.facts import (
    Detail,
    EnrollmentEnded,
    Fact,
    MeetingBooked,
    ReplyCorrected,
    ReplyReceived,
    TouchPerformed,
)
from domain.statistics.experiment_runs import ExperimentRun, Published, runs_of
from domain.statistics.exposures import ExposuresWanted, Question
from domain.world import WORLD, World, lives
from ledger.sql import SqlLedger
from tests.contracts.recount import Recount, facts_of
from tests.contracts.scene import (
    DAY,
    HOUR,
    MONDAY,
    AnyLedger,
    a_plan,
    an_enrolled,
    an_event,
)

BEGINS = datetime(2026, 1, 5, 7, tzinfo=UTC)
THE_WORLD = World(people=300, begins=BEGINS, weeks=12)
FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
AT = MONDAY + HOUR
OPENER = Question("opener", Outcome.POSITIVE, 10 * DAY)


def wanted(cadence: Cadence = WORLD[0][0], now: datetime = THE_WORLD.until) -> ExposuresWanted:
    (run,) = runs_of([Published(cadence, BEGINS)])
    assert isinstance(run, ExperimentRun)
    return run.exposures(OPENER, now)


async def a_world(ledger: AnyLedger) -> None:
    """The world, with meetings and replies that came to who had ended long ago."""
    for cadence, _ in WORLD:
        await ledger.publish(cadence, BEGINS)
    await ledger.plant(list(lives(THE_WORLD)))
    for number, row in enumerate(await ledger.enrollments()):
        late = {"enrollment_id": row.enrollment, "received_at": THE_WORLD.until - number * HOUR}
        if number % 7 == 0:
            await ledger.ingest(an_event("meeting_booked", f"m{number}", **late))
        if number % 5 == 0:
            said = Detail(reply_class="positive")
            await ledger.ingest(an_event("reply", f"r{number}", detail=said, **late))


def standing(stood: tuple[Stood, ...]) -> Counter[tuple[object, ...]]:
    """As `Recount.standing` has it."""
    days = [FIRST + n * timedelta(weeks=1) for n in range((LAST - FIRST).days // 7 + 1)]
    counted: Counter[tuple[object, ...]] = Counter()
    for one in stood:
        for day in days:
            if one.since <= day and (one.until is None or day < one.until):
                counted[day, one.cadence, one.stage, one.met_on] += one.count
    return counted


async def assert_all_as_recounted(ledger: AnyLedger) -> None:
    recount = Recount(await facts_of(ledger), THE_WORLD.until.date(), 30)
    for outcome in Outcome:
        for within in (DAY, 10 * DAY):
            question = replace(OPENER, outcome=outcome, within=within)
            asked = replace(wanted(), question=question)
            found = await ledger.reached(asked)
            rows = list(zip(found.arms, found.is_hit, strict=True))
            assert len(rows) > 50
            assert rows == recount.reached(asked), (outcome, within)
    assert standing(await ledger.stood((), FIRST, LAST)) == recount.standing()


async def test_who_was_reached_and_who_stands_where_is_what_the_facts_say(
    ledger: AnyLedger,
) -> None:
    """In their order, for every outcome; with what came after the end."""
    await a_world(ledger)

    await assert_all_as_recounted(ledger)


async def test_a_rebuild_makes_the_same_rows(sql_ledger: SqlLedger) -> None:
    """Of projections that were thrown away and folded anew."""
    await a_world(sql_ledger)

    await sql_ledger.rebuild()

    assert await sql_ledger.differences() == ()
    await assert_all_as_recounted(sql_ledger)


async def test_only_those_of_age_count_and_only_of_the_run(ledger: AnyLedger) -> None:
    """The young are counted apart; whoever looks later sees the same people and some more."""
    await a_world(ledger)
    half = BEGINS + 6 * 7 * DAY
    early = await ledger.reached(replace(wanted(), now=half))

    late = await ledger.reached(wanted())
    later_run = await ledger.reached(replace(wanted(), since=half))
    earlier_run = await ledger.reached(replace(wanted(), until=half))

    assert late.arms[: len(early.arms)] == early.arms
    assert late.is_hit[: len(early.arms)] == early.is_hit
    assert 0 < late.young < late.lately < len(late.arms)
    assert 0 < len(later_run.arms) < len(late.arms)
    assert (
        len(later_run.arms) + later_run.young + len(earlier_run.arms) == len(late.arms) + late.young
    )
    assert (await ledger.reached(replace(wanted(), cadences=("world-owners",)))).arms == []


async def test_a_count_of_an_arm_opens_its_people(ledger: AnyLedger) -> None:
    """Those whom the arm has reached, and of whom the outcome came; page by page."""
    await a_world(ledger)
    found = await ledger.reached(wanted())
    hits = Counter(arm for arm, hit in zip(found.arms, found.is_hit, strict=True) if hit)

    for arm, count in Counter(found.arms).items():
        assert await opened(ledger, arm, came=False) == count
        assert await opened(ledger, arm, came=True) == hits[arm] > 0
    assert await opened(ledger, "nothing", came=False) == 0


async def opened(ledger: AnyLedger, arm: str, *, came: bool) -> int:
    people, place = set(), None
    while True:
        page = await ledger.behind_arm(wanted(), arm, place, came=came)
        people |= {one.enrollment for one in page.rows}
        if (place := page.after) is None:
            return len(people)


async def test_what_came_after_the_end_is_a_fact_once(ledger: AnyLedger) -> None:
    """Most meetings are booked after the reply that ended it; told twice it is one all the same."""
    enrolled = await an_enrolled(ledger)
    await ledger.append(
        enrolled,
        [
            ReplyReceived(at=AT, source_id="imap/1", reply_class="positive"),
            EnrollmentEnded(at=AT, state="finished", reason="replied"),
        ],
    )
    meeting = an_event("meeting_booked", "2", enrollment_id=enrolled, received_at=AT + DAY)

    for _ in range(2):
        await ledger.ingest(meeting)

    row, _, facts = await ledger.enrollment(enrolled)
    assert [one.fact for one in facts][3:] == [MeetingBooked(at=AT + DAY, source_id="crm/2")]
    assert (row.state, row.reason) == ("finished", "replied")


async def test_a_corrected_reply_moves_where_they_stood(sql_ledger: SqlLedger) -> None:
    """A good one that was none: they stand at their steps as if it had never been; no row stays."""
    enrolled = await an_enrolled(sql_ledger)
    good = ReplyReceived(at=AT + DAY, source_id="imap/1", reply_class="positive")
    sent: list[Fact] = [
        *(a_plan(), TouchPerformed(at=AT, step="intro"), good),
        *(a_plan("call"), TouchPerformed(at=AT + 2 * DAY, step="call")),
    ]
    await sql_ledger.append(enrolled, sent)
    before = await sql_ledger.stood((), FIRST, LAST)

    corrected = ReplyCorrected(
        at=AT + 3 * DAY, source_id="me/1", reply="imap/1", reply_class="neutral", by="ana"
    )
    await sql_ledger.append(enrolled, [corrected])

    after = await sql_ledger.stood((), FIRST, LAST)
    assert {one.stage for one in before} == {"intro", "answered", "call"}
    assert sorted((one.since.day, one.stage) for one in after) == [(2, "intro"), (4, "call")]
    assert await sql_ledger.differences() == ()
