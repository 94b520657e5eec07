"""Experiments on the command line: listed, shown, planned, and the winner kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config.host_clock import host_now
from config.settings import load_settings
from domain.cadence import load_cadence
from domain.cadence.promoting import kept
from domain.cadence.promotions import Promotion
from domain.facts import Fact, ReplyReceived, TouchPerformed, TouchPlanned
from starter.session import opened_ledger
from tests.builders import a_prospect
from tests.starter.command_line import CADENCE, CommandLine

TRYING = f"""\
# Both are good.
{CADENCE}experiments:
  - id: opener
    description: Does a number get more answers?
    variants:
      - {{id: question}}
      - id: number
        steps:
          hello: {{subject: A third}}
"""
# Long enough ago that everybody has had their time.
THEN = datetime(2026, 1, 5, 9, tzinfo=UTC)
PEOPLE = 160


def reached(drumbeat: CommandLine, answering: Mapping[str, int]) -> None:
    """The file is published, and of each arm every so-manieth person answers well."""
    drumbeat.file("my.yaml", TRYING)
    asyncio.run(_reach(answering))


async def _reach(answering: Mapping[str, int]) -> None:
    people = [
        a_prospect(id=f"p{n}", email=f"p{n}@x.example", phone=None, linkedin_url=None)
        for n in range(PEOPLE)
    ]
    async with opened_ledger(load_settings()) as ledger:
        await ledger.publish(load_cadence(TRYING), THEN)
        await ledger.enroll(people, "two-touches", THEN)
        rows = await ledger.enrollments()
        numbers = dict.fromkeys(answering, 0)
        for row in rows:
            arm = row.variants["opener"]
            numbers[arm] += 1
            answers = numbers[arm] % answering[arm] == 0
            await ledger.append(row.enrollment, facts(arm, answers=answers))


def facts(arm: str, *, answers: bool) -> list[Fact]:
    """One mail in this arm, and a good answer the day after."""
    planned = TouchPlanned(
        at=THEN,
        step="hello",
        generation=1,
        channel="email",
        due_at=THEN,
        not_after=THEN + timedelta(hours=8),
        timezone="UTC",
        why="day 1",
        variant=f"opener/{arm}",
    )
    reply = ReplyReceived(at=THEN + timedelta(days=1), source_id="imap/1", reply_class="positive")
    return [planned, TouchPerformed(at=THEN, step="hello"), *([reply] if answers else [])]


def shown(drumbeat: CommandLine, *options: str) -> dict[str, Any]:
    document = drumbeat("experiment", "show", "two-touches", "opener", "--json", *options).json()
    assert isinstance(document, dict)
    return document


def test_a_winner_is_shown_with_all_that_speaks_for_it(drumbeat: CommandLine) -> None:
    """Arms with counts, intervals and chances, the difference, the split, and the verdict."""
    reached(drumbeat, {"question": 20, "number": 2})

    document = shown(drumbeat)
    told = drumbeat("experiment", "show", "two-touches", "opener").out

    question, number = document["arms"]
    assert question["count"]["tried"] + number["count"]["tried"] == PEOPLE
    assert number["count"]["hits"] == number["count"]["tried"] // 2
    assert question["interval"]["low"] <= question["rate"] <= question["interval"]["high"]
    assert number["chance"] > 0.99
    assert (document["winner"], document["is_split_suspicious"]) == ("number", False)
    assert "number is better: number 49.4% of 79, question 4.9%" in told
    assert "Does a number get more answers?" in told
    assert "split: as it was drawn" in told


def test_what_is_not_decided_says_how_long_it_will_take(drumbeat: CommandLine) -> None:
    """Nobody wins by chance, and by another outcome nothing has come at all."""
    reached(drumbeat, {"question": 6, "number": 5})

    assert "not decided; about" in shown(drumbeat)["verdict"]
    assert "nobody has come lately" in shown(drumbeat)["verdict"]
    assert shown(drumbeat, "--outcome", "meeting")["verdict"] == "too early to say anything"
    assert shown(drumbeat, "--within", "52w")["young"] == PEOPLE


def test_the_winner_is_kept(drumbeat: CommandLine) -> None:
    """In the file, with all remarks; published; and why, for whoever asks later."""
    reached(drumbeat, {"question": 20, "number": 2})

    ran = drumbeat("experiment", "promote", "my.yaml", "opener", "--by", "ana")

    assert ran.code == 0, ran.err
    text = (drumbeat.folder / "my.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Both are good.\n")
    assert "    subject: A third\n" in text
    assert ": of the experiment opener ana kept number; positive: number 49.4% of 79, " in text
    published = drumbeat("cadence", "show", "two-touches", "--json").json()
    assert isinstance(published, dict)
    assert published["version"] == load_cadence(text).version
    (listed,) = _list(drumbeat)
    promotion = listed["promotion"]
    assert (promotion["arm"], promotion["by"], promotion["because"]) == ("number", "ana", None)
    assert json.loads(promotion["figures"])["arms"]["number"][0] > 50
    assert "number was kept by ana" in drumbeat("experiment", "list").out
    assert shown(drumbeat)["winner"] == "number"


def test_a_file_is_brought_up_to_what_was_kept_without_it(drumbeat: CommandLine) -> None:
    """What a manager has kept in the console goes into the file, and nothing is published twice."""
    reached(drumbeat, {"question": 20, "number": 2})
    version = asyncio.run(kept_in_the_console())

    ran = drumbeat("experiment", "promote", "my.yaml", "opener", "--by", "ana")
    again = drumbeat("experiment", "promote", "my.yaml", "opener", "--by", "ana")

    assert ran.code == 0, ran.err
    text = (drumbeat.folder / "my.yaml").read_text(encoding="utf-8")
    assert load_cadence(text).version == version
    assert "mona@northwind.example kept number" in text
    assert len(_list(drumbeat)) == 1
    assert again.code == 2


async def kept_in_the_console() -> str:
    """The version with the number in it, published as the console does."""
    async with opened_ledger(load_settings()) as ledger:
        before = await ledger.cadence("two-touches")
        after = kept(before, "opener", "number")
        promotion = Promotion(
            cadence=before.name,
            experiment="opener",
            arm="number",
            version_before=before.version,
            version=after.version,
            at=host_now(),
            by="mona@northwind.example",
            because=None,
            figures="{}",
        )
        await ledger.promote(after, {}, promotion)
        return after.version


def test_what_has_not_won_is_kept_only_for_a_reason(drumbeat: CommandLine) -> None:
    """Said in one line; with a reason it goes."""
    reached(drumbeat, {"question": 6, "number": 5})
    promote = ("experiment", "promote", "my.yaml", "opener", "--by", "ana")

    undecided = drumbeat(*promote)
    unreasoned = drumbeat(*promote, "--arm", "question")
    before = (drumbeat.folder / "my.yaml").read_text(encoding="utf-8")
    reasoned = drumbeat(*promote, "--arm", "question", "--because", "it is shorter")

    assert (undecided.code, unreasoned.code, reasoned.code) == (2, 2, 0)
    assert undecided.err.startswith("not decided; about")
    assert unreasoned.err.startswith("question has not won, not decided")
    assert before == TRYING
    assert _list(drumbeat)[0]["promotion"]["because"] == "it is shorter"


def test_only_the_file_that_is_published_is_changed(drumbeat: CommandLine) -> None:
    """Else something would be published that nobody has decided."""
    reached(drumbeat, {"question": 20, "number": 2})
    drumbeat.file("my.yaml", TRYING.replace("script: Ask.", "script: Ask nicely."))
    promote = ("experiment", "promote")

    other = drumbeat(*promote, "my.yaml", "opener", "--by", "ana")
    none = drumbeat(*promote, "your.yaml", "opener", "--by", "ana")
    nobody = drumbeat(*promote, "my.yaml", "opener", "--by", " ")

    assert (other.code, none.code, nobody.code) == (2, 2, 2)
    assert "my.yaml: is not what is published as two-touches" in other.err
    assert "your.yaml: there is no such file" in none.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "two-touches", "pen"), "two-touches has no experiment 'pen'; it has: opener"),
        (("show", "nowhere", "pen"), "no cadence 'nowhere' has been published"),
        (("show", "two-touches", "opener", "--within", "soon"), "--within: 'soon' is not a span"),
        (("plan", "--rate", "0.04", "--better", "6%"), "--rate: '0.04' is no percentage"),
        (("plan", "--rate", "4%", "--better", "4%"), "--better: is the rate itself"),
    ],
)
def test_bad_input_is_one_line(
    drumbeat: CommandLine, arguments: tuple[str, ...], words: str
) -> None:
    """What is wrong and what would be right."""
    drumbeat("cadence", "publish", drumbeat.file("my.yaml", TRYING))

    ran = drumbeat("experiment", *arguments)

    assert ran.code == 2
    assert ran.err.startswith(words)


def test_sizes_are_known_before(drumbeat: CommandLine) -> None:
    """In people, for each arm, and in weeks."""
    plan = ("experiment", "plan", "--rate", "4%", "--better", "6%", "--weekly", "300")

    document = drumbeat(*plan, "--json").json()
    told = drumbeat(*plan).out

    assert isinstance(document, dict)
    assert document["one_look"] < document["half_by"] * 1.1 < document["people"]
    assert f"{document['people']:,}" in told
    assert "4.0% against 6.0%, 2 arms of equal weight" in told
    assert "never" in drumbeat("experiment", "plan", "--rate", "4%", "--better", "4.01%").out


def _list(drumbeat: CommandLine) -> list[Any]:
    listed = drumbeat("experiment", "list", "--json").json()
    assert isinstance(listed, list)
    return listed
