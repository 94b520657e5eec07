"""The encryption of refresh tokens at rest: AES-256-GCM, with a key derived from the secret key.

The mailbox's address is authenticated with each token, so that none can be put in the place of
another's. NIST SP 800-38D (random 96-bit nonces, far fewer than 2^32), RFC 5869 (HKDF).
"""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FORMAT = b"\x01"
_NONCE = 12
_PURPOSE = b"drumbeat mailbox credentials 1"


class Unreadable(Exception):
    """None of the keys opens this ciphertext for this mailbox."""


class TokenCipher:
    """Encrypts with the first of the keys and reads what any of them wrote."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._ciphers = [AESGCM(_derived(key)) for key in keys]

    def encrypt(self, token: str, mailbox: str) -> bytes:
        """The token as it may be stored."""
        nonce = token_bytes(_NONCE)
        return _FORMAT + nonce + self._ciphers[0].encrypt(nonce, token.encode(), mailbox.encode())

    def decrypt(self, ciphertext: bytes, mailbox: str) -> str:
        """The token again. Raises `Unreadable`, also for one of another mailbox."""
        nonce, sealed = ciphertext[1 : 1 + _NONCE], ciphertext[1 + _NONCE :]
        if not ciphertext.startswith(_FORMAT) or len(nonce) < _NONCE:
            raise Unreadable
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(nonce, sealed, mailbox.encode()).decode()
            except InvalidTag:
                continue
        raise Unreadable


def _derived(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
