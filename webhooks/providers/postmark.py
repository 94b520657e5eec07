"""Postmark: bounces, complaints, clicks and opt-outs of mails sent through it; mails that come in.

Postmark signs nothing: its addresses carry a login, https://user:password@….

https://postmarkapp.com/developer/webhooks/webhooks-overview
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from domain.ports import InboundEvent
from domain.replies import Headers, Mail, mail_of
from webhooks.providers.clicks import Click
from webhooks.providers.mails import MailDoor
from webhooks.providers.provider import Clues, Posted, Provider
from webhooks.reading import Clue, Theirs, read
from webhooks.signing import Login, digest_of

# What is wrong with the address itself; all else may pass. "Bounce types" in the bounce API.
HARD = frozenset({"HardBounce", "BadEmailAddress"})


class Told(Theirs):
    """What happened to a mail; which keys are there depends on `RecordType`."""

    RecordType: str
    ID: int | None = None
    Type: str | None = None
    Inactive: bool = False
    MessageID: Clue | None = None
    Email: Clue | None = None
    Recipient: Clue | None = None
    ReceivedAt: Clue | None = None
    ChangedAt: Clue | None = None
    OriginalLink: str | None = None
    UserAgent: Any = None
    SuppressSending: bool = False
    SuppressionReason: str | None = None
    Origin: str | None = None

    def fact(self) -> str | None:
        """The fact that it is; opens, deliveries and delays are none."""
        match self.RecordType, self.Type:
            case "Bounce", "Unsubscribe":
                return "opt_out"
            case "Bounce", kind if kind in HARD or self.Inactive:
                return "bounce"
            case "Bounce", "SoftBounce":
                return "soft_bounce"
            case "SpamComplaint", _:
                return "opt_out"
            case "Click", _:
                return "engagement"
            case "SubscriptionChange", _ if self.SuppressSending:
                return self._suppression()
            case _:
                return None

    def _suppression(self) -> str | None:
        """An address that we have suppressed there ourselves has not opted out."""
        match self.SuppressionReason, self.Origin:
            case "HardBounce", _:
                return "bounce"
            case ("SpamComplaint", _) | ("ManualSuppression", "Recipient"):
                return "opt_out"
            case _:
                return None

    @property
    def event_id(self) -> str:
        """Its own id, which only bounces and complaints have; else what makes it this one."""
        if self.ID is not None:
            return f"{self.RecordType}/{self.ID}"
        at = self.ReceivedAt or self.ChangedAt
        name = digest_of(self.MessageID, self.Recipient, at, self.OriginalLink)
        return f"{self.RecordType}/{name}"


@dataclass(frozen=True)
class Postmark(Provider):
    """The webhooks of a message stream."""

    name: ClassVar[str] = "postmark"

    login: Login

    async def events(self, posted: Posted) -> tuple[InboundEvent, ...]:
        """As `Provider.events`; their MessageID is not ours, so the recipient says who it is."""
        self.login.refuse_others(posted.headers)
        told = read(Told.model_validate_json, posted.body)
        if (fact := told.fact()) is None:
            return ()
        event = self.event(posted, told.event_id, fact, Clues(email=told.Email or told.Recipient))
        click = Click(None, told.UserAgent, told.ReceivedAt)
        return (click.told(event, posted) if fact == "engagement" else event,)


class Header(Theirs):
    """One header of a mail."""

    Name: str
    Value: str


class Sender(Theirs):
    """Who wrote."""

    Email: Clue | None = None


class Received(Theirs):
    """A mail that came in. `RawEmail` is there where the server is set up to include it."""

    MessageID: Clue
    Subject: str | None = None
    FromFull: Sender = Sender()
    To: str | None = None
    Cc: str | None = None
    Date: str | None = None
    Headers: tuple[Header, ...] = ()
    TextBody: str | None = None
    HtmlBody: str | None = None
    RawEmail: str | None = None

    def mail(self) -> Mail:
        """The mail itself, else what Postmark has made of it."""
        if self.RawEmail:
            return mail_of(self.RawEmail.encode("utf-8", "replace"))
        headers = Headers.of([*self._beside(), *((each.Name, each.Value) for each in self.Headers)])
        return Mail(headers, self.TextBody or "", self.HtmlBody or "")

    def _beside(self) -> Iterator[tuple[str, str]]:
        """The headers that stand beside the others, decoded."""
        if self.FromFull.Email:
            yield "From", f"<{self.FromFull.Email}>"
        for name, value in (("Subject", self.Subject), ("To", self.To), ("Cc", self.Cc)):
            yield name, value or ""
        if self.Date:
            yield "Date", self.Date


class PostmarkInbound(MailDoor):
    """The inbound webhook of a server: answers of prospects."""

    name: ClassVar[str] = "postmark_inbound"

    async def events(self, posted: Posted) -> tuple[InboundEvent, ...]:
        """As `Provider.events`."""
        self.login.refuse_others(posted.headers)
        received = read(Received.model_validate_json, posted.body)
        return self.heard(posted, received.MessageID, received.mail())
