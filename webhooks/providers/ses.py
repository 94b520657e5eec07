"""Amazon SES through SNS: bounces, complaints, clicks and opt-outs of mails sent through it.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import structlog

from domain.facts import Detail
from domain.ports import InboundEvent
from domain.replies import step_of
from webhooks.providers.clicks import Click
from webhooks.providers.provider import BATCH_LIMIT, Clues, Posted, Provider
from webhooks.providers.sns import Topic
from webhooks.reading import Clue, Theirs, read

log = structlog.stdlib.get_logger(__name__)


class Recipient(Theirs):
    """One of those who bounced or complained."""

    emailAddress: Clue  # noqa: N815 -- their name of it


class Bounce(Theirs):
    """What was refused; only a permanent one is for good.

    Of those that may pass only a full mailbox says something of the address: the others are about
    the mail, or are automatic answers.
    """

    bounceType: str  # noqa: N815 -- their name of it
    bounceSubType: str | None = None  # noqa: N815 -- likewise
    bouncedRecipients: tuple[Recipient, ...]  # noqa: N815 -- likewise


class Complaint(Theirs):
    """Who called it spam; `not-spam` is the opposite."""

    complainedRecipients: tuple[Recipient, ...]  # noqa: N815 -- their name of it
    complaintFeedbackType: str | None = None  # noqa: N815 -- likewise


class Preferences(Theirs):
    """What somebody wants to hear about."""

    unsubscribeAll: bool = False  # noqa: N815 -- their name of it


class Subscription(Theirs):
    """A change of what somebody wants to hear about."""

    newTopicPreferences: Preferences = Preferences()  # noqa: N815 -- their name of it


class Clicked(Theirs):
    """How a link was followed."""

    userAgent: Any = None  # noqa: N815 -- their name of it
    timestamp: Any = None


class CommonHeaders(Theirs):
    """The headers that we sent."""

    messageId: Clue | None = None  # noqa: N815 -- their name of it


class Mail(Theirs):
    """The mail that it is about; the Message-ID in its headers is ours, `messageId` is theirs."""

    destination: tuple[Clue, ...] = ()
    commonHeaders: CommonHeaders = CommonHeaders()  # noqa: N815 -- their name of it


class Told(Theirs):
    """What happened: published as an event, or notified as the older form."""

    eventType: str | None = None  # noqa: N815 -- their name of it
    notificationType: str | None = None  # noqa: N815 -- their older name of it
    mail: Mail = Mail()
    bounce: Bounce | None = None
    complaint: Complaint | None = None
    subscription: Subscription | None = None
    click: Clicked = Clicked()

    @property
    def kind(self) -> str | None:
        return self.eventType or self.notificationType

    def fact(self) -> tuple[str, tuple[str, ...]] | None:
        """The fact and whom it is about; opens, deliveries and what may pass are none."""
        match self:
            case Told(kind="Bounce", bounce=Bounce(bounceType="Permanent") as bounce):
                return "bounce", _addresses(bounce.bouncedRecipients)
            case Told(kind="Bounce", bounce=Bounce(bounceSubType="MailboxFull") as bounce):
                return "soft_bounce", _addresses(bounce.bouncedRecipients)
            case Told(kind="Complaint", complaint=Complaint() as complaint):
                is_spam = complaint.complaintFeedbackType != "not-spam"
                about = _addresses(complaint.complainedRecipients)
                return ("opt_out", about) if is_spam else None
            case Told(kind="Subscription", subscription=Subscription() as change):
                has_left = change.newTopicPreferences.unsubscribeAll
                return ("opt_out", self.mail.destination) if has_left else None
            case Told(kind="Click"):
                return "engagement", self.mail.destination
            case _:
                return None


@dataclass(frozen=True)
class Ses(Provider):
    """The topic to which a configuration set publishes."""

    name: ClassVar[str] = "ses"

    topic: Topic

    def body_limit(self, headers: Mapping[str, str]) -> int:
        """A whole message, quoted."""
        return BATCH_LIMIT

    async def events(self, posted: Posted) -> tuple[InboundEvent, ...]:
        """As `Provider.events`; a new subscription of our own topic is confirmed."""
        message = await self.topic.verified(posted.body)
        if message.Type == "SubscriptionConfirmation":
            await self.topic.confirm(message)
            log.info("ses_subscription_confirmed")
        if message.Type != "Notification":
            return ()
        told = _told(message.Message)
        if told is None or (fact := told.fact()) is None:
            return ()
        kind, about = fact
        ours = told.mail.commonHeaders.messageId
        detail = Detail(step=step_of(ours)) if kind == "soft_bounce" else None
        events = tuple(
            self.event(
                posted, f"{message.MessageId}/{number}", kind, Clues(None, ours, who), detail
            )
            for number, who in enumerate(about)
        )
        click = Click(ours, told.click.userAgent, told.click.timestamp)
        return tuple(
            click.told(event, posted) if kind == "engagement" else event for event in events
        )


def _told(text: str) -> Told | None:
    """The event in a message; None for the greeting that SES sends to a new topic."""
    if not text.lstrip().startswith("{"):
        return None
    return read(Told.model_validate_json, text.encode())


def _addresses(recipients: tuple[Recipient, ...]) -> tuple[str, ...]:
    return tuple(one.emailAddress for one in recipients)
