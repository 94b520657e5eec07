"""What comes in from outside, and from whom."""

from __future__ import annotations

from pydantic import Field, SecretStr, field_validator

from config.sections.section import WEB_ADDRESS, Section
from domain.mail.opt_out_link import SHORTEST_KEY


class WebhookSettings(Section):
    """What comes in from outside, and from whom."""

    webhook_host: str = Field("127.0.0.1", description="address the webhook server listens on")
    webhook_port: int = Field(8400, ge=1, le=65535, description="port of the webhook server")
    webhook_secret: SecretStr = Field(
        SecretStr(""),
        description="Standard Webhooks secret (whsec_…); webhooks refuse to start without",
    )
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
