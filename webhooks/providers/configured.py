"""The providers that the settings name a secret for, by the paths they post to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from config.settings import Settings
from webhooks.fetching import fetch
from webhooks.providers.cal_com import CalCom
from webhooks.providers.calendly import Calendly
from webhooks.providers.hubspot import HubSpot
from webhooks.providers.mailgun import Mailgun, Tokens
from webhooks.providers.postmark import Postmark, PostmarkInbound
from webhooks.providers.provider import Provider
from webhooks.providers.sendgrid import SendGrid, SendGridInbound, verification_key
from webhooks.providers.ses import Ses
from webhooks.providers.sns import Topic
from webhooks.providers.twilio import Twilio
from webhooks.signing import Login


def providers_of(settings: Settings, tokens: Tokens) -> Mapping[str, Provider]:
    """Each that is set up. Raises `InvalidSecret` where a secret can be none."""
    return dict([*_meetings_and_calls(settings), *_mails(settings, tokens)])


def _meetings_and_calls(settings: Settings) -> Iterator[tuple[str, Provider]]:
    if secret := settings.calendly_secret.get_secret_value():
        yield "calendly", Calendly(secret)
    if secret := settings.cal_com_secret.get_secret_value():
        yield "cal-com", CalCom(secret)
    if token := settings.twilio_token.get_secret_value():
        yield "twilio", Twilio(token)
    if secret := settings.hubspot_secret.get_secret_value():
        yield "hubspot", HubSpot(secret)


def _mails(settings: Settings, tokens: Tokens) -> Iterator[tuple[str, Provider]]:
    if text := settings.postmark_login.get_secret_value():
        login = Login(text, "DRUMBEAT_POSTMARK_LOGIN")
        yield "postmark", Postmark(login)
        yield "postmark/inbound", PostmarkInbound(login, settings.secret_keys)
    if settings.ses_topic:
        yield "ses", Ses(Topic(settings.ses_topic, fetch))
    if secret := settings.mailgun_secret.get_secret_value():
        yield "mailgun", Mailgun(secret, tokens)
    if settings.sendgrid_key:
        yield "sendgrid", SendGrid(verification_key(settings.sendgrid_key))
    if text := settings.sendgrid_login.get_secret_value():
        login = Login(text, "DRUMBEAT_SENDGRID_LOGIN")
        yield "sendgrid/inbound", SendGridInbound(login, settings.secret_keys)
