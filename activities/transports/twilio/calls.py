"""Calls by Twilio: the rep's telephone rings, and who answers there is put through.

The instructions (TwiML) go along with the request, so nobody has to serve them.

https://www.twilio.com/docs/voice/api/call-resource
https://www.twilio.com/docs/voice/twiml/number
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from xml.etree.ElementTree import Element, SubElement, tostring

from activities.transports.twilio.wire import TwilioWire
from domain.ports import Answer, Bridge
from domain.telephony.account import Telephony
from domain.telephony.calls import CallRefused

# What is reported of each leg; StatusCallbackEvent is given once for each.
EVENTS = ("initiated", "ringing", "answered", "completed")
# Characters of instructions that Twilio takes in a request.
LONGEST_TWIML = 4_000


class TwilioCalls:
    """`domain.ports.CallTransport` over Twilio's Calls resource."""

    def __init__(self, wire: TwilioWire, telephony: Telephony) -> None:
        self._wire = wire
        self._telephony = telephony

    async def place(self, bridge: Bridge, before_request: Callable[[], Awaitable[str]]) -> Answer:
        """`CallTransport.place`."""
        call = await before_request()
        report_to = self._wire.account.call_callback(call, "rep")
        return await self._wire.post(
            "Calls.json",
            {
                "To": bridge.rep,
                "From": self._telephony.caller_id,
                "Twiml": self._connecting(bridge.prospect, call),
                "StatusCallback": report_to,
                "StatusCallbackEvent": list(EVENTS) if report_to else "",
            },
        )

    async def leave_voicemail(
        self, words: str | None, before_request: Callable[[], Awaitable[str]]
    ) -> Answer:
        """`CallTransport.leave_voicemail`; the leg goes on with the message, without the rep."""
        message = self._message(words)
        return await self._wire.post(f"Calls/{await before_request()}.json", {"Twiml": message})

    def _connecting(self, prospect: str, call: str) -> str:
        response = Element("Response")
        dial = SubElement(response, "Dial", callerId=self._telephony.caller_id)
        number = SubElement(dial, "Number", self._reporting(call))
        number.text = prospect
        return tostring(response, encoding="unicode")

    def _reporting(self, call: str) -> dict[str, str]:
        """What is told of the leg to the prospect: how far it is, and who or what has answered."""
        report_to = self._wire.account.call_callback(call, "prospect")
        if not report_to:
            return {}
        told = {"statusCallback": report_to, "statusCallbackEvent": " ".join(EVENTS)}
        if self._telephony.detects_machines:
            told |= {"machineDetection": "DetectMessageEnd", "amdStatusCallback": report_to}
        return told

    def _message(self, words: str | None) -> str:
        """Raises `CallRefused` where there is nothing to say, or more than Twilio takes."""
        response = Element("Response")
        if self._telephony.recording:
            SubElement(response, "Play").text = self._telephony.recording
        elif words:
            SubElement(response, "Say").text = words
        else:
            raise CallRefused("there is no voicemail to leave: the step has no `voicemail`")
        message = tostring(response, encoding="unicode")
        if len(message) > LONGEST_TWIML:
            raise CallRefused(f"the voicemail is too long: {len(message)} of {LONGEST_TWIML}")
        return message
