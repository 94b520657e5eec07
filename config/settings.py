"""Every setting of Drumbeat, each from the environment variable `DRUMBEAT_<NAME>`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import DrumbeatError
from domain.opt_out_link import SHORTEST_KEY

WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 -- compared with, never listened on
LOOPBACK = ("127.0.0.1", "localhost", "::1")
WEB_ADDRESS = r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$"
E164 = r"\+[1-9]\d{6,14}"
HOST_AND_PORT = r"^([\w.\-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}$"
NUMBERED_OR_NOT = r"^(([\d.]+|\[[0-9A-Fa-f:]+\]):\d{1,5})?$"


class InvalidSettings(DrumbeatError):
    """The settings cannot be used as they stand."""


class Settings(BaseSettings):
    """Settings with defaults for one machine; production sets what differs."""

    # `NAME=` in a file of variables is a line that nobody filled in.
    model_config = SettingsConfigDict(
        env_prefix="DRUMBEAT_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Path = Field(Path(".drumbeat"), description="where `up` keeps data and logs")
    database_url: str = Field("", description="SQLAlchemy URL; SQLite in DRUMBEAT_HOME if empty")

    temporal_address: str = Field(
        "127.0.0.1:7233", pattern=HOST_AND_PORT, description="host:port of the Temporal frontend"
    )
    temporal_namespace: str = Field("default", description="Temporal namespace")
    task_queue: str = Field("drumbeat", description="Temporal task queue of the workers")
    worker_deployment: str = Field(
        "", description="Worker Deployment that a worker is a version of; unversioned without"
    )
    worker_build_id: str = Field("", description="which version of that deployment it is")
    payload_keys: SecretStr = Field(
        SecretStr(""),
        description="ID:KEY … that encrypt what Temporal keeps, the first what is new; not without",
    )

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

    webhook_host: str = Field("127.0.0.1", description="address the webhook server listens on")
    webhook_port: int = Field(8400, ge=1, le=65535, description="port of the webhook server")
    webhook_secret: SecretStr = Field(
        SecretStr(""),
        description="Standard Webhooks secret (whsec_…); webhooks refuse to start without",
    )

    console_host: str = Field("127.0.0.1", description="address the console listens on")
    console_port: int = Field(8500, ge=1, le=65535, description="port of the console")
    console_url: str = Field(
        "",
        pattern=WEB_ADDRESS,
        description="https:// address at which people reach the console",
    )
    temporal_ui_url: str = Field(
        "", pattern=WEB_ADDRESS, description="address of the Temporal UI; no links into it without"
    )
    oidc_issuer: str = Field(
        "",
        pattern=WEB_ADDRESS,
        description="issuer of the OpenID provider that people sign in at; none without",
    )
    oidc_client_id: str = Field("", description="client of the console at that provider")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="secret of that client")

    api_keys: SecretStr = Field(
        SecretStr(""),
        description="keys of 32 characters or more for POST /v1/enrollments, divided by blanks",
    )
    calendly_secret: SecretStr = Field(
        SecretStr(""), description="signing key of the Calendly webhook; no route without"
    )
    cal_com_secret: SecretStr = Field(
        SecretStr(""), description="secret of the Cal.com webhook; no route without"
    )
    postmark_login: SecretStr = Field(
        SecretStr(""), description="user:password in the Postmark webhook URLs; no route without"
    )
    twilio_token: SecretStr = Field(
        SecretStr(""), description="auth token of the Twilio account; no webhook route without"
    )
    twilio_account: str = Field(
        "",
        pattern=r"^(AC[0-9a-f]{32})?$",
        description="SID of the Twilio account (AC…) that texts and calls go by; none without",
    )
    twilio_api_key: str = Field(
        "",
        pattern=r"^(SK[0-9a-f]{32})?$",
        description="API key (SK…) in place of the auth token, for what is asked of Twilio",
    )
    twilio_api_secret: SecretStr = Field(SecretStr(""), description="secret of that API key")
    twilio_texts_from: str = Field(
        "",
        pattern=rf"^({E164}|MG[0-9a-f]{{32}})?$",
        description="number (+…) or messaging service (MG…) that texts go out by; reps send "
        "them without",
    )
    twilio_caller_id: str = Field(
        "",
        pattern=rf"^({E164})?$",
        description="number (+…) that people see who are called; reps dial without",
    )
    twilio_url: str = Field(
        "https://api.twilio.com",
        pattern=WEB_ADDRESS,
        description="https:// address of Twilio's API, such as that of a region",
    )
    twilio_detects_machines: bool = Field(
        False, description="whether Twilio finds out if a person or a machine answers a call"
    )
    rep_phones: SecretStr = Field(
        SecretStr(""),
        description="telephones of reps, as ana=+4930901820, divided by blanks",
    )
    voicemail_url: str = Field(
        "",
        pattern=WEB_ADDRESS,
        description="https:// address of the recording left on voicemails; the step's words "
        "are spoken without",
    )
    mailgun_secret: SecretStr = Field(
        SecretStr(""), description="HTTP webhook signing key of Mailgun; no route without"
    )
    sendgrid_key: str = Field(
        "", description="verification key of the SendGrid event webhook; no route without"
    )
    sendgrid_login: SecretStr = Field(
        SecretStr(""), description="user:password in the inbound parse URL; no route without"
    )
    hubspot_secret: SecretStr = Field(
        SecretStr(""), description="client secret of the HubSpot app; no route without"
    )
    ses_topic: str = Field(
        "", description="ARN of the SNS topic that SES publishes to; no route without"
    )

    public_url: str = Field(
        "",
        pattern=WEB_ADDRESS,
        description="https:// address at which the world reaches the webhook server",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="32 random characters or more: signs opt-out links, encrypts kept tokens",
    )

    secret_key_before: SecretStr = Field(
        SecretStr(""),
        description="the secret key before this one: its links work, what it encrypted is read",
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

    attribution_days: int = Field(
        30,
        ge=1,
        le=365,
        description="days after a touch within which an outcome counts as the touch's in reports",
    )

    clock_speed: float = Field(
        1.0, gt=0, description="how fast time goes; only with a local Temporal"
    )
    metrics_address: str = Field(
        "",
        pattern=NUMBERED_OR_NOT,
        description="IP:port at which a process shows its metrics, as 127.0.0.1:9464",
    )
    otlp_endpoint: str = Field(
        "",
        pattern=WEB_ADDRESS,
        description="http:// address that takes traces over OTLP, as a collector's /v1/traces",
    )
    log_level: str = Field(
        "INFO",
        pattern="^(?i:debug|info|warning|error)$",
        description="DEBUG, INFO, WARNING or ERROR",
    )
    log_format: str = Field("console", pattern="^(console|json)$", description="console or json")

    @property
    def ledger_url(self) -> str:
        """The ledger's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{(self.home / 'ledger.sqlite3').resolve()}"

    @property
    def console_address(self) -> str:
        """Where people reach the console, without a slash at its end."""
        named = "127.0.0.1" if self.console_host in WILDCARDS else self.console_host
        host = f"[{named}]" if ":" in named else named
        return (self.console_url or f"http://{host}:{self.console_port}").rstrip("/")

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The key that signs and encrypts, then the one before; none without the first."""
        present = self.secret_key.get_secret_value()
        before = self.secret_key_before.get_secret_value()
        return tuple(key for key in (present, before) if present and key)

    @field_validator("secret_key", "secret_key_before")
    @classmethod
    def _long_enough(cls, key: SecretStr) -> SecretStr:
        if 0 < len(key) < SHORTEST_KEY:
            raise ValueError(f"{len(key)} characters can be guessed; use {SHORTEST_KEY} or more")
        return key

    @model_validator(mode="after")
    def _password_is_safe(self) -> Self:
        if self.smtp_username and self.smtp_tls == "none" and self.smtp_host not in LOOPBACK:
            raise ValueError(
                "DRUMBEAT_SMTP_USERNAME: a login is sent with DRUMBEAT_SMTP_TLS=tls or starttls, "
                "not for all to read"
            )
        return self

    @model_validator(mode="after")
    def _version_is_whole(self) -> Self:
        if bool(self.worker_deployment) != bool(self.worker_build_id):
            raise ValueError(
                "DRUMBEAT_WORKER_BUILD_ID: goes with DRUMBEAT_WORKER_DEPLOYMENT; set both or none"
            )
        return self

    @model_validator(mode="after")
    def _provider_is_whole_and_safe(self) -> Self:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("DRUMBEAT_OIDC_CLIENT_ID: the provider knows the console by it")
        url = urlsplit(self.oidc_issuer)
        if url.scheme == "http" and url.hostname not in LOOPBACK:
            raise ValueError(
                "DRUMBEAT_OIDC_ISSUER: who signs in is believed to be who it says; use https://"
            )
        return self

    @model_validator(mode="after")
    def _token_is_safe(self) -> Self:
        url = urlsplit(self.twilio_url)
        if url.scheme == "http" and url.hostname not in LOOPBACK:
            raise ValueError("DRUMBEAT_TWILIO_URL: the auth token is sent there; use https://")
        return self

    @model_validator(mode="after")
    def _fast_clock_stays_local(self) -> Self:
        host = self.temporal_address.rsplit(":", 1)[0].strip("[]")
        if self.clock_speed != 1.0 and host not in LOOPBACK:
            raise ValueError(
                f"DRUMBEAT_CLOCK_SPEED={self.clock_speed:g} is for a local Temporal only, "
                f"not for {self.temporal_address}"
            )
        return self


def load_settings() -> Settings:
    """The settings of this environment.

    Raises `InvalidSettings`, one line that begins with the variable that is wrong.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise InvalidSettings(_line_of(error.errors()[0])) from error


def _line_of(fault: ErrorDetails) -> str:
    """What is wrong with which variable, never its value, which may be a secret."""
    if not fault["loc"]:
        return fault["msg"].removeprefix("Value error, ")
    name = str(fault["loc"][0])
    says = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "string_pattern_mismatch":
        says = f"this is not {Settings.model_fields[name].description}"
    return f"DRUMBEAT_{name.upper()}: {says}"
