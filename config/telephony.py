"""What the settings say of texts and calls: the Twilio account, and the telephones of reps."""

from __future__ import annotations

import re
from collections.abc import Mapping

from config.sections.section import E164
from config.settings import InvalidSettings, Settings
from domain.telephony.account import Telephony, TwilioAccount

CALLBACK_PATH = "/webhooks/twilio"


def telephony_of(settings: Settings) -> Telephony | None:
    """How texts and calls go out by Twilio; None where reps do both by hand.

    Raises `InvalidSettings` where what Twilio needs is set in part.
    """
    used = {
        "DRUMBEAT_TWILIO_TEXTS_FROM": settings.twilio_texts_from,
        "DRUMBEAT_TWILIO_CALLER_ID": settings.twilio_caller_id,
    }
    if not settings.twilio_account:
        for name in (name for name, value in used.items() if value):
            raise InvalidSettings(f"{name}: needs DRUMBEAT_TWILIO_ACCOUNT, the account it is of")
        return None
    return Telephony(
        account=_account(settings),
        texts_from=settings.twilio_texts_from,
        caller_id=settings.twilio_caller_id,
        recording=settings.voicemail_url,
        detects_machines=settings.twilio_detects_machines,
    )


def rep_phones(settings: Settings) -> Mapping[str, str]:
    """The telephone (E.164) of each rep. Raises `InvalidSettings`, repeating no number."""
    found = [entry.partition("=") for entry in settings.rep_phones.get_secret_value().split()]
    for number, (name, _, phone) in enumerate(found, 1):
        if not name or not re.fullmatch(E164, phone):
            raise InvalidSettings(
                f"DRUMBEAT_REP_PHONES: entry {number} is none; write it as ana=+4930901820"
            )
    return {name: phone for name, _, phone in found}


def _account(settings: Settings) -> TwilioAccount:
    """By the API key where there is one, else by the auth token."""
    key, secret = settings.twilio_api_key, settings.twilio_api_secret.get_secret_value()
    token = settings.twilio_token.get_secret_value()
    if bool(key) != bool(secret):
        raise InvalidSettings(
            "DRUMBEAT_TWILIO_API_KEY: goes with DRUMBEAT_TWILIO_API_SECRET; set both or none"
        )
    if not (key or token):
        raise InvalidSettings(
            "DRUMBEAT_TWILIO_ACCOUNT: needs DRUMBEAT_TWILIO_TOKEN, or an API key with its secret"
        )
    # Only the webhook server with the token believes what is posted there.
    reports = bool(settings.public_url and token)
    return TwilioAccount(
        sid=settings.twilio_account,
        user=key or settings.twilio_account,
        secret=secret or token,
        url=settings.twilio_url,
        callback_url=f"{settings.public_url.rstrip('/')}{CALLBACK_PATH}" if reports else "",
    )
