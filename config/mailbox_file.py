"""What the mailboxes file may say: who sends, by which servers, let in by what, how much a day.

Passwords and keys stand in files or environment variables that it names, never in it.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from config.secret import Secret
from config.sections.section import LOOPBACK
from domain.cadence.values import Span, ZoneName, shortened, span_of
from domain.mail.mail_addresses import known_as
from domain.mailboxes import Limits, Mailbox, Ramp
from domain.mailboxes.credentials import ProviderName
from domain.mailboxes.servers import Server, Tls

Login = Literal["password"] | ProviderName


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def one_address(text: str) -> str:
    """The text, where it names one mailbox. Raises `ValueError` with what would be right."""
    try:
        known_as(text)
    except ValueError as error:
        words = f"{shortened(text)} is not a mailbox such as Robin Vale <robin@b.example>"
        raise ValueError(words) from error
    return text


def _pauses(text: object) -> object:
    """'5m-10m' or '5m' as the shortest and the longest pause between two mails."""
    if not isinstance(text, str):
        return text
    shortest, _, longest = text.partition("-")
    pauses = (span_of(shortest.strip()), span_of((longest or shortest).strip()))
    if pauses[0] > pauses[1]:
        raise ValueError(f"{shortened(text)}: the shorter pause comes first, as in 5m-10m")
    return pauses


class Access(_Part):
    """A server and how it lets the mailbox in."""

    host: str = Field(min_length=1)
    port: int = Field(ge=1, le=65535)
    tls: Tls = "tls"
    username: str | None = None
    password: Secret | None = None

    @model_validator(mode="after")
    def _password_is_safe(self) -> Self:
        if self.password and self.tls == "none" and self.host not in LOOPBACK:
            raise ValueError(
                f"a password for {self.host} is sent with tls or starttls, not for all to read"
            )
        return self

    def secret(self) -> str | None:
        """The password itself; None without one. Raises `InvalidSettings` as `Secret.read`."""
        return self.password.read().get_secret_value() if self.password else None


class ImapAccess(Access):
    """Where the mailbox's own mail is read, and the folder of what it sent."""

    sent: str = "Sent"


class Dkim(_Part):
    """The key that signs what the mailbox sends (RFC 6376)."""

    domain: str = Field(min_length=3)
    selector: str = Field(pattern=r"^[A-Za-z0-9._-]+$")
    key: Secret


class RampEntry(_Part):
    """A warm-up from `first` mails a day to the cap, in `days`."""

    first: int = Field(ge=1)
    days: int = Field(ge=1, le=365)


Pauses = Annotated[tuple[Span, Span], BeforeValidator(_pauses)]


class LimitsEntry(_Part):
    """How much the mailbox can bear."""

    day: int | None = Field(default=None, ge=1)
    hour: int | None = Field(default=None, ge=1)
    domain: int | None = Field(default=None, ge=1)
    gap: Pauses | None = None
    ramp: RampEntry | None = None

    @model_validator(mode="after")
    def _ramp_leads_somewhere(self) -> Self:
        if self.ramp is not None and (self.day is None or self.ramp.first > self.day):
            raise ValueError("a ramp grows to `day`, so give one that is not below its `first`")
        return self

    @property
    def limits(self) -> Limits:
        ramp = Ramp(self.ramp.first, self.ramp.days) if self.ramp else None
        return Limits(self.day, self.hour, self.domain, self.gap, ramp)


class MailboxEntry(_Part):
    """One mailbox of the file."""

    address: Annotated[str, AfterValidator(one_address)]
    owner: str | None = None
    timezone: ZoneName = "UTC"
    limits: LimitsEntry = LimitsEntry()
    login: Login = "password"
    smtp: Access
    imap: ImapAccess | None = None
    dkim: Dkim | None = None

    @property
    def bare(self) -> str:
        """What the mailbox is called everywhere."""
        return known_as(self.address)

    @model_validator(mode="after")
    def _tokens_are_safe(self) -> Self:
        """RFC 6750 section 5.3: who reads a token on the wire can use it."""
        for access in (self.smtp, self.imap) if self.login != "password" else ():
            if access is not None and access.password is not None:
                raise ValueError(f"a {self.login} mailbox has no password")
            if access is not None and access.tls == "none" and access.host not in LOOPBACK:
                raise ValueError(f"a {self.login} mailbox is reached with tls or starttls")
        return self

    def server(self, access: Access) -> Server:
        """The mail server as its login needs it. Raises `InvalidSettings` for a lost password."""
        is_named = self.login != "password" or isinstance(access, ImapAccess)
        username = access.username or (self.bare if is_named else None)
        return Server(access.host, access.port, access.tls, username, access.secret())

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(self.bare, self.address, self.owner, self.timezone, self.limits.limits)


class MailboxFile(_Part):
    """All of them."""

    mailboxes: tuple[MailboxEntry, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        addresses = [entry.bare for entry in self.mailboxes]
        for address in addresses:
            if addresses.count(address) > 1:
                raise ValueError(f"{address} stands here twice; a mailbox stands here once")
        return self
