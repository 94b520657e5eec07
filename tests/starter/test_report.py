"""`drumbeat seed`, `report` and `outcome import`: one question, the same numbers in every form."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from starter.commands.outcome import BATCH
from tests.starter.command_line import CommandLine

DEALS = """\
Opportunity ID,Stage,Date,Contact Email
006A,opened,2026-03-02T09:30:00Z,{email}
006A,Won,2026-04-02T09:30:00Z,{email}
006B,lost,2026-04-02T09:30:00Z,nobody@else.example
"""


HEAD = "opportunity,stage,at,email\n"


@pytest.fixture
def seeded(drumbeat: CommandLine) -> CommandLine:
    """A small world that is over."""
    ran = drumbeat("seed", "--people", "150", "--weeks", "4", "--until", "2026-03-02")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("150 enrollments with 1")
    return drumbeat


def document(drumbeat: CommandLine, *arguments: str) -> dict[str, Any]:
    found = drumbeat("report", *arguments, "--json").json()
    assert isinstance(found, dict)
    return found


def sheet(drumbeat: CommandLine, *arguments: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(drumbeat("report", *arguments, "--csv").out)))


def test_the_same_seed_is_the_same_world(seeded: CommandLine) -> None:
    """It is planted once, refuses a ledger that is in use, and nothing of it goes out."""
    refused = seeded("seed")
    again = seeded("seed", "--among-others", "--until", "2026-03-02")
    other = seeded("seed", "--seed", "2", "--people", "10", "--among-others")

    assert (refused.code, again.code, other.code) == (2, 2, 0)
    assert "--among-others" in refused.err
    assert "--seed 1 is in the ledger already" in again.err
    assert document(seeded, "funnel")["total"]["counts"]["leads"] == 160
    rows = seeded("enrollment", "list", "--json").json()
    assert isinstance(rows, list)
    assert all(row["is_cadence_paused"] for row in rows)


def test_table_json_and_csv_say_the_same(seeded: CommandLine) -> None:
    """One query behind all three; the rule of attribution stands beside."""
    found = document(seeded, "--by", "channel")
    rows = sheet(seeded, "--by", "channel")
    table = seeded("report", "--by", "channel")

    counts = {line["channel"]: line["counts"] for line in found["lines"]}
    assert {row["channel"]: int(row["delivered"]) for row in rows[:-1]} == {
        channel: line["delivered"] for channel, line in counts.items()
    }
    assert rows[-1]["channel"] == "total"
    assert int(rows[-1]["due"]) == found["total"]["counts"]["due"]
    assert f"{counts['email']['delivered']}" in table.out
    assert "within 30 days" in table.err
    assert "within 30 days" in found["attribution"]


def test_a_rate_of_few_is_not_said(seeded: CommandLine) -> None:
    """Below thirty there is the count alone, in every form."""
    found = document(seeded, "--by", "hour")
    rows = sheet(seeded, "--by", "hour")
    few = [line for line in found["lines"] if line["counts"]["delivered"] < 30]
    many = [line for line in found["lines"] if line["counts"]["delivered"] >= 30]

    assert few
    assert many
    assert all(rate is None for line in few for rate in line["rates"].values())
    assert all(rate is not None for line in many for rate in line["rates"].values())
    hours = {line["hour"] for line in few}
    assert {row["replied_of_delivered"] for row in rows if row["hour"] in hours} == {""}


def test_every_number_opens_its_people(seeded: CommandLine) -> None:
    """As many as the number says, as a table, CSV and JSON."""
    number = document(seeded, "--where", "step=intro")["total"]["counts"]["replied"]

    people = seeded("report", "--where", "step=intro", "--people", "replied", "--json").json()
    rows = sheet(seeded, "--where", "step=intro", "--people", "replied")

    assert isinstance(people, list)
    assert number == len(people) == len(rows) > 0
    assert (
        rows[0]["enrollment"]
        in seeded("report", "--where", "step=intro", "--people", "replied").out
    )


def test_a_setting_says_how_long_an_outcome_is_a_touchs(
    seeded: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option comes before the setting; what is left out is counted as late."""
    monkeypatch.setenv("DRUMBEAT_ATTRIBUTION_DAYS", "1")

    short, long = document(seeded), document(seeded, "--within", "30")

    assert (short["window_days"], long["window_days"]) == (1, 30)
    assert short["total"]["counts"]["replied"] < long["total"]["counts"]["replied"]
    assert short["total"]["counts"]["too_late"] > 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing"], "report: 'nothing' is not known here; use one of touches, funnel"),
        (["--by", "chanel"], "--by: 'chanel' is not known here; did you mean channel?"),
        (["--where", "channel"], "part: 'channel' has no value; write it as channel=email"),
        (["--where", "hour=noon"], "hour='noon' is no hour"),
        (["funnel", "--where", "step=intro"], "part: 'step' is not known here"),
        (["--people", "repleid"], "number: 'repleid' is not known here; did you mean replied?"),
        (["--since", "monday"], "--since: 'monday' is no day"),
    ],
)
def test_what_no_report_answers_is_refused(
    drumbeat: CommandLine, arguments: list[str], says: str
) -> None:
    """One line that says what would be right."""
    ran = drumbeat("report", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(says)
    assert ran.err.count("\n") == 1


def test_an_empty_ledger_has_nothing_to_report(drumbeat: CommandLine) -> None:
    """In every report, and in every form."""
    for name in ("touches", "funnel", "cohorts", "hours", "pace"):
        assert drumbeat("report", name).out == "nothing to report yet\n"
        assert document(drumbeat, name)["lines"] == []


def test_no_cell_of_a_csv_is_a_formula(drumbeat: CommandLine) -> None:
    """Whatever a cadence is called by those who write it (OWASP, CSV Injection)."""
    risky = "=HYPERLINK(1)"
    text = (
        f'name: risky\npersona: "{risky}"\n'
        "compliance: {postal_address: 1 Main Street, opt_out: Reply no.}\n"
        "steps: [{id: ring, day: 1, channel: call, script: Ask.}]\n"
    )
    assert drumbeat("cadence", "publish", drumbeat.file("risky.yaml", text)).code == 0
    drumbeat("seed", "--people", "5")

    out = drumbeat("report", "funnel", "--by", "persona", "--csv").out

    cells = [cell for row in csv.reader(io.StringIO(out)) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_opportunities_come_by_csv_once(seeded: CommandLine) -> None:
    """The columns as CRMs call them; the same file again changes nothing."""
    (first, *_) = sheet(seeded, "--people", "due", "--where", "step=intro")
    before = document(seeded, "funnel")["total"]["counts"]
    file = seeded.file("deals.csv", DEALS.format(email=first["prospect"]))

    counts = seeded("outcome", "import", file, "--json").json()
    again = seeded("outcome", "import", file)

    assert counts == {"recorded": 2, "known": 0, "unmatched": 1}
    assert again.out == ("0 recorded, 2 known already, 1 of nobody who was enrolled before\n")
    after = document(seeded, "funnel")["total"]["counts"]
    assert after["sales"] == before["sales"] + 1


def test_a_long_export_is_taken_in_parts(seeded: CommandLine) -> None:
    """Each line of it, once; others write to the ledger in between."""
    (first, *_) = sheet(seeded, "--people", "due", "--where", "step=intro")
    lines = [f"{n},opened,2036-03-02T09:30:00Z,{first['prospect']}\n" for n in range(2 * BATCH + 1)]
    file = seeded.file("deals.csv", HEAD + "".join(lines))

    counts = seeded("outcome", "import", file, "--json").json()

    assert counts == {"recorded": 2 * BATCH + 1, "known": 0, "unmatched": 0}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("stage,at\nwon,x\n", "deals.csv:1: there is no column 'opportunity'"),
        (HEAD + ",won,2026-03-02T09:30:00Z,a@b.example\n", "deals.csv:2: opp"),
        (
            "opportunity,stage,at,email\n1,sold,2026-03-02T09:30:00Z,a@b.example\n",
            "deals.csv:2: st",
        ),
        (HEAD + "1,won,2026-03-02,a@b.example\n", "deals.csv:2: at: "),
        (HEAD + "1,won,2026-03-02T09:30:00Z,\n", "deals.csv:2: neither"),
        ("email,stage,at,opportunity\na@b.example,won\n", "deals.csv:2: opportunity: the CRM"),
        (HEAD.replace("at,", "at,contact_email,"), "deals.csv:1: there is more than one column"),
    ],
)
def test_a_bad_line_is_named_and_nothing_recorded(
    drumbeat: CommandLine, text: str, says: str
) -> None:
    """All lines are checked before any is taken."""
    ran = drumbeat("outcome", "import", drumbeat.file("deals.csv", text))

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(says)
