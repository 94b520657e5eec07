"""What a provider's error means for a text and its number, by Twilio's codes.

https://www.twilio.com/docs/api/errors
"""

from __future__ import annotations

from collections.abc import Mapping

INVALID_NUMBER = "invalid_number"
NO_MOBILE_NUMBER = "no_mobile_number"
OPTED_OUT_OF_TEXTS = "opted_out_of_texts"
# Why a text is never sent to this number.
TAKES_NO_TEXTS = frozenset({NO_MOBILE_NUMBER, OPTED_OUT_OF_TEXTS})
NEVER = TAKES_NO_TEXTS | {INVALID_NUMBER}

_REASONS: Mapping[int, str] = {
    21211: INVALID_NUMBER,  # Invalid 'To' Phone Number
    21217: INVALID_NUMBER,  # Phone number does not appear to be valid
    21610: OPTED_OUT_OF_TEXTS,  # Attempt to send to unsubscribed recipient
    21614: NO_MOBILE_NUMBER,  # 'To' number is not a valid mobile number
    30006: NO_MOBILE_NUMBER,  # Landline or unreachable carrier
}


def reason_of(code: int | None) -> str | None:
    """Why the number never takes a text, where this error says so."""
    return _REASONS.get(code or 0)
