"""What is kept of a password: Argon2id (RFC 9106) with the parameters that it recommends second.

Hashing takes tens of milliseconds and 64 MiB by design, so it is never done in a transaction.
"""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from domain.errors import DrumbeatError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1_000

_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
# What is checked where there is nobody of that name, so that the answer takes as long.
_NOBODY = _HASHER.hash("nobody has this password")


class UnfitPassword(DrumbeatError):
    """The password cannot be used."""


def refuse_unfit(password: str) -> None:
    """Raises `UnfitPassword`; NIST SP 800-63B asks for length alone."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise UnfitPassword(
            f"the password has {len(password)} characters; use {SHORTEST_PASSWORD} to "
            f"{LONGEST_PASSWORD}"
        )


def kept_of(password: str) -> str:
    """What is written down. Raises `UnfitPassword`."""
    refuse_unfit(password)
    return _HASHER.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Whether it is the password; it takes as long where none is kept."""
    try:
        _HASHER.verify(kept or _NOBODY, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None
