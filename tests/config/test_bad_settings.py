"""A process that cannot run as it is set says so in one line and ends with 2."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import InvalidSettings, Settings, load_settings

ROOT = Path(__file__).parents[2]
SOUND = "whsec_" + "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"


def ended(room: str, folder: Path, **settings: str) -> tuple[int, str]:
    """The exit code of `python -m ROOM` and all that it said."""
    environment = {"DRUMBEAT_HOME": str(folder), **settings}
    command = [sys.executable, "-W", "error", "-m", room]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.mark.parametrize("room", ["worker", "webhooks", "console"])
@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("SMTP_PORT", "many", "DRUMBEAT_SMTP_PORT: Input should be a valid integer"),
        ("LOG_LEVEL", "LOUD", "DRUMBEAT_LOG_LEVEL: this is not DEBUG, INFO, WARNING or ERROR"),
        (
            "TEMPORAL_ADDRESS",
            "temporal",
            "DRUMBEAT_TEMPORAL_ADDRESS: this is not host:port of the Temporal frontend",
        ),
        ("CLOCK_SPEED", "0", "DRUMBEAT_CLOCK_SPEED: Input should be greater than 0"),
        (
            "SECRET_KEY",
            "short",
            "DRUMBEAT_SECRET_KEY: 5 characters can be guessed; use 32 or more",
        ),
        ("SECRET_KEY_BEFORE", "short", "DRUMBEAT_SECRET_KEY_BEFORE: 5 characters can be guessed"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    tmp_path: Path, room: str, name: str, value: str, line: str
) -> None:
    """One line that begins with the variable, whichever process reads it."""
    code, said = ended(room, tmp_path, **{f"DRUMBEAT_{name}": value})

    assert code == 2
    assert said.startswith(line)
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("room", "name", "value", "line"),
    [
        ("worker", "MAIL_FROM", "nobody", "DRUMBEAT_MAIL_FROM: "),
        ("worker", "DATABASE_URL", "mysql://x/y", "DRUMBEAT_DATABASE_URL: "),
        ("webhooks", "WEBHOOK_SECRET", "hunter2", "DRUMBEAT_WEBHOOK_SECRET must be whsec_"),
    ],
)
def test_what_only_its_room_can_judge_is_refused_as_clearly(
    tmp_path: Path, room: str, name: str, value: str, line: str
) -> None:
    """Before anything is connected, made or waited for."""
    code, said = ended(room, tmp_path, **{f"DRUMBEAT_{name}": value})

    assert code == 2
    assert said.startswith(line)
    assert said.count("\n") == 1
    assert "hunter2" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_KEYS", "hunter2"),
        ("POSTMARK_LOGIN", "hunter2"),
        ("SENDGRID_LOGIN", "user:hunter2"),
        ("SENDGRID_KEY", "hunter2"),
        ("SES_TOPIC", "hunter2"),
    ],
)
def test_a_secret_that_can_be_none_opens_no_door(tmp_path: Path, name: str, value: str) -> None:
    """Before anything is made; and what was given is not repeated."""
    code, said = ended(
        "webhooks",
        tmp_path,
        DRUMBEAT_WEBHOOK_SECRET=SOUND,
        **{f"DRUMBEAT_{name}": value},
    )

    assert code == 2
    assert said.startswith(f"DRUMBEAT_{name} must be ")
    assert said.count("\n") == 1
    assert "hunter2" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_that_is_away_is_no_bad_setting(tmp_path: Path) -> None:
    """Exit code 1: what is set is sound, and starting again may help."""
    code, said = ended(
        "webhooks",
        tmp_path,
        DRUMBEAT_WEBHOOK_SECRET=SOUND,
        DRUMBEAT_DATABASE_URL="postgresql://postgres@127.0.0.1:1/none",
    )

    assert code == 1
    assert said.splitlines()[-1].startswith("the ledger cannot be reached right now: ")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("lacks", "host", "warnings"),
    [
        (("SECRET_KEY", "PUBLIC_URL"), "smtp.relay.example", 1),
        (("PUBLIC_URL",), "smtp.relay.example", 1),
        (("SECRET_KEY", "PUBLIC_URL"), "127.0.0.1", 0),
        ((), "smtp.relay.example", 0),
    ],
)
def test_a_worker_whose_mails_have_no_way_out_says_so(
    tmp_path: Path, lacks: tuple[str, ...], host: str, warnings: int
) -> None:
    """Once, by the variables, where mail leaves the machine; it works all the same."""
    given = {"SECRET_KEY": "k" * 32, "PUBLIC_URL": "https://go.northwind.example"}
    settings = {f"DRUMBEAT_{name}": value for name, value in given.items() if name not in lacks}

    # The ledger that is none ends it after the start.
    _, said = ended(
        "worker", tmp_path, DRUMBEAT_SMTP_HOST=host, DRUMBEAT_DATABASE_URL="mysql://x/y", **settings
    )

    assert said.count("mails have no opt-out link") == warnings
    assert all((f"DRUMBEAT_{name}" in said) == (warnings > 0) for name in lacks)


def test_a_variable_that_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """`NAME=`, as a file of variables has it before it is filled in."""
    for name in Settings.model_fields:
        monkeypatch.setenv(f"DRUMBEAT_{name.upper()}", "")

    assert load_settings() == Settings.model_construct()


def test_a_login_is_kept_from_the_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password goes in the clear to this machine only."""
    monkeypatch.setenv("DRUMBEAT_SMTP_USERNAME", "robin")
    load_settings()
    monkeypatch.setenv("DRUMBEAT_SMTP_HOST", "smtp.relay.example")

    with pytest.raises(InvalidSettings, match=r"^DRUMBEAT_SMTP_USERNAME: a login is sent with"):
        load_settings()

    monkeypatch.setenv("DRUMBEAT_SMTP_TLS", "starttls")
    load_settings()


def test_settings_that_contradict_each_other_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of two variables together names them both, and no class of ours."""
    monkeypatch.setenv("DRUMBEAT_TEMPORAL_ADDRESS", "temporal.example:7233")
    monkeypatch.setenv("DRUMBEAT_CLOCK_SPEED", "1000")

    with pytest.raises(InvalidSettings) as refused:
        load_settings()

    assert str(refused.value) == (
        "DRUMBEAT_CLOCK_SPEED=1000 is for a local Temporal only, not for temporal.example:7233"
    )


@pytest.mark.parametrize(
    ("issuer", "client", "line"),
    [
        ("https://id.example", "", "DRUMBEAT_OIDC_CLIENT_ID: the provider knows"),
        ("http://id.example", "console", "DRUMBEAT_OIDC_ISSUER: who signs in is believed"),
    ],
)
def test_a_provider_is_named_whole_and_reached_safely(
    monkeypatch: pytest.MonkeyPatch, issuer: str, client: str, line: str
) -> None:
    """Whoever can change its answers on the way could sign in as anybody."""
    monkeypatch.setenv("DRUMBEAT_OIDC_ISSUER", issuer)
    monkeypatch.setenv("DRUMBEAT_OIDC_CLIENT_ID", client)

    with pytest.raises(InvalidSettings, match=f"^{line}"):
        load_settings()


@pytest.mark.parametrize("address", ["temporal:7233", "127.0.0.1:7233", "[::1]:7233", "a-b.c_d:1"])
def test_an_address_may_be_a_name_or_a_number(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """What a compose file, a cluster or an IPv6 host calls Temporal is let through."""
    monkeypatch.setenv("DRUMBEAT_TEMPORAL_ADDRESS", address)

    assert load_settings() == Settings(temporal_address=address)
