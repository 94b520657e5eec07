"""Twilio: messages and calls of prospects.

A message that comes in is an answer, classed by its words, asks to hear no more, or asks for texts
again. A call that comes in is an answer. What became of our own texts and calls is reported under
the address that each was handed over with (`domain.telephony.account`); how a call went stays the
rep's disposition.

https://www.twilio.com/docs/usage/security#validating-requests
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar
from urllib.parse import parse_qsl

from fastapi import Response

from domain.replies import own_words
from domain.replies.answers import Answer
from domain.replies.classing import classed
from webhooks.errors import InvalidSignature, MalformedEvent
from webhooks.providers.provider import Clues, Posted, Provider, Told, WantsTexts
from webhooks.providers.twilio_reports import report_of
from webhooks.reading import LONGEST_CLUE
from webhooks.signing import header, hmac_of, refuse_other

SIGNATURE = "x-twilio-signature"
MOST_PARAMETERS = 500
# What Twilio itself takes for an opt-out, where a messaging service does not say it in OptOutType.
STOP_WORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
START_WORDS = frozenset({"START", "UNSTOP"})
HELP_WORDS = frozenset({"HELP", "INFO"})


@dataclass(frozen=True)
class Twilio(Provider):
    """An account, with its auth token; the signature covers our public address."""

    name: ClassVar[str] = "twilio"

    token: str = field(repr=False)

    async def events(self, posted: Posted) -> tuple[Told, ...]:
        """As `Provider.events`. Its age is no matter: told again, it is a duplicate."""
        told = self._verified(posted)
        if report := report_of(posted, told):
            return (report,)
        event_id = _clue(told.get("MessageSid") or told.get("CallSid", ""))
        if _word_of(told) in START_WORDS:
            return (WantsTexts(_clue(told.get("From", "")), event_id),)
        if (fact := _fact_of(told)) is None:
            return ()
        clues = Clues(phone=_clue(told.get("From", "")))
        # As the words of a mail: `not interested`, or in words of their own that they want no more.
        detail = Answer(classed(told.get("Body", ""))).detail(None) if fact == "reply" else None
        event = self.event(posted, event_id, fact, clues, detail)
        return (replace(event, words=own_words(told.get("Body", "")) or None),)

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
    word = _word_of(told)
    if word in STOP_WORDS:
        return "opt_out"
    return None if word in HELP_WORDS else "reply"


def _word_of(told: Mapping[str, str]) -> str:
    """What a message that came in says, as keywords are compared; empty for all else."""
    if told.get("SmsStatus") != "received":
        return ""
    return (told.get("OptOutType") or told.get("Body", "").strip()).upper()


def _clue(text: str) -> str:
    """What can be an id or a number at all. Raises `MalformedEvent`."""
    if not text.isprintable() or not 0 < len(text.encode()) <= LONGEST_CLUE:
        raise MalformedEvent("body: names no event, or nobody that it came from")
    return text
