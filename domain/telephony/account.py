"""A Twilio account as this installation uses it: plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from domain.facts import Leg


@dataclass(frozen=True)
class TwilioAccount:
    """Who we are at Twilio, and where it tells us what became of what we asked.

    `user` and `secret` are the account and its auth token, or an API key and its secret.
    `callback_url` is our public address for Twilio, empty where there is none: then nothing is
    reported. Twilio signs what it posts there, address and all, so what stands in the address is
    as we wrote it.
    """

    sid: str
    user: str
    secret: str = field(repr=False)
    url: str = "https://api.twilio.com"
    callback_url: str = ""

    def text_callback(self, sending: str) -> str:
        """Where a text (`<enrollment>.<step>.<generation>`) is reported; empty where nothing is."""
        return self._callback({"text": sending})

    def call_callback(self, call: str, leg: Leg) -> str:
        """Where this leg of a call (`<enrollment>.<step>.<attempt>`) is reported."""
        return self._callback({"call": call, "leg": leg})

    def _callback(self, names: Mapping[str, str]) -> str:
        return f"{self.callback_url}?{urlencode(names)}" if self.callback_url else ""


@dataclass(frozen=True)
class Telephony:
    """What a Twilio account is used for here.

    `texts_from` is a number or a messaging service (`MG…`) that texts go out by, `caller_id` the
    number that people see who are called; each is empty where reps do that by hand. `recording` is
    the address of what is left on a voicemail. `detects_machines` has Twilio find out who answers.
    """

    account: TwilioAccount
    texts_from: str = field(default="", repr=False)
    caller_id: str = field(default="", repr=False)
    recording: str = ""
    detects_machines: bool = False
