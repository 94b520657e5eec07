"""Signed tokens of opt-out links: who may be opted out by whoever holds the link, and nobody else.

A token names one enrollment and proves, by a keyed hash, that Drumbeat wrote it. It never expires:
a prospect may open an old mail at any time (RFC 8058 section 3.1 asks for an opaque, unforgeable
component).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence

SHORTEST_KEY = 32
_SIGNATURE = 16
_PURPOSE = b"drumbeat opt-out 1\0"
_MAILTO = re.compile(r"(?:^|\s)opt-out\s+(?P<token>[A-Za-z0-9_-]+)\s*$", re.IGNORECASE)


def opt_out_token(key: str, enrollment_id: str) -> str:
    """The token of this enrollment: URL-safe, the same whenever it is asked for.

    Raises `ValueError` for a key shorter than 32 characters.
    """
    named = enrollment_id.encode()
    return base64.urlsafe_b64encode(_signature(key, named) + named).decode().rstrip("=")


def opted_out_by(keys: Sequence[str], token: str) -> str | None:
    """The enrollment id that the token names; None for one that none of these keys has signed.

    Raises `ValueError` for a key shorter than 32 characters.
    """
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        enrollment_id = raw[_SIGNATURE:].decode()
    except (ValueError, UnicodeDecodeError):
        return None
    # Compared whole: base64 can write the same bytes in more than one way.
    sound = [opt_out_token(key, enrollment_id) for key in keys]
    is_ours = token.isascii() and any(hmac.compare_digest(token, each) for each in sound)
    return enrollment_id if is_ours else None


def token_in_subject(subject: str) -> str | None:
    """The token of a mail that opts out: `opt-out TOKEN`, as the mailto form of the link has it.

    The subject is decoded and unfolded; what mail programs put before it, as `Re:`, is no matter.
    Whether the token is ours, `opted_out_by` says.
    """
    found = _MAILTO.search(subject)
    return found["token"] if found else None


def _signature(key: str, named: bytes) -> bytes:
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"the key has {len(key)} characters, not {SHORTEST_KEY} or more")
    return hmac.digest(key.encode(), _PURPOSE + named, hashlib.sha256)[:_SIGNATURE]
