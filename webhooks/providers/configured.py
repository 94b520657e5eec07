"""The providers that the settings name a secret for, by the paths they post to."""

from __future__ import annotations

from collections.abc import Mapping

from config.settings import Settings
from webhooks.fetching import fetch
from webhooks.providers.cal_com import CalCom
from webhooks.providers.calendly import Calendly
from webhooks.providers.postmark import Postmark, PostmarkInbound
from webhooks.providers.provider import Provider
from webhooks.providers.ses import Ses
from webhooks.providers.sns import Topic
from webhooks.signing import Login


def providers_of(settings: Settings) -> Mapping[str, Provider]:
    """Each that is set up. Raises `InvalidSecret` where a secret can be none."""
    found: dict[str, Provider] = {}
    if secret := settings.calendly_secret.get_secret_value():
        found["calendly"] = Calendly(secret)
    if secret := settings.cal_com_secret.get_secret_value():
        found["cal-com"] = CalCom(secret)
    if login := settings.postmark_login.get_secret_value():
        sender = Login(login, "DRUMBEAT_POSTMARK_LOGIN")
        found |= {"postmark": Postmark(sender), "postmark/inbound": PostmarkInbound(sender)}
    if topic := settings.ses_topic:
        found["ses"] = Ses(Topic(topic, fetch))
    return found
