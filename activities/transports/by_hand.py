"""No provider is set up: reps send texts and dial numbers by hand. The default."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from domain.mailboxes import NoSlot
from domain.ports import Bridge, LeftToRep, Refusal, Text


class TextsByHand:
    """`domain.ports.TextTransport` of an installation where reps send all texts."""

    async def send(
        self, text: Text, before_request: Callable[[str], Awaitable[Refusal | NoSlot | None]]
    ) -> LeftToRep:
        """`TextTransport.send`."""
        return LeftToRep()


class CallsByHand:
    """`domain.ports.CallTransport` of an installation where reps dial."""

    async def place(
        self, bridge: Bridge, before_request: Callable[[], Awaitable[str]]
    ) -> LeftToRep:
        """`CallTransport.place`."""
        return LeftToRep()

    async def leave_voicemail(
        self, words: str | None, before_request: Callable[[], Awaitable[str]]
    ) -> LeftToRep:
        """`CallTransport.leave_voicemail`."""
        return LeftToRep()
