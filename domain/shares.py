"""Stable shares: what is spread evenly over many is spread by a hash of business keys."""

from __future__ import annotations

import hashlib


def share_of(key: str) -> float:
    """A number in [0, 1) that is always the same for the same key."""
    digest = hashlib.blake2b(key.encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48
