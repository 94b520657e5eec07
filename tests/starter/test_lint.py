"""`drumbeat cadence lint` says what is wrong where, and ends as what it found deserves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from starter.files.library import shipped_cadences
from tests.domain.linting.good_cadence import GOOD, edited, line_of
from tests.starter.command_line import CommandLine, Ran

WARNED = edited(
    ("goal: A 20-minute call\n", ""), ("subject: A ten-minute count", "subject: Count!")
)
WRONG = edited(("200 Harbor Street, Portland, ME 04101", "Harbor Street, Portland"))
MEANT = WARNED.replace(
    "on:\n",
    "silence:\n"
    "  - {rule: no-goal, because: it has many}\n"
    "  - {rule: exclamation-marks, because: we like them}\n"
    "on:\n",
    1,
)
REMEDY = "say what it is for, as in `goal: A 20-minute call`"


@pytest.fixture
def drumbeat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line without a ledger: judging a file needs none."""
    monkeypatch.chdir(tmp_path)
    return CommandLine(tmp_path, capsys)


def document(ran: Ran) -> dict[str, Any]:
    found = ran.json()
    assert isinstance(found, dict)
    return found


def test_a_good_cadence_is_clean(drumbeat: CommandLine) -> None:
    """One line, exit 0, and nothing on stderr, with --strict too."""
    file = drumbeat.file("good.yaml", GOOD)

    ran = drumbeat("cadence", "lint", file, "--strict")

    assert (ran.code, ran.out, ran.err) == (0, "1 file: nothing found\n", "")


def test_warnings_are_listed_by_line(drumbeat: CommandLine) -> None:
    """File, line, severity, rule, what is wrong and what would be right; then how many."""
    file = drumbeat.file("my.yaml", WARNED)

    ran = drumbeat("cadence", "lint", file)

    first, second, summary = ran.out.splitlines()
    assert (
        first == f"my.yaml:1: warning no-goal: it does not say what it is to bring about; {REMEDY}"
    )
    assert second.startswith(f"my.yaml:{line_of(WARNED, 'Count!')}: warning exclamation-marks: ")
    assert summary == "1 file: 2 warnings"
    assert (ran.code, ran.err) == (0, "")


def test_strict_makes_warnings_fail(drumbeat: CommandLine) -> None:
    """With --strict a warning is exit code 1; what is printed stays the same."""
    file = drumbeat.file("my.yaml", WARNED)

    lax, strict = drumbeat("cadence", "lint", file), drumbeat("cadence", "lint", file, "--strict")

    assert (lax.code, strict.code) == (0, 1)
    assert lax.out == strict.out


def test_errors_fail(drumbeat: CommandLine) -> None:
    """An error is exit code 2, strict or not."""
    file = drumbeat.file("my.yaml", WRONG)

    ran = drumbeat("cadence", "lint", file)

    assert "my.yaml:7: error no-postal-address: " in ran.out
    assert ran.out.endswith("1 file: 1 error\n")
    assert (ran.code, drumbeat("cadence", "lint", file, "--strict").code) == (2, 2)


def test_what_is_silenced_is_counted_with_its_reason(drumbeat: CommandLine) -> None:
    """Silenced warnings do not fail under --strict, and are not forgotten either."""
    file = drumbeat.file("my.yaml", MEANT)

    ran = drumbeat("cadence", "lint", file, "--strict")

    meant = "no-goal (it has many), exclamation-marks (we like them)"
    assert ran.out.startswith("1 file: nothing found; 2 silenced: ")
    assert sorted(ran.out.strip().partition("silenced: ")[2].split(", ")) == sorted(
        meant.split(", ")
    )
    assert ran.code == 0


def test_a_file_that_cannot_be_loaded_is_one_line(drumbeat: CommandLine) -> None:
    """It ends in exit code 2, and the other files are judged all the same."""
    broken = drumbeat.file("broken.yaml", GOOD.replace("channel: call", "channel: fax", 1))
    good = drumbeat.file("good.yaml", GOOD)

    ran = drumbeat("cadence", "lint", broken, good, "none.yaml", "no-such-name")

    fault, missing, unknown = ran.err.splitlines()
    assert fault.startswith(f"broken.yaml:{line_of(GOOD, 'channel: call')}: ")
    assert missing.startswith("none.yaml: there is no such file")
    assert unknown.startswith("there is no shipped cadence 'no-such-name'")
    assert (ran.code, ran.out) == (2, "4 files: 3 refused\n")


def test_files_that_lead_in_a_circle_are_refused(drumbeat: CommandLine) -> None:
    """Each by the line of the key that begins the circle; alone either of them is fine."""
    one = drumbeat.file("docks.yaml", GOOD.replace("then: nurture", "then: gates"))
    other = GOOD.replace("then: nurture", "then: docks").replace("name: docks", "name: gates")
    two = drumbeat.file("gates.yaml", other)

    ran = drumbeat("cadence", "lint", one, two, "--strict")

    at = line_of(GOOD, "then: nurture")
    words = "let one of them end with an outcome"
    assert ran.err.splitlines() == [
        f"docks.yaml:{at}: exit.then: docks leads in a circle: docks → gates → docks; {words}",
        f"gates.yaml:{at}: exit.then: gates leads in a circle: gates → docks → gates; {words}",
    ]
    assert (ran.code, ran.out) == (2, "2 files: 2 refused\n")
    assert drumbeat("cadence", "lint", one).code == 0


def test_json_has_the_same_in_one_document(drumbeat: CommandLine) -> None:
    """Findings with line, place, rule, wrong and right; what is silenced; what was refused."""
    warned, meant = drumbeat.file("my.yaml", WARNED), drumbeat.file("meant.yaml", MEANT)

    ran = drumbeat("cadence", "lint", warned, meant, "none.yaml", "--json")

    said = document(ran)
    first, second = said["files"][0]["findings"]
    assert first == {
        "line": 1,
        "at": "goal",
        "severity": "warning",
        "rule": "no-goal",
        "wrong": "it does not say what it is to bring about",
        "right": REMEDY,
    }
    assert (second["line"], second["at"]) == (line_of(WARNED, "Count!"), "steps.4.subject")
    reasons = {one["rule"]: one["because"] for one in said["files"][1]["silenced"]}
    assert reasons == {"no-goal": "it has many", "exclamation-marks": "we like them"}
    assert [one["file"] for one in said["refused"]] == ["none.yaml"]
    assert (said["errors"], said["warnings"], said["silenced"], ran.code) == (0, 2, 2, 2)


def test_the_whole_library_is_clean(drumbeat: CommandLine) -> None:
    """Every shipped cadence, by its bare name, passes --strict."""
    names = list(shipped_cadences())

    ran = drumbeat("cadence", "lint", *names, "--strict")

    assert ran.out == f"{len(names)} files: nothing found\n"
    assert ran.code == 0


def test_the_rules_can_be_read(drumbeat: CommandLine) -> None:
    """--rules prints the page of rules, and as JSON the rules themselves."""
    page = drumbeat("cadence", "lint", "--rules").out
    rules = drumbeat("cadence", "lint", "--rules", "--json").json()

    assert page.startswith("# The rules of `drumbeat cadence lint`")
    assert isinstance(rules, list)
    assert all(f"### `{rule['rule']}`" in page for rule in rules)
    assert {"rule", "severity", "explanation", "remedy", "source"} == set(rules[0])


def test_nothing_to_judge_is_bad_input(drumbeat: CommandLine) -> None:
    """Without a file and without --rules it says what to give it."""
    ran = drumbeat("cadence", "lint")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("nothing to judge; name cadence files")


def test_links_that_nobody_can_follow_are_named(
    drumbeat: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an address of ours `track_clicks` does nothing, which is said beside the findings."""
    file = drumbeat.file("good.yaml", GOOD.replace("\nsteps:", "\ntrack_clicks: true\n\nsteps:", 1))

    without = drumbeat("cadence", "lint", file)
    monkeypatch.setenv("DRUMBEAT_PUBLIC_URL", "https://go.northwind.example")
    monkeypatch.setenv("DRUMBEAT_SECRET_KEY", "k" * 32)
    ran = drumbeat("cadence", "lint", file)

    assert (without.code, ran.code, ran.err) == (0, 0, "")
    assert without.err.startswith("good.yaml: track_clicks does nothing until DRUMBEAT_PUBLIC_URL")
