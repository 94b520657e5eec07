"""How mail goes out and answers are fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from config.sections.section import LOOPBACK, Section


class MailSettings(Section):
    """How mail goes out and answers are fetched."""

    smtp_host: str = Field("127.0.0.1", description="mail relay")
    smtp_port: int = Field(1025, ge=1, le=65535, description="port of the mail relay")
    smtp_tls: Literal["none", "starttls", "tls"] = Field(
        "none", description="how the connection to the relay is secured: none, starttls or tls"
    )
    smtp_username: str = Field("", description="login at the relay; none if empty")
    smtp_password: SecretStr = Field(SecretStr(""), description="password at the relay")
    mail_from: str = Field(
        "Robin Vale <robin@northwind.example>", description="mailbox that mail is sent from"
    )
    mailboxes: Path | None = Field(
        None, description="file of sending mailboxes; one from the settings above if not given"
    )
    imap_poll_seconds: float = Field(
        60.0,
        gt=0,
        le=1500,
        description="seconds between looks into a mailbox with `imap`, unless it tells of a mail",
    )
    google_client_id: str = Field("", description="OAuth client at Google, for its mailboxes")
    google_client_secret: SecretStr = Field(SecretStr(""), description="secret of that client")
    microsoft_client_id: str = Field("", description="OAuth client at Microsoft, for its mailboxes")
    microsoft_client_secret: SecretStr = Field(
        SecretStr(""), description="secret of that client; public clients have none"
    )
    microsoft_tenant: str = Field(
        "common",
        pattern=r"^[A-Za-z0-9.-]+$",
        description="tenant whose accounts may be connected: an id, a domain or common",
    )

    @model_validator(mode="after")
    def _password_is_safe(self) -> Self:
        if self.smtp_username and self.smtp_tls == "none" and self.smtp_host not in LOOPBACK:
            raise ValueError(
                "DRUMBEAT_SMTP_USERNAME: a login is sent with DRUMBEAT_SMTP_TLS=tls or starttls, "
                "not for all to read"
            )
        return self
