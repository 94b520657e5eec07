"""How many characters a channel takes, where it counts them."""

from __future__ import annotations

from collections.abc import Mapping

from domain.cadence import LinkedIn, Said

# By what is written and the key of its words. LinkedIn Help, 2026, for a note and an InMail; for a
# message and a text, which may be longer, what people still read.
LINKEDIN_MESSAGE = 1_900
MOST: Mapping[str, Mapping[str, int]] = {
    "connect": {"message": 300},
    "inmail": {"subject": 200, "message": LINKEDIN_MESSAGE},
    "message": {"message": LINKEDIN_MESSAGE},
    "sms": {"text": 640},
}


def limits_of(content: Said) -> Mapping[str, int]:
    """The most characters of each of its words that has a limit, by the key."""
    kind = content.kind if isinstance(content, LinkedIn) else getattr(content, "channel", "")
    return MOST.get(kind, {})
