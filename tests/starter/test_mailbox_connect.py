"""`drumbeat mailbox connect` as a person types it: what it asks of Google, and what it refuses."""

from __future__ import annotations

import socket
import subprocess
import sys
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest

from tests.starter.command_line import CommandLine

ROBIN = "robin@northwind.example"
MAILBOXES = """\
mailboxes:
  - address: Robin Vale <robin@northwind.example>
    login: google
    smtp: {host: smtp.gmail.com, port: 465}
  - address: ada@northwind.example
    smtp: {host: 127.0.0.1, port: 1025, tls: none}
"""
SETTINGS = {
    "DRUMBEAT_MAILBOXES": "mailboxes.yaml",
    "DRUMBEAT_GOOGLE_CLIENT_ID": "drumbeat.apps.example",
    "DRUMBEAT_GOOGLE_CLIENT_SECRET": "not-so-s3cret",
    "DRUMBEAT_SECRET_KEY": "s3cret" * 8,
}


@pytest.fixture
def office(drumbeat: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A ledger, a file of mailboxes, and everything that connecting needs."""
    drumbeat.file("mailboxes.yaml", MAILBOXES)
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return drumbeat


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("yahoo", ROBIN), "'yahoo' is not one of 'google', 'microsoft'"),
        (("google", "bo@b.example"), "there is no mailbox 'bo@b.example'; there are: robin@"),
        (("google", "ada@northwind.example"), "ada@northwind.example says `login: password`"),
        (("microsoft", ROBIN), f"{ROBIN} says `login: google`, not `login: microsoft`"),
        (("google", ROBIN, "--port", "70000"), "less than or equal to 65535"),
    ],
)
def test_what_cannot_be_connected_is_bad_input(
    office: CommandLine, arguments: tuple[str, ...], line: str
) -> None:
    """One line that says what would be right, before any browser opens."""
    ran = office("mailbox", "connect", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert line in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("GOOGLE_CLIENT_ID", "", "DRUMBEAT_GOOGLE_CLIENT_ID: is not set; docs/mailboxes-oauth.md"),
        ("SECRET_KEY", "", "DRUMBEAT_SECRET_KEY: is not set; make one with: openssl"),
        (
            "SECRET_KEY",
            "tooshort",
            "DRUMBEAT_SECRET_KEY: 8 characters can be guessed; use 32 or more",
        ),
        ("MAILBOXES", "nowhere.yaml", "nowhere.yaml: No such file or directory"),
    ],
)
def test_a_setting_that_is_missing_is_named(
    office: CommandLine, monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    """Before anybody consents to what could then not be kept; never with its value."""
    monkeypatch.setenv(f"DRUMBEAT_{name}", value)

    ran = office("mailbox", "connect", "google", ROBIN)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(line)
    assert ran.err.count("\n") == 1
    assert "s3cret" not in ran.err
    assert not value or "tooshort" not in ran.err


def test_a_port_that_is_taken_fails(office: CommandLine) -> None:
    """The redirect would reach somebody else."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])

        ran = office("mailbox", "connect", "google", ROBIN, "--no-browser", "--port", port)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"cannot listen on 127.0.0.1:{port}")


def test_google_is_asked_for_mail_and_a_no_is_told(office: CommandLine) -> None:
    """The address is Google's, with PKCE and everything it documents; a refusal is one line."""
    command = [sys.executable, "-m", "starter", "mailbox", "connect", "google", ROBIN]
    with subprocess.Popen(
        [*command, "--no-browser"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as connecting:
        assert connecting.stdout is not None
        url = urlsplit(connecting.stdout.readline().strip())
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        answer = urlencode({"state": asked["state"], "error": "access_denied"})
        with urlopen(f"{asked['redirect_uri']}?{answer}") as page:  # noqa: S310 -- on loopback
            shown = page.read().decode()
        said, failed = connecting.communicate(timeout=30)

    assert url._replace(query="").geturl() == "https://accounts.google.com/o/oauth2/v2/auth"
    assert asked["scope"] == "https://mail.google.com/ openid email"
    assert asked["client_id"] == SETTINGS["DRUMBEAT_GOOGLE_CLIENT_ID"]
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert asked["login_hint"] == ROBIN
    assert len(asked["code_challenge"]) == 43
    assert "can be closed" in shown
    assert (connecting.returncode, said) == (1, "")
    assert failed == "Google grants nothing: access_denied\n"
    assert not any("s3cret" in text for text in (url.query, shown, failed))
