"""The pages of those who work here."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from config.sections.section import LOOPBACK, WEB_ADDRESS, WILDCARDS, Section


class ConsoleSettings(Section):
    """The pages of those who work here."""

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
    attribution_days: int = Field(
        30,
        ge=1,
        le=365,
        description="days after a touch within which an outcome counts as the touch's in reports",
    )

    @property
    def console_address(self) -> str:
        """Where people reach the console, without a slash at its end."""
        named = "127.0.0.1" if self.console_host in WILDCARDS else self.console_host
        host = f"[{named}]" if ":" in named else named
        return (self.console_url or f"http://{host}:{self.console_port}").rstrip("/")

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
