"""What became of a touch, and what came of it: the two things that reports count.

The fates divide all touches; marks say what a touch that was delivered brought.
"""

from __future__ import annotations

from enum import IntFlag, StrEnum, auto

from domain.mail.bouncing import NO_WAY


class Fate(StrEnum):
    """What became of a touch: exactly one of these at any time."""

    # Planned or held; one whose day has come is due all the same.
    WAITING = "waiting"
    # A rep has been asked to do it.
    OPEN = "open"
    DELIVERED = "delivered"
    # Tried by a rep, and nobody was there.
    UNREACHED = "unreached"
    BOUNCED = "bounced"
    IN_DOUBT = "in_doubt"
    # Tried, and it turned out to be impossible or lost.
    FAILED = "failed"
    SKIPPED = "skipped"
    # The enrollment had ended before it began: it was never due.
    CALLED_OFF = "called_off"


ATTEMPTED = frozenset({Fate.DELIVERED, Fate.UNREACHED, Fate.BOUNCED, Fate.IN_DOUBT, Fate.FAILED})
DUE = ATTEMPTED | {Fate.WAITING, Fate.OPEN, Fate.SKIPPED}


class Mark(IntFlag):
    """What came of a touch, or of a person; stored as a number, so only ever added to at the end.

    Opens, clicks and what machines clicked are diagnostics: mail clients and scanners make them.
    """

    POSITIVE = auto()
    NEUTRAL = auto()
    NEGATIVE = auto()
    UNCLASSIFIED = auto()
    AWAY = auto()
    MEETING = auto()
    OPPORTUNITY = auto()
    WON = auto()
    LOST = auto()
    OPTED_OUT = auto()
    LATE = auto()
    OPENED = auto()
    CLICKED = auto()
    MACHINE_CLICKED = auto()
    # Of people alone: a touch of theirs was delivered; one of their mails bounced.
    TOUCHED = auto()
    BOUNCED = auto()


NOTHING = Mark(0)
REPLIED = Mark.POSITIVE | Mark.NEUTRAL | Mark.NEGATIVE | Mark.UNCLASSIFIED
# What is attributed to a touch by the time between them.
OUTCOMES = (
    REPLIED | Mark.AWAY | Mark.MEETING | Mark.OPPORTUNITY | Mark.WON | Mark.LOST | Mark.OPTED_OUT
)

# How a reply of each class counts; what a machine answers counts as nothing.
ANSWERS: dict[str, Mark] = {
    "positive": Mark.POSITIVE,
    "neutral": Mark.NEUTRAL,
    "negative": Mark.NEGATIVE,
    "unclassified": Mark.UNCLASSIFIED,
    "wrong_person": Mark.NEUTRAL,
    "unsubscribe": Mark.NEGATIVE | Mark.OPTED_OUT,
    "out_of_office": Mark.AWAY,
}
# What a rep heard, by how the task went.
HEARD: dict[str, Mark] = {
    "meaningful_conversation": Mark.POSITIVE,
    "meeting_booked": Mark.POSITIVE | Mark.MEETING,
    "connected": Mark.NEUTRAL,
    "call_back_later": Mark.NEUTRAL,
    "not_interested": Mark.NEGATIVE,
    "do_not_call": Mark.NEGATIVE | Mark.OPTED_OUT,
}
# What became of a task that was done, where it did not get through.
UNDELIVERED: dict[str, Fate] = {
    "no_answer": Fate.UNREACHED,
    "busy": Fate.UNREACHED,
    "gatekeeper": Fate.UNREACHED,
    "wrong_number": Fate.BOUNCED,
}
CLICKS: dict[str, Mark] = {
    "open": Mark.OPENED,
    "click": Mark.CLICKED,
    "machine_click": Mark.MACHINE_CLICKED,
}
# Why a touch that had begun was given up for good, or could not go out at all.
FAILURES = frozenset({"lost", NO_WAY})
