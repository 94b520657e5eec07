"""Bad input is one clear line on stderr and exit code 2, and nothing is half done."""

from __future__ import annotations

import socket
import subprocess

import pytest

from starter.stack.ports import LOOPBACK
from starter.stack.processes import environment, program
from tests.starter.command_line import CADENCE, CommandLine, Ran

NO_ENROLLMENT = "there is no enrollment 'e-none'; `drumbeat enrollment list` has the ids"


def refused(ran: Ran) -> str:
    """The one line of a refusal."""
    assert (ran.code, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    return line


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "    day: 3",
            "    dya: 3",
            "my.yaml:13: steps.2.dya: unknown key 'dya'; did you mean 'day'?",
        ),
        (
            "channel: call",
            "channel: fax",
            (
                "my.yaml:14: steps.2.channel: 'fax' is not a channel; use email, call, voicemail, "
                "linkedin, video, sms, task or research"
            ),
        ),
        (
            "id: ring",
            "id: hello",
            "my.yaml:12: steps.2.id: step 2 has the id 'hello' of step 1; ids are unique",
        ),
    ],
)
def test_a_faulty_cadence_is_not_published(
    drumbeat: CommandLine, old: str, new: str, line: str
) -> None:
    """Unknown key, unknown channel, repeated step id; a good file beside it is not published."""
    good = drumbeat.file("good.yaml", CADENCE)
    bad = drumbeat.file("my.yaml", CADENCE.replace(old, new))

    assert refused(drumbeat("cadence", "publish", good, bad)) == line

    assert drumbeat("cadence", "list", "--json").json() == []


def test_what_lint_calls_an_error_is_not_published(drumbeat: CommandLine) -> None:
    """The same lines as `lint` prints, exit code 2, and nothing is published; warnings may be."""
    good = drumbeat.file("good.yaml", CADENCE)
    bad = CADENCE.replace("1 Main Street, Springfield", "Main Street").replace("two-", "three-")
    file = drumbeat.file("my.yaml", bad)

    ran = drumbeat("cadence", "publish", good, file)

    errors = [
        line
        for line in drumbeat("cadence", "lint", good, file).out.splitlines()
        if ": error " in line
    ]
    assert len(errors) == 1
    assert ran.err.splitlines() == [*errors, "nothing was published; mend these errors"]
    assert (ran.code, ran.out) == (2, "")
    assert drumbeat("cadence", "list", "--json").json() == []
    assert drumbeat("cadence", "publish", good).code == 0


LEADING = {
    "switch": "on: {reply: {switch: OTHER}}\n",
    "then": "exit: {then: OTHER}\n",
    "arm": "experiments: [{id: NAME, variants: [{id: this}, {id: that, cadence: OTHER}]}]\n",
}


@pytest.mark.parametrize("how", LEADING)
def test_cadences_that_lead_in_a_circle_are_not_published(drumbeat: CommandLine, how: str) -> None:
    """The line of the key is said, and neither of them is published."""
    for name, other in (("one", "two"), ("two", "one")):
        leading = LEADING[how].replace("OTHER", other).replace("NAME", name)
        drumbeat.file(f"{name}.yaml", CADENCE.replace("two-touches", name) + leading)

    said = refused(drumbeat("cadence", "publish", "one.yaml", "two.yaml"))

    assert said.startswith(("two.yaml:16: ", "one.yaml:16: "))
    assert " leads in a circle: " in said
    assert drumbeat("cadence", "list", "--json").json() == []


def test_a_cadence_that_is_nowhere_is_named(drumbeat: CommandLine) -> None:
    """A missing file, a missing name of the library, and a name that is nowhere published."""
    people = drumbeat.file("p.csv", "email\na@x.example\n")

    assert refused(drumbeat("cadence", "publish", "none.yaml")).startswith("none.yaml: there is no")
    assert "no shipped cadence 'none'" in refused(drumbeat("cadence", "publish", "none"))
    assert "no cadence 'none'; known: " in refused(drumbeat("cadence", "show", "none"))
    assert "no cadence 'none'" in refused(drumbeat("enroll", people, "--cadence", "none"))


def test_a_csv_that_is_no_list_of_prospects_is_refused(drumbeat: CommandLine) -> None:
    """A missing file, and a file without the column `email`."""
    names = drumbeat.file("names.csv", "name\nAna\n")

    assert refused(drumbeat("enroll", "none.csv", "--cadence", "x")).startswith(
        "none.csv: there is"
    )
    assert refused(drumbeat("enroll", names, "--cadence", "x")).startswith(
        "names.csv:1: there is no column 'email'"
    )


def test_a_broken_address_and_a_broken_zone_enroll_nobody(drumbeat: CommandLine) -> None:
    """Every bad row has its line; the good ones wait until the file is mended."""
    drumbeat("cadence", "publish", drumbeat.file("my.yaml", CADENCE))
    people = drumbeat.file(
        "p.csv", "email,timezone\na@x.example,UTC\nbroken,UTC\nb@x.example,Mars/Base\n"
    )

    ran = drumbeat("enroll", people, "--cadence", "two-touches", "--json")

    address, zone, verdict = ran.err.splitlines()
    assert ran.code == 2
    assert address.startswith("p.csv:3: email 'broken' is not an address: ")
    assert zone.startswith("p.csv:4: timezone 'Mars/Base' is not an IANA time zone; ")
    assert verdict.startswith("nobody was enrolled; ")
    document = ran.json()
    assert isinstance(document, dict)
    assert (document["enrolled"], [row["line"] for row in document["rejected"]]) == (0, [3, 4])
    assert drumbeat("enrollment", "list", "--json").json() == []


def test_a_taken_port_is_named_before_anything_starts(drumbeat: CommandLine) -> None:
    """`up` names the port, its owner and the option, and has started nothing."""
    with socket.create_server((LOOPBACK, 0)) as server:
        number = str(server.getsockname()[1])

        # In a process of its own: what would start a stack must not outlive this test.
        argv = program("starter", "up", "--webhook-port", number)
        ended = subprocess.run(
            argv, env=environment(), check=False, capture_output=True, text=True, timeout=60
        )
        line = refused(Ran(ended.returncode, ended.stdout, ended.stderr))

    assert line.startswith(f"port {number} for webhooks is taken by ")
    assert line.endswith("choose another with --webhook-port or DRUMBEAT_WEBHOOK_PORT")
    assert not (drumbeat.folder / ".drumbeat" / "temporal.sqlite3").exists()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("nonsense",), "No such command 'nonsense'; see `drumbeat --help`"),
        (("enroll",), "Missing argument 'csv'; see `drumbeat enroll --help`"),
        (("enrollment", "show", "e-none"), NO_ENROLLMENT),
        (("enrollment", "pause", "e-none"), NO_ENROLLMENT),
        (("signal", "e-none", "reply"), NO_ENROLLMENT),
        (
            ("signal", "e-none", "replly"),
            "'replly' is no fact that comes in; did you mean 'reply'?",
        ),
    ],
)
def test_a_command_line_that_means_nothing_is_refused(
    drumbeat: CommandLine, arguments: tuple[str, ...], line: str
) -> None:
    """Unknown commands, ids and facts say what would be right."""
    assert refused(drumbeat(*arguments)).startswith(line)


def test_a_task_that_is_not_open_is_refused(drumbeat: CommandLine) -> None:
    """Completing what is not there changes nothing."""
    line = refused(drumbeat("task", "complete", "e-1.ring", "--disposition", "busy", "--by", "ana"))

    assert line == "there is no open task 'e-1.ring'; `drumbeat task list` has the ids"


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("DRUMBEAT_SMTP_PORT", "many", "DRUMBEAT_SMTP_PORT: "),
        ("DRUMBEAT_DATABASE_URL", "mysql://x/y", "DRUMBEAT_DATABASE_URL: "),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    drumbeat: CommandLine, monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    """The variable that is wrong stands in front."""
    monkeypatch.setenv(name, value)

    assert refused(drumbeat("enrollment", "list")).startswith(line)


def test_what_is_away_is_a_failure_and_not_bad_input(
    drumbeat: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No Temporal, no ledger: one line with the remedy, exit code 1, nothing written."""
    drumbeat("cadence", "publish", drumbeat.file("my.yaml", CADENCE))
    people = drumbeat.file("p.csv", "email,first_name\na@x.example,Ana\n")

    ran = drumbeat("enroll", people, "--cadence", "two-touches")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Temporal does not answer at 127.0.0.1:")
    assert drumbeat("enrollment", "list", "--json").json() == []
    monkeypatch.setenv("DRUMBEAT_HOME", "elsewhere")
    assert drumbeat("enrollment", "list").code == 1
