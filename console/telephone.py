"""Calls that are placed for whoever works here: their own telephone rings, then the prospect's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from activities.calling import CallDesk, Pressed
from domain.telephony.calls import NOT_DROPPED, NOT_PLACED, CallRefused


@dataclass(frozen=True)
class Telephone:
    """Where calls are placed, and the telephones (E.164) of reps by the names they have there."""

    desk: CallDesk
    phones: Mapping[str, str]

    def rings_at(self, email: str) -> str | None:
        """The rep's own telephone: by their address, else by the name in front of its @."""
        phones = {name.casefold(): phone for name, phone in self.phones.items()}
        name = email.casefold()
        return phones.get(name) or phones.get(name.partition("@")[0])

    def of(self, email: str) -> str:
        """`rings_at`. Raises `CallRefused` for whom it does not know."""
        phone = self.rings_at(email)
        if phone is None:
            raise CallRefused(f"your telephone is not in DRUMBEAT_REP_PHONES: {email}")
        return phone


def said_of(pressed: Pressed, done: str) -> str:
    """The key of what the page says of a press; `done` where the provider has taken it."""
    if pressed.status is None:
        return "call-in-doubt"
    return "call-declined" if pressed.status in NOT_PLACED | NOT_DROPPED else done
