"""What Twilio reports of our own texts and calls.

Which text or call it is, stands in the address that is posted to: we wrote it, and the signature
covers it.

https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
https://www.twilio.com/docs/voice/answering-machine-detection
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from domain.facts import CallReported, Leg, TextReported
from domain.telephony.calls import ANSWERED
from webhooks.errors import MalformedEvent
from webhooks.providers.provider import ENROLLMENT_ID, Posted, Reported

TOUCH = re.compile(rf"(?P<enrollment>{ENROLLMENT_ID.pattern})\.(?P<step>[^.]+)")
# Texts of an earlier Drumbeat are named by their touch alone.
TEXT = re.compile(rf"{TOUCH.pattern}(\.(?P<generation>\d{{1,6}}))?")
CALL = re.compile(rf"{TOUCH.pattern}\.(?P<attempt>\d{{1,6}})")
STATUS = re.compile(r"[a-z_-]{1,40}")
LEGS: Mapping[str, Leg] = {"rep": "rep", "prospect": "prospect"}
# Twilio's word for a leg that was answered.
IN_PROGRESS = "in-progress"


def report_of(posted: Posted, told: Mapping[str, str]) -> Reported | None:
    """What the parameters report; None where the address names nothing of ours.

    Raises `MalformedEvent` where it makes no sense.
    """
    names = dict(parse_qsl(urlsplit(posted.url).query))
    if "text" in names:
        return _of_text(names["text"], posted, told)
    if "call" in names:
        return _of_call(names, posted, told)
    return None


def _of_text(sending: str, posted: Posted, told: Mapping[str, str]) -> Reported:
    named = _named(TEXT, sending)
    fact = TextReported(
        at=posted.at,
        step=named["step"],
        status=_status(told.get("MessageStatus") or told.get("SmsStatus", "")),
        sid=told.get("MessageSid"),
        code=_number(told.get("ErrorCode")),
        generation=_number(named["generation"]),
    )
    return Reported(named["enrollment"], fact)


def _of_call(names: Mapping[str, str], posted: Posted, told: Mapping[str, str]) -> Reported:
    named, leg = _named(CALL, names["call"]), LEGS.get(names.get("leg", ""))
    if leg is None:
        raise MalformedEvent("the address names no leg of a call")
    status = _status(told.get("CallStatus") or told.get("AnsweredBy", ""))
    fact = CallReported(
        at=posted.at,
        step=named["step"],
        attempt=int(named["attempt"]),
        leg=leg,
        status=ANSWERED if status == IN_PROGRESS else status,
        sid=told.get("CallSid"),
        seconds=_number(told.get("CallDuration")),
    )
    return Reported(named["enrollment"], fact)


def _named(pattern: re.Pattern[str], name: str) -> re.Match[str]:
    found = pattern.fullmatch(name)
    if found is None:
        raise MalformedEvent("the address names no touch")
    return found


def _status(word: str) -> str:
    if not STATUS.fullmatch(word):
        raise MalformedEvent("body: says no status")
    return word


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\d{1,9}", text) else None
