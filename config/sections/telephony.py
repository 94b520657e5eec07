"""Texts and calls by Twilio."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from config.sections.section import E164, LOOPBACK, WEB_ADDRESS, Section


class TelephonySettings(Section):
    """Texts and calls by Twilio."""

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

    @model_validator(mode="after")
    def _token_is_safe(self) -> Self:
        url = urlsplit(self.twilio_url)
        if url.scheme == "http" and url.hostname not in LOOPBACK:
            raise ValueError("DRUMBEAT_TWILIO_URL: the auth token is sent there; use https://")
        return self
