"""How a task can go: the outcomes of each kind of work in the order of their keys, in plain words.

The first nine have a digit; what silences somebody has a letter, so that no slip of a digit does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from domain.by_hand import CALL_BACK
from domain.consequences import SKIP

SNOOZE = "snooze"
LABELS: Mapping[str, str] = {
    "connected": "Connected",
    "meaningful_conversation": "Good talk",
    "left_voicemail": "Voicemail",
    "no_answer": "No answer",
    "busy": "Busy",
    "gatekeeper": "Gatekeeper",
    CALL_BACK: "Call back",
    "wrong_number": "Wrong number",
    "not_interested": "No interest",
    "do_not_call": "Do not call",
    "meeting_booked": "Meeting",
    "done": "Done",
    SNOOZE: "Snooze",
    SKIP: "Skip",
}
KEYS: Mapping[str, str] = {"wrong_number": "w", "do_not_call": "d", SNOOZE: "s", SKIP: "x"}
# After these somebody has just talked to a person: the page stays until they go on themselves.
LIVE = frozenset({"connected", "meaningful_conversation"})

_CALL = (
    *("no_answer", "left_voicemail", "connected", "meaningful_conversation", "meeting_booked"),
    *(CALL_BACK, "gatekeeper", "busy", "not_interested", "wrong_number", "do_not_call"),
)
_MESSAGE = ("done", "meeting_booked", "not_interested")
_DESK = ("done",)
_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "call": _CALL,
    "voicemail": ("left_voicemail", *(each for each in _CALL if each != "left_voicemail")),
    "research": _DESK,
    "missing_variable": _DESK,
    "email_review": _DESK,
}


@dataclass(frozen=True)
class Outcome:
    """One way in which it can go; `key` chooses it."""

    word: str
    label: str
    key: str
    is_live: bool


def outcomes_of(kind: str) -> tuple[Outcome, ...]:
    """What can be said of work of this kind, later and not at all included."""
    words = (*_OF_KIND.get(kind, _MESSAGE), SNOOZE, SKIP)
    digits = count(1)
    return tuple(_outcome(word, KEYS.get(word) or str(next(digits))) for word in words)


def _outcome(word: str, key: str) -> Outcome:
    return Outcome(word, LABELS[word], key, word in LIVE)
