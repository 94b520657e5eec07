"""Texts by Twilio.

https://www.twilio.com/docs/messaging/api/message-resource
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from activities.transports.twilio.wire import TwilioWire
from domain.mailboxes import NoSlot
from domain.ports import Refusal, Text, TextDelivery, Withdrawn

SERVICE = "MG"


class TwilioTexts:
    """`domain.ports.TextTransport` over Twilio's Messages resource, by a number or a service."""

    def __init__(self, wire: TwilioWire, sender: str) -> None:
        self._wire = wire
        self._sender = sender

    async def send(
        self, text: Text, before_request: Callable[[str], Awaitable[Refusal | NoSlot | None]]
    ) -> TextDelivery:
        """`TextTransport.send`; raises what `before_request` raises."""
        refusal = await before_request(self._sender)
        if refusal is not None:
            return Withdrawn(refusal)
        sender = "MessagingServiceSid" if self._sender.startswith(SERVICE) else "From"
        return await self._wire.post(
            "Messages.json",
            {
                sender: self._sender,
                "To": text.recipient,
                "Body": text.words,
                "StatusCallback": self._wire.account.text_callback(text.sending),
            },
        )
