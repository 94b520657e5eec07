"""The wires of an installation for texts and calls: Twilio's where it is set up, else by hand."""

from __future__ import annotations

from activities.transports.by_hand import CallsByHand, TextsByHand
from activities.transports.twilio.calls import TwilioCalls
from activities.transports.twilio.texts import TwilioTexts
from activities.transports.twilio.wire import TwilioWire
from domain.ports import CallTransport, TextTransport
from domain.telephony.account import Telephony


class Lines:
    """`texts` and `calls`, and what is to be let go of in the end."""

    def __init__(self, telephony: Telephony | None) -> None:
        self.texts: TextTransport = TextsByHand()
        self.calls: CallTransport = CallsByHand()
        self._wire = TwilioWire(telephony.account) if telephony else None
        if telephony and self._wire and telephony.texts_from:
            self.texts = TwilioTexts(self._wire, telephony.texts_from)
        if telephony and self._wire and telephony.caller_id:
            self.calls = TwilioCalls(self._wire, telephony)

    async def aclose(self) -> None:
        """Let go of the connections."""
        if self._wire:
            await self._wire.aclose()
