"""What Temporal keeps of our runs, encrypted where the settings have keys.

AES-256-GCM, its nonce before the ciphertext. Each payload names its key, so that keys can be
rotated: a new one goes before the others, and an old one is taken out when no run of its time is
left. Histories that were written without keys are read as they are.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from secrets import token_bytes

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

from config.settings import InvalidSettings, Settings

ENCODING = b"binary/encrypted"
KEY_ID = "encryption-key-id"
KEY_BYTES = 32
NONCE_BYTES = 12


class UnknownKey(Exception):
    """No key of this name is here."""


class Encrypted(PayloadCodec):
    """Encrypts by the first of the keys, and reads by whichever a payload names."""

    def __init__(self, keys: Sequence[tuple[str, bytes]]) -> None:
        self._first = keys[0][0]
        self._ciphers = {name: AESGCM(key) for name, key in keys}

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each payload, encrypted."""
        return [self._encrypted(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each as it was; what is not encrypted stays as it is. Raises `UnknownKey`."""
        return [self._decrypted(payload) for payload in payloads]

    def _encrypted(self, payload: Payload) -> Payload:
        nonce = token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._first].encrypt(nonce, payload.SerializeToString(), None)
        named = {"encoding": ENCODING, KEY_ID: self._first.encode()}
        return Payload(metadata=named, data=nonce + sealed)

    def _decrypted(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        name = payload.metadata[KEY_ID].decode()
        if name not in self._ciphers:
            raise UnknownKey(f"DRUMBEAT_PAYLOAD_KEYS has no key {name!r}, by which this is kept")
        nonce, sealed = payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:]
        return Payload.FromString(self._ciphers[name].decrypt(nonce, sealed, None))


def codec_of(settings: Settings) -> Encrypted | None:
    """What encrypts; None where nothing is. Raises `InvalidSettings`, which says no key."""
    entries = settings.payload_keys.get_secret_value().split()
    if not entries:
        return None
    keys = [_key_of(entry) for entry in entries]
    if len(dict(keys)) < len(keys):
        raise InvalidSettings("DRUMBEAT_PAYLOAD_KEYS: each key has an id of its own")
    return Encrypted(keys)


def _key_of(entry: str) -> tuple[str, bytes]:
    name, _, text = entry.partition(":")
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if not name or len(key) != KEY_BYTES:
        raise InvalidSettings(
            "DRUMBEAT_PAYLOAD_KEYS: each is ID:KEY, the key the base64 of 32 random bytes; "
            'make one with: echo "$(date +%Y-%m):$(openssl rand -base64 32)"'
        )
    return name, key
