"""Who may enroll from outside, and how fast."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from webhooks.errors import InvalidSecret, TooManyRequests, UnknownKey
from webhooks.signing import digest_of

SHORTEST_KEY = 32


class ApiKeys:
    """The keys that open the door, divided by blanks or commas.

    Raises `InvalidSecret` where one is so short that it can be guessed.
    """

    def __init__(self, keys: str) -> None:
        self._keys = keys.replace(",", " ").split()
        if any(len(key) < SHORTEST_KEY for key in self._keys):
            raise InvalidSecret(
                f"DRUMBEAT_API_KEYS must be keys of {SHORTEST_KEY} characters or more"
            )

    def holder(self, headers: Mapping[str, str]) -> str:
        """A name, which is not the key, for who holds it. Raises `UnknownKey`."""
        scheme, _, given = headers.get("authorization", "").partition(" ")
        known = [key for key in self._keys if hmac.compare_digest(key.encode(), given.encode())]
        if scheme.lower() != "bearer" or not known:
            raise UnknownKey
        return f"key/{digest_of(known[0])[:12]}"


@dataclass
class Bucket:
    """The tokens that one caller has left; `since` is monotonic time."""

    tokens: float
    since: float


@dataclass
class RateLimit:
    """A token bucket for each caller, in this process: so many at once, then so many a second."""

    at_once: float = 100
    a_second: float = 20
    monotonic: Callable[[], float] = time.monotonic
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def take(self, caller: str) -> None:
        """One token. Raises `TooManyRequests` where there is none."""
        now = self.monotonic()
        bucket = self.buckets.setdefault(caller, Bucket(self.at_once, now))
        grown = bucket.tokens + (now - bucket.since) * self.a_second
        bucket.tokens, bucket.since = min(grown, self.at_once), now
        if bucket.tokens < 1:
            raise TooManyRequests
        bucket.tokens -= 1
