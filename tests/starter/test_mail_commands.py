"""`drumbeat mail`: a mail before it goes out, without a server; and after, from what was kept."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from config.settings import load_settings
from domain.people.prospects import Prospect
from domain.ports import Claim, ClaimRequest
from ledger.records import Ticket
from starter.session import opened_ledger
from tests.builders import ROBIN, a_cadence
from tests.starter.command_line import CADENCE, CommandLine
from tests.starter.simulations import PEOPLE

DANA = "dana.whitfield@halden-grocers.example"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MESSAGE = b"From: robin@n.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHi Ada\r\n"


def previewed(drumbeat: CommandLine, *more: str, step: str = "day-1-email") -> list[str]:
    ran = drumbeat(
        "mail", "preview", "outbound-eight-touch", step, "--prospects", PEOPLE, "--prospect", *more
    )
    assert ran.code == 0, ran.err
    return ran.out.splitlines()


def test_a_preview_needs_no_server_and_no_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drumbeat: CommandLine
) -> None:
    """Headers that people know, then the text, for somebody of the CSV."""
    monkeypatch.setenv("DRUMBEAT_HOME", str(tmp_path / "nowhere"))

    lines = previewed(drumbeat, DANA.upper())

    assert lines[:3] == [
        "From: Robin Vale <robin@northwind.example>",
        f"To: {DANA}",
        "Subject: Trucks waiting at Halden Grocers",
    ]
    assert "Hi Dana," in lines
    assert not (tmp_path / "nowhere").exists()


def test_a_follow_up_is_shown_in_its_thread(drumbeat: CommandLine) -> None:
    """As if the mail before had gone out."""
    lines = previewed(drumbeat, DANA, step="day-3-email")

    assert "Subject: Trucks waiting at Halden Grocers" in lines
    assert "In-Reply-To: <preview.day-1-email@northwind.example>" in lines


def test_the_settings_write_with(drumbeat: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The opt-out link stands in the header and under the text; without a key it is said."""
    arguments = ("mail", "preview", "outbound-eight-touch", "day-1-email", "--prospects", PEOPLE)
    without = drumbeat(*arguments, "--prospect", DANA)
    monkeypatch.setenv("DRUMBEAT_SECRET_KEY", "k" * 32)
    monkeypatch.setenv("DRUMBEAT_PUBLIC_URL", "https://go.northwind.example")

    ran = drumbeat(*arguments, "--prospect", DANA)

    assert without.err == "without DRUMBEAT_SECRET_KEY the mail has no opt-out link\n"
    assert ran.err == ""
    assert ran.out.count("https://go.northwind.example/opt-out/") == 2
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in ran.out


def test_a_preview_shows_links_as_they_are_written(
    drumbeat: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever looks at a mail clicks where the author meant, and counts as nobody."""
    monkeypatch.setenv("DRUMBEAT_SECRET_KEY", "k" * 32)
    monkeypatch.setenv("DRUMBEAT_PUBLIC_URL", "https://go.northwind.example")
    html = 'html: <a href="https://northwind.example/docks">docks</a>'
    followed = CADENCE.replace("variables:", "track_clicks: true\nvariables:", 1)
    cadence = drumbeat.file("c.yaml", followed.replace("text: Hello {{ first_name }}", html, 1))
    person = drumbeat.file("p.csv", "email,first_name\nana@x.example,Ana\n")

    given = ("--prospects", person, "--prospect", "ana@x.example", "--out", "mail.eml")
    ran = drumbeat("mail", "preview", cadence, "hello", *given)

    assert ran.code == 0, ran.err
    mail = (drumbeat.folder / "mail.eml").read_text(encoding="utf-8")
    assert 'href="https://northwind.example/docks"' in mail
    assert "/c/" not in mail


def test_the_owner_of_the_cadence_writes(
    drumbeat: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not whoever stands first in the file: the mailbox that the worker would send by."""
    server = "smtp: {host: 127.0.0.1, port: 1025, tls: none}"
    entries = (
        f"  - {{address: {name}@northwind.example, owner: {name}, {server}}}\n"
        for name in ("robin", "ada")
    )
    drumbeat.file("mailboxes.yaml", "mailboxes:\n" + "".join(entries))
    monkeypatch.setenv("DRUMBEAT_MAILBOXES", str(drumbeat.folder / "mailboxes.yaml"))
    people = drumbeat.file("people.csv", "email,first_name\nada@x.example,Ada\n")

    def preview(owner: str) -> tuple[int, str, str]:
        cadence = drumbeat.file("c.yaml", f"owner: {owner}\n{CADENCE}")
        given = ("--prospects", people, "--prospect", "ada@x.example")
        ran = drumbeat("mail", "preview", cadence, "hello", *given)
        return ran.code, ran.out.partition("\n")[0], ran.err

    assert preview("ada")[:2] == (0, "From: ada@northwind.example")
    assert preview("bo")[0] == 2
    assert "there is no mailbox of 'bo'" in preview("bo")[2]


def test_a_preview_can_be_written_to_a_file(drumbeat: CommandLine) -> None:
    """Any mail program opens it."""
    assert previewed(drumbeat, DANA, "--out", "mail.eml") == []

    message = (drumbeat.folder / "mail.eml").read_bytes()
    assert message_from_bytes(message, policy=policy.default)["To"] == DANA


def test_a_preview_as_json(drumbeat: CommandLine) -> None:
    """One document: headers, texts, files, and the message itself."""
    (drumbeat.folder / "one-page.pdf").write_bytes(b"%PDF")
    cadence = drumbeat.file(
        "c.yaml",
        CADENCE.replace(
            "    text: Hello {{ first_name }}",
            "    html: <p>Hi <b>Ä</b></p>\n    files: [one-page.pdf]",
        ),
    )
    people = drumbeat.file("people.csv", "email,first_name\nada@x.example,Ada\n")

    document = drumbeat(
        *("mail", "preview", cadence, "hello", "--prospects", people),
        *("--prospect", "ada@x.example", "--json"),
    ).json()

    assert isinstance(document, dict)
    assert {"name": "Subject", "value": "Hi Ada"} in document["headers"]
    assert document["text"].startswith("Hi Ä\n\n-- \nReply")
    assert "<p>Hi <b>Ä</b></p>" in document["html"]
    assert document["files"] == [
        {"name": "one-page.pdf", "type": "application/pdf", "bytes": 4, "how": "attached"}
    ]
    assert document["message"].startswith("From: Robin Vale")


@pytest.mark.parametrize(
    ("step", "person", "people", "said"),
    [
        ("day-1-mail", DANA, PEOPLE, "has no step 'day-1-mail' by mail; did you mean day-1-email?"),
        ("day-3-call", DANA, PEOPLE, "has no step 'day-3-call' by mail; "),
        ("day-1-email", "dana@x.example", PEOPLE, "does not stand in"),
        ("day-1-email", DANA, "no.csv", "no.csv: there is no such file"),
    ],
)
def test_what_cannot_be_previewed(
    drumbeat: CommandLine, step: str, person: str, people: str, said: str
) -> None:
    """One line, exit 2."""
    ran = drumbeat(
        *("mail", "preview", "outbound-eight-touch", step),
        *("--prospects", people, "--prospect", person),
    )

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_missing_variable_is_named(drumbeat: CommandLine) -> None:
    """In a run such a mail becomes a task; here it is one line."""
    cadence = drumbeat.file("c.yaml", CADENCE)
    people = drumbeat.file("people.csv", "email\nada@x.example\n")

    ran = drumbeat(
        *("mail", "preview", cadence, "hello"),
        *("--prospects", people, "--prospect", "ada@x.example"),
    )

    assert ran.code == 2
    assert ran.err == (
        "ada@x.example has no 'first_name', which hello needs; such a mail becomes a rep's task\n"
    )


def test_somebody_of_the_ledger(drumbeat: CommandLine) -> None:
    """Without a CSV the prospect is looked up where enrollments are."""
    asyncio.run(a_kept_mail())

    ran = drumbeat(
        "mail", "preview", "outbound-eight-touch", "day-1-email", "--prospect", "ada@x.example"
    )

    assert ran.code == 0, ran.err
    assert "Hi Ada," in ran.out


def test_what_was_sent_is_shown(drumbeat: CommandLine) -> None:
    """For people, as bytes, and as a document."""
    enrollment = asyncio.run(a_kept_mail())

    nicely = drumbeat("mail", "show", enrollment, "intro")
    raw = drumbeat("mail", "show", enrollment, "intro", "--raw")
    document = drumbeat("mail", "show", enrollment, "intro", "--json").json()

    assert nicely.out.splitlines() == [
        *("in_doubt, to ada@x.example", "", "From: robin@n.example", "Subject: Grüße"),
        *("", "Hi Ada"),
    ]
    assert raw.out.encode() == MESSAGE
    assert isinstance(document, dict)
    assert (document["state"], document["text"]) == ("in_doubt", "Hi Ada")


def test_a_mail_that_nobody_wrote(drumbeat: CommandLine) -> None:
    """One line with the way out."""
    enrollment = asyncio.run(a_kept_mail())

    ran = drumbeat("mail", "show", enrollment, "other")

    assert ran.code == 2
    assert ran.err == (
        f"no mail has been written for 'other' of '{enrollment}'; "
        "`drumbeat enrollment show ENROLLMENT` has the touches\n"
    )


async def a_kept_mail() -> str:
    """An enrollment of Ada whose first mail is in doubt."""
    async with opened_ledger(load_settings()) as ledger:
        await ledger.publish(a_cadence(), AT)
        ada = Prospect("", email="ada@x.example", variables={"first_name": "Ada"})
        (ticket,) = await ledger.enroll([ada], "introduction", AT)
        assert isinstance(ticket, Ticket)
        claim = await ledger.reserve(a_request(ticket.enrollment_id))
        assert isinstance(claim, Claim)
        await ledger.mark_in_doubt(claim, AT)
    return ticket.enrollment_id


def a_request(enrollment: str) -> ClaimRequest:
    return ClaimRequest(
        enrollment_id=enrollment,
        step="intro",
        generation=1,
        token="t",
        message_id="<a@n.example>",
        mailbox=ROBIN,
        recipient="ada@x.example",
        message=MESSAGE,
        not_after=AT + timedelta(hours=1),
        at=AT,
    )
