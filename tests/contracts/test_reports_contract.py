"""Every number of every report is what DuckDB counts from the raw facts, on every ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.analytics.asking import Question, measure_of, question_of
from domain.analytics.measures import ANSWERS, FATES
from domain.analytics.reports import REPORTS
from domain.analytics.tables import Table
from domain.facts import Fact, MeetingBooked, ReplyCorrected, ReplyReceived
from domain.world import WORLD, World, lives
from ledger.counts.reporting import answer, people
from ledger.records import Counted
from ledger.sql import SqlLedger
from tests.contracts.recount import OF_PEOPLE, OF_TOUCHES, Recount, facts_of
from tests.contracts.scene import AnyLedger

BEGINS = datetime(2026, 1, 5, 7, tzinfo=UTC)
THE_WORLD = World(people=240, begins=BEGINS, weeks=6)
TODAY = THE_WORLD.until.date()
WINDOW = 3


async def a_world(ledger: AnyLedger) -> None:
    """The world in this ledger, with what the dice of a world never throw on top."""
    for cadence, _ in WORLD:
        await ledger.publish(cadence, BEGINS)
    everybody = list(lives(THE_WORLD))
    await ledger.plant(everybody)
    for life in everybody[:40]:
        await ledger.append(life.enrollment_id, list(_surprises(life.facts)))


def _surprises(facts: tuple[Fact, ...]) -> list[Fact]:
    """Each reply is corrected, each who never replied does so at last, and all is told again."""
    last = max(fact.at for fact in facts)
    replies = [fact for fact in facts if isinstance(fact, ReplyReceived)]
    corrected: list[Fact] = [
        ReplyCorrected(
            at=last, source_id=f"fix/{n}", reply=r.source_id, reply_class="negative", by="ana"
        )
        for n, r in enumerate(replies)
    ]
    late: list[Fact] = [
        MeetingBooked(at=last, source_id="late/1"),
        ReplyReceived(at=last, source_id="late/2", reply_class="positive"),
    ]
    return [*facts, *(corrected or late), *facts]


def asked(report: str, by: str = "", **where: str) -> Question:
    return question_of(report, by, where, (None, None), today=TODAY, window=WINDOW)


def counted(table: Table, measures: dict[str, str]) -> dict[object, dict[str, int]]:
    return {line.part: {name: line.counts[name] for name in measures} for line in table.lines}


async def assert_all_as_recounted(ledger: AnyLedger) -> None:
    recount = Recount(await facts_of(ledger), TODAY, WINDOW)
    names = ("step", "version", "channel", "rep", "mailbox", "country", "weekday", "hour", "week")
    for by in ("cadence", "variant", *names):
        question = asked("touches", by)
        found = counted(await answer(ledger, question), OF_TOUCHES)
        assert found == recount.touches(*question.columns), by
    hours = await answer(ledger, asked("hours"))
    assert counted(hours, OF_TOUCHES) == recount.touches("weekday", "hour")
    for by in ("cadence", "version", "country", "week"):
        question = asked("funnel", by)
        found = counted(await answer(ledger, question), OF_PEOPLE)
        assert found == recount.people(*question.columns), by
    for by in ("touches", "days"):
        paced = {name: words for name, words in OF_PEOPLE.items() if name != "leads"}
        found = counted(await answer(ledger, asked("pace", by)), paced)
        expected = recount.pace(by)
        assert found == {part: {n: c[n] for n in paced} for part, c in expected.items()}, by


async def test_every_number_is_what_the_facts_come_to(ledger: AnyLedger) -> None:
    """By every part; with corrections, late answers and everything told twice."""
    await a_world(ledger)

    await assert_all_as_recounted(ledger)


async def test_a_rebuild_counts_the_same(sql_ledger: SqlLedger) -> None:
    """The numbers follow from the facts alone."""
    await a_world(sql_ledger)
    assert await sql_ledger.differences() == ()

    await sql_ledger.rebuild()

    await assert_all_as_recounted(sql_ledger)


@pytest.mark.parametrize("name", REPORTS)
async def test_lines_add_up_to_the_total(ledger: AnyLedger, name: str) -> None:
    """However a report is parted, each number's lines are its total, and the totals agree."""
    await a_world(ledger)
    tables = [await answer(ledger, asked(name, by)) for by in REPORTS[name].parts]

    for table in tables:
        for measure, total in table.total.counts.items():
            assert sum(line.counts[measure] for line in table.lines) == total
            assert tables[0].total.counts[measure] == total


async def test_fates_divide_what_is_due_and_classes_divide_replies(ledger: AnyLedger) -> None:
    """No touch is counted twice or left out."""
    await a_world(ledger)

    table = await answer(ledger, asked("touches"))

    assert table.lines
    for line in table.lines:
        assert sum(line.counts[fate.name] for fate in FATES) == line.counts["due"]
        assert sum(line.counts[kind.name] for kind in ANSWERS) == line.counts["replied"]


@pytest.mark.parametrize(
    ("report", "where"),
    [
        ("touches", {"step": "intro", "cadence": "world-managers"}),
        ("touches", {"persona": "Owners", "channel": "call"}),
        ("touches", {"weekday": "Tue", "country": "DE"}),
        ("touches", {"rep": "none"}),
        ("funnel", {"direction": "inbound"}),
        ("pace", {"touches": "2"}),
    ],
)
async def test_every_number_opens_its_people(
    ledger: AnyLedger, report: str, where: dict[str, str]
) -> None:
    """Behind each number stand as many as it says, page by page, each enrollment once."""
    await a_world(ledger)
    question = asked(report, **where)
    table = await answer(ledger, question)

    for name, total in table.total.counts.items():
        found, place = list[Counted](), None
        while True:
            page = await people(ledger, question, measure_of(name, question.report), {}, place)
            found += page.rows
            if (place := page.after) is None:
                break
        # Pace is of those who replied; who did not has no pace to be opened by.
        assert sum(one.many for one in found) == total, name
        assert len({one.enrollment for one in found}) == len(found)


async def test_steps_stand_in_the_order_of_the_cadence(ledger: AnyLedger) -> None:
    """As the newest version has them, with the older ones in place."""
    await a_world(ledger)

    table = await answer(ledger, asked("touches", "step", cadence="world-managers"))

    steps = [line.part[1] for line in table.lines]
    assert steps == ["intro", "ring", "proof", "hello", "closing", "last"][: len(steps)]
    assert len(steps) > 4


async def test_days_bound_a_report_on_both_sides(ledger: AnyLedger) -> None:
    """What lies before, between and after adds up to all of it."""
    await a_world(ledger)
    cut, day = date(2026, 1, 20), date(2026, 1, 21)

    def part(since: date | None, until: date | None) -> Question:
        return question_of("touches", "", {}, (since, until), today=TODAY, window=WINDOW)

    whole, before, after = [
        (await answer(ledger, part(*days))).total.counts
        for days in ((None, None), (None, cut), (day, None))
    ]

    assert before["due"] > 0
    assert after["due"] > 0
    assert {name: before[name] + after[name] for name in whole} == whole


async def test_a_longer_window_moves_outcomes_and_loses_none(ledger: AnyLedger) -> None:
    """What came too late for a short window is counted as that, touch by touch."""
    await a_world(ledger)
    short = await answer(ledger, asked("touches"))
    question = question_of("touches", "", {}, (None, None), today=TODAY, window=365)
    long = await answer(ledger, question)

    assert short.total.counts["too_late"] > 0
    assert long.total.counts["too_late"] == 0
    assert long.total.counts["replied"] > short.total.counts["replied"]
    assert long.total.counts["delivered"] == short.total.counts["delivered"]
