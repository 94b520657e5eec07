"""What the providers' ways to sign have in common."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from webhooks.errors import InvalidSecret, InvalidSignature

SHORTEST_LOGIN = 20


def refuse_other(given: str, sound: str) -> None:
    """Raises `InvalidSignature` unless both are the same, in a time that tells nothing."""
    if not hmac.compare_digest(given.encode(), sound.encode()):
        raise InvalidSignature


def header(headers: Mapping[str, str], name: str) -> str:
    """The header that has to be there. Raises `InvalidSignature`."""
    if (value := headers.get(name)) is None:
        raise InvalidSignature
    return value


def hmac_of(secret: str, signed: bytes, digest: str = "sha256") -> bytes:
    """The keyed hash (RFC 2104)."""
    return hmac.digest(secret.encode(), signed, digest)


def digest_of(*parts: str | None) -> str:
    """A short name for an event that its provider gives none."""
    return hashlib.sha256("\0".join(part or "" for part in parts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Login:
    """Basic authentication (RFC 7617) as `user:password`, for providers that sign nothing."""

    user_and_password: str = field(repr=False)
    variable: str

    def __post_init__(self) -> None:
        user, colon, password = self.user_and_password.partition(":")
        if not (user and colon and password) or len(self.user_and_password) < SHORTEST_LOGIN:
            raise InvalidSecret(
                f"{self.variable} must be user:password, {SHORTEST_LOGIN} characters or more"
            )

    def refuse_others(self, headers: Mapping[str, str]) -> None:
        """Raises `InvalidSignature` for any other login than this."""
        scheme, _, given = header(headers, "authorization").partition(" ")
        sound = base64.b64encode(self.user_and_password.encode()).decode()
        refuse_other(f"{scheme.lower()} {given.strip()}", f"basic {sound}")
