"""Twilio: messages and calls of prospects.

A message that comes in is an answer, or asks to hear no more. So is a call that comes in. How a
call of a rep went is the rep's disposition, whatever its status was.

https://www.twilio.com/docs/usage/security#validating-requests
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import parse_qsl

from fastapi import Response

from domain.ports import InboundEvent
from webhooks.errors import InvalidSignature, MalformedEvent
from webhooks.providers.provider import Clues, Posted, Provider
from webhooks.reading import LONGEST_CLUE
from webhooks.signing import header, hmac_of, refuse_other

SIGNATURE = "x-twilio-signature"
MOST_PARAMETERS = 500
# What Twilio itself takes for an opt-out, where a messaging service does not say it in OptOutType.
STOP_WORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
SETTINGS_WORDS = frozenset({"START", "UNSTOP", "HELP", "INFO"})


@dataclass(frozen=True)
class Twilio(Provider):
    """An account, with its auth token; the signature covers our public address."""

    name: ClassVar[str] = "twilio"

    token: str = field(repr=False)

    async def events(self, posted: Posted) -> tuple[InboundEvent, ...]:
        """As `Provider.events`. Its age is no matter: told again, it is a duplicate."""
        told = self._verified(posted)
        if (fact := _fact_of(told)) is None:
            return ()
        event_id = _clue(told.get("MessageSid") or told.get("CallSid", ""))
        return (self.event(posted, event_id, fact, Clues(phone=_clue(told.get("From", "")))),)

    def answer(self, told: list[dict[str, str | None]]) -> Response:
        """No instructions: Twilio would send any other text back as a message."""
        return Response("<Response/>", media_type="text/xml")

    def _verified(self, posted: Posted) -> Mapping[str, str]:
        """The parameters; each counts as it stands, blanks around it too."""
        try:
            pairs = parse_qsl(
                posted.body.decode(), keep_blank_values=True, max_num_fields=MOST_PARAMETERS
            )
        except ValueError:
            raise InvalidSignature from None
        text = posted.url + "".join(f"{name}{value}" for name, value in sorted(set(pairs)))
        sound = base64.b64encode(hmac_of(self.token, text.encode(), "sha1")).decode()
        refuse_other(header(posted.headers, SIGNATURE), sound)
        return dict(pairs)


def _fact_of(told: Mapping[str, str]) -> str | None:
    """The fact that it is; what became of our own calls and messages is none."""
    if told.get("SmsStatus") == "received":
        return _fact_of_message(told)
    is_call = told.get("Direction") == "inbound" and told.get("CallStatus") == "completed"
    return "reply" if is_call else None


def _fact_of_message(told: Mapping[str, str]) -> str | None:
    """An opt-out by Twilio's own reading, else by the words that it reads; else an answer."""
    said = told.get("OptOutType") or told.get("Body", "").strip()
    word = said.upper()
    if word in STOP_WORDS:
        return "opt_out"
    return None if word in SETTINGS_WORDS else "reply"


def _clue(text: str) -> str:
    """What can be an id or a number at all. Raises `MalformedEvent`."""
    if not text.isprintable() or not 0 < len(text.encode()) <= LONGEST_CLUE:
        raise MalformedEvent("body: names no event, or nobody that it came from")
    return text
