"""The mailboxes that mail goes out from, how much each can bear, and who may send now."""

from __future__ import annotations

from domain.mailboxes.choosing import Offer, able_for, best_of
from domain.mailboxes.mailbox import NO_LIMITS, Limits, Mailbox, Ramp, SigningKey, domain_of
from domain.mailboxes.slots import held_by_pause, no_slot
from domain.mailboxes.usage import (
    HELD_FOR,
    HOUR,
    MISSED_AFTER,
    TURNS,
    Ask,
    Delay,
    MailboxPause,
    NoSlot,
    Queue,
    Slot,
    Usage,
    Waiter,
    queue_for,
    taken_by,
)

__all__ = [
    "HELD_FOR",
    "HOUR",
    "MISSED_AFTER",
    "NO_LIMITS",
    "TURNS",
    "Ask",
    "Delay",
    "Limits",
    "Mailbox",
    "MailboxPause",
    "NoSlot",
    "Offer",
    "Queue",
    "Ramp",
    "SigningKey",
    "Slot",
    "Usage",
    "Waiter",
    "able_for",
    "best_of",
    "domain_of",
    "held_by_pause",
    "no_slot",
    "queue_for",
    "taken_by",
]
