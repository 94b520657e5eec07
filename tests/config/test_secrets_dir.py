"""Secrets as files, as systemd's credentials, compose and Kubernetes hand them over."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.mailboxes import load_mailboxes
from config.settings import InvalidSettings, load_settings


def test_a_file_stands_in_for_a_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its line end is not part of the secret, and a variable that is set goes before it."""
    (tmp_path / "DRUMBEAT_SMTP_PASSWORD").write_text("from a file\n")
    (tmp_path / "DRUMBEAT_TWILIO_TOKEN").write_text("from a file")
    monkeypatch.setenv("DRUMBEAT_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("DRUMBEAT_TWILIO_TOKEN", "from a variable")

    settings = load_settings()

    assert settings.smtp_password.get_secret_value() == "from a file"
    assert settings.twilio_token.get_secret_value() == "from a variable"


def test_the_relay_is_logged_in_at_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one mailbox of the settings takes its password from the file; without one it says so."""
    monkeypatch.setenv("DRUMBEAT_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("DRUMBEAT_SMTP_HOST", "smtp.northwind.example")
    monkeypatch.setenv("DRUMBEAT_SMTP_TLS", "starttls")
    monkeypatch.setenv("DRUMBEAT_SMTP_USERNAME", "robin")
    (entry,) = load_mailboxes(load_settings())
    with pytest.raises(InvalidSettings, match=r"^DRUMBEAT_SMTP_PASSWORD: is not set"):
        entry.smtp.secret()

    (tmp_path / "DRUMBEAT_SMTP_PASSWORD").write_text("from a file\n")

    assert entry.smtp.secret() == "from a file"


def test_a_fault_in_a_file_names_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says nothing of what the file holds."""
    (tmp_path / "DRUMBEAT_SECRET_KEY").write_text("hunter2")
    monkeypatch.setenv("DRUMBEAT_SECRETS_DIR", str(tmp_path))

    with pytest.raises(InvalidSettings, match=r"^DRUMBEAT_SECRET_KEY: 7 characters") as refused:
        load_settings()

    assert "hunter2" not in str(refused.value)


def test_a_directory_that_cannot_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is none, and one whose file is no text."""
    monkeypatch.setenv("DRUMBEAT_SECRETS_DIR", str(tmp_path / "none"))
    with pytest.raises(InvalidSettings, match=r"^DRUMBEAT_SECRETS_DIR: Path does not point to"):
        load_settings()

    (tmp_path / "DRUMBEAT_SECRET_KEY").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("DRUMBEAT_SECRETS_DIR", str(tmp_path))
    with pytest.raises(InvalidSettings, match=r"^DRUMBEAT_SECRETS_DIR: .*secret_key.*small files"):
        load_settings()
