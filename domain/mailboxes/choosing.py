"""Which mailbox an enrollment's mails come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import NoMailbox
from domain.mailboxes.mailbox import Mailbox
from domain.mailboxes.usage import NoSlot
from domain.people.prospects import address_key
from domain.shares import share_of


@dataclass(frozen=True)
class Offer:
    """What a mailbox can do for the one who asks: now where `no_slot` is None, or later.

    `sent` are its mails of the day, beside `cap`.
    """

    mailbox: Mailbox
    no_slot: NoSlot | None
    sent: int
    cap: int | None


def able_for(mailboxes: Sequence[Mailbox], owner: str | None) -> tuple[Mailbox, ...]:
    """The mailboxes of the cadence's owner, else those that serve everybody.

    Raises `NoMailbox` where there is neither.
    """
    key = address_key(owner or "")
    owned = tuple(box for box in mailboxes if key and address_key(box.owner or "") == key)
    free = tuple(mailbox for mailbox in mailboxes if mailbox.owner is None)
    if not (owned or free):
        named = f"of {owner!r} nor one without owner" if owner else "without owner"
        raise NoMailbox(f"there is no mailbox {named}; name one in the file of DRUMBEAT_MAILBOXES")
    return owned or free


def best_of(offers: Iterable[Offer], enrollment_id: str, at: datetime) -> Mailbox:
    """The one that can send first; of several, the one that has used least of its day."""

    def rank(offer: Offer) -> tuple[datetime, float, float]:
        when = offer.no_slot.until if offer.no_slot else at
        used = offer.sent / offer.cap if offer.cap else float(offer.sent)
        return when, used, share_of(f"{enrollment_id}/{offer.mailbox.address}")

    return min(offers, key=rank).mailbox
