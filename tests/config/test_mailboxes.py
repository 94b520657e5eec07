"""The mailboxes file: what it says is what sends, and what is wrong in it is named in one line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from config.mailboxes import load_mailboxes, signing_keys
from config.settings import InvalidSettings, Settings
from domain.mail.mail_addresses import known_as
from domain.mailboxes import Limits, Mailbox, Ramp, SigningKey
from domain.mailboxes.servers import Server
from starter.mailboxes.entries import entry_of

GOOD = """\
mailboxes:
  - address: Robin Vale <Robin@Northwind.example>
    owner: robin
    timezone: Europe/Berlin
    limits: {day: 40, hour: 10, gap: 5m-10m, ramp: {first: 10, days: 21}, domain: 5}
    smtp: {host: smtp.northwind.example, port: 587, tls: starttls, username: robin,
           password: {file: KEPT}}
    dkim: {domain: northwind.example, selector: db1, key: {env: DKIM_KEY}}
"""


def settings_with(folder: Path, text: str) -> Settings:
    file = folder / "mailboxes.yaml"
    file.write_text(text, encoding="utf-8")
    return Settings(mailboxes=file)


def test_a_mailbox_is_what_its_file_says(tmp_path: Path) -> None:
    """Name, owner, zone, every limit, and a password that stands in a file of its own."""
    kept = tmp_path / "password"
    kept.write_text("s3cret\n", encoding="utf-8")

    (entry,) = load_mailboxes(settings_with(tmp_path, GOOD.replace("KEPT", str(kept))))

    assert entry.mailbox == Mailbox(
        address="robin@northwind.example",
        sender="Robin Vale <Robin@Northwind.example>",
        owner="robin",
        timezone="Europe/Berlin",
        limits=Limits(
            day=40,
            hour=10,
            domain=5,
            gap=(timedelta(minutes=5), timedelta(minutes=10)),
            ramp=Ramp(first=10, days=21),
        ),
    )
    assert entry.smtp.password is not None
    assert entry.smtp.password.read().get_secret_value() == "s3cret"


def test_a_mailbox_is_called_as_its_mails_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An international domain as DNS has it: by that name keys, doubts and pauses are found."""
    monkeypatch.setenv("DKIM_KEY", "s3cret-key")
    settings = settings_with(tmp_path, GOOD.replace("@Northwind", "@B\u00fccher"))

    (entry,) = load_mailboxes(settings)

    assert entry.bare == entry.mailbox.address == "robin@xn--bcher-kva.example"
    assert set(signing_keys(settings)) == {known_as(entry.address)} == {entry.bare}
    assert entry_of(settings, "Robin@b\u00fccher.example") == entry


def test_a_mailbox_signs_with_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the bare address; the key itself shows nowhere."""
    monkeypatch.setenv("DKIM_KEY", "s3cret-key")

    keys = signing_keys(settings_with(tmp_path, GOOD))

    assert keys == {"robin@northwind.example": SigningKey("northwind.example", "db1", "s3cret-key")}
    assert "s3cret" not in repr(keys)
    assert signing_keys(Settings()) == {}


def test_a_key_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The variable that a person has to set."""
    with pytest.raises(InvalidSettings, match="DKIM_KEY: is not set"):
        signing_keys(settings_with(tmp_path, GOOD))


def test_without_a_file_there_is_one_mailbox() -> None:
    """The settings of one relay are a mailbox without limits."""
    (entry,) = load_mailboxes(Settings(mail_from="Ada <ada@x.example>", smtp_port=2525))

    assert entry.mailbox == Mailbox("ada@x.example", "Ada <ada@x.example>")
    assert entry.smtp.port == 2525


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        ("Robin Vale <Robin@Northwind.example>", "nobody", "mailboxes.1.address: 'nobody' is not"),
        ("day: 40", "day: 0", "mailboxes.1.limits.day: Input should be greater than or equal to 1"),
        ("day: 40", "day: 9", "mailboxes.1.limits: a ramp grows to `day`"),
        ("5m-10m", "10m-5m", "mailboxes.1.limits.gap: '10m-5m': the shorter pause comes first"),
        ("Europe/Berlin", "Berlin", "mailboxes.1.timezone: 'Berlin' is not an IANA time zone"),
        ("{file: KEPT}", "hunter2", "mailboxes.1.smtp.password: Input should be a valid dict"),
        ("{file: KEPT}", "{}", "mailboxes.1.smtp.password: name either `file` or `env`"),
        ("owner: robin", "owners: robin", "mailboxes.1.owners: Extra inputs are not permitted"),
        (
            "tls: starttls",
            "tls: none",
            "mailboxes.1.smtp: a password for smtp.northwind.example is",
        ),
        ("mailboxes:", "mailboxes: [", "this is not YAML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, was: str, now: str, line: str) -> None:
    """File, place, what is wrong, in one line, and never a misplaced secret."""
    with pytest.raises(InvalidSettings) as refused:
        load_mailboxes(settings_with(tmp_path, GOOD.replace(was, now)))

    said = str(refused.value)
    assert said.startswith(f"{tmp_path / 'mailboxes.yaml'}: {line}")
    assert "\n" not in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("smtp", "line"),
    [
        ("{host: smtp.gmail.com, port: 25, tls: none}", "is reached with tls or starttls"),
        ("{host: smtp.gmail.com, port: 465, password: {env: X}}", "has no password"),
    ],
)
def test_a_token_is_kept_from_the_wire(tmp_path: Path, smtp: str, line: str) -> None:
    """A mailbox at a provider has neither a password nor a connection that anybody can read."""
    text = f"mailboxes:\n  - {{address: robin@b.example, login: google, smtp: {smtp}}}\n"

    with pytest.raises(InvalidSettings, match=f"mailboxes.1: a google mailbox {line}"):
        load_mailboxes(settings_with(tmp_path, text))


def test_a_server_is_reached_as_its_entry_says(tmp_path: Path) -> None:
    """With the password from its file; at a provider, under the mailbox's own address."""
    kept = tmp_path / "password"
    kept.write_text("s3cret\n", encoding="utf-8")
    google = "  - {address: Ada@X.example, login: google, smtp: {host: smtp.gmail.com, port: 465}}"
    text = GOOD.replace("KEPT", str(kept)) + google

    robin, ada = load_mailboxes(settings_with(tmp_path, text))

    assert robin.server(robin.smtp) == Server(
        "smtp.northwind.example", 587, "starttls", "robin", "s3cret"
    )
    assert ada.server(ada.smtp) == Server("smtp.gmail.com", 465, "tls", "ada@x.example")


def test_a_mailbox_stands_there_once(tmp_path: Path) -> None:
    """The same address twice, in whatever case, is one mailbox too many."""
    twice = GOOD + GOOD.removeprefix("mailboxes:\n").replace("Robin@N", "robin@n")

    with pytest.raises(InvalidSettings, match=r"robin@northwind\.example stands here twice"):
        load_mailboxes(settings_with(tmp_path, twice))


def test_a_secret_that_is_not_there_is_named_by_its_place(tmp_path: Path) -> None:
    """The file that was to hold it, not what should have been in it."""
    (entry,) = load_mailboxes(settings_with(tmp_path, GOOD.replace("KEPT", "/nowhere/at/all")))
    assert entry.smtp.password is not None

    with pytest.raises(InvalidSettings, match="/nowhere/at/all: No such file"):
        entry.smtp.password.read()
