"""DKIM signatures (RFC 6376; Ed25519 by RFC 8463) over the final bytes of a mail.

The canonical forms are dkimpy's. It is not asked to sign: it reads the key anew for every mail, and
writes the host's time (`t=`) into it, where the same mail has to be the same bytes. The moment
stands in Date, which is signed.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from dkim.canonicalization import Relaxed

from domain.mail.mail_addresses import ascii_domain
from domain.mailboxes import SigningKey

# What a mail says of itself; of these a signature covers those that the mail has.
SIGNED = (
    *(b"from", b"to", b"subject", b"date", b"message-id", b"in-reply-to", b"references"),
    *(b"list-unsubscribe", b"list-unsubscribe-post", b"mime-version", b"content-type"),
    b"content-transfer-encoding",
)
# Named once more than they stand there, so that nobody adds a second one (RFC 6376 section 5.4).
OVERSIGNED = (b"from", b"to", b"subject", b"list-unsubscribe")
SHORTEST_RSA = 1024  # bits; RFC 8301 section 3.2

_FIELD_END = re.compile(rb"\r\n(?![ \t])")

Key = RSAPrivateKey | Ed25519PrivateKey


@dataclass(frozen=True)
class Signer:
    """Signs for a domain with the key whose public half stands under the selector in its DNS."""

    domain: str
    selector: str
    key: Key = field(repr=False)

    @classmethod
    def of(cls, given: SigningKey) -> Signer:
        """The signer with a private key in PEM, or an Ed25519 seed in base64.

        Raises `ValueError`, which never holds any of the key.
        """
        return cls(ascii_domain(given.domain), given.selector, _read(given.key))

    def signed(self, message: bytes) -> bytes:
        """The message with its signature on top."""
        head, _, body = message.partition(b"\r\n\r\n")
        fields = dict(_field(line) for line in _FIELD_END.split(head))
        names = [name for name in SIGNED if name in fields]
        over = [name for name in OVERSIGNED if name in fields]
        body_hash = base64.b64encode(hashlib.sha256(Relaxed.canonicalize_body(body)).digest())
        unsigned = self._header([*names, *over], body_hash)
        ((_, last),) = Relaxed.canonicalize_headers([(b"DKIM-Signature", unsigned)])
        covered = (b"%b:%b" % (name, fields[name]) for name in names)
        what = b"".join((*covered, b"dkim-signature:", last.removesuffix(b"\r\n")))
        return b"DKIM-Signature:%b%b\r\n%b" % (unsigned, self._signature(what), message)

    def _header(self, names: list[bytes], body_hash: bytes) -> bytes:
        """The signature's tags, the signature itself still empty."""
        algorithm = "rsa-sha256" if isinstance(self.key, RSAPrivateKey) else "ed25519-sha256"
        return (
            f" v=1; a={algorithm}; c=relaxed/relaxed; d={self.domain}; s={self.selector};\r\n"
            f" h={b':'.join(names).decode()};\r\n"
            f" bh={body_hash.decode()};\r\n"
            f" b="
        ).encode()

    def _signature(self, what: bytes) -> bytes:
        if isinstance(self.key, RSAPrivateKey):
            signature = self.key.sign(what, PKCS1v15(), SHA256())
        else:
            signature = self.key.sign(hashlib.sha256(what).digest())
        lines = base64.encodebytes(signature).split()
        return b"\r\n  ".join(lines)


def _field(line: bytes) -> tuple[bytes, bytes]:
    """A header in its relaxed form (RFC 6376 section 3.4.2)."""
    name, _, value = line.partition(b":")
    ((lower, relaxed),) = Relaxed.canonicalize_headers([(name, value)])
    return lower, relaxed


def _read(key: str) -> Key:
    try:
        if "BEGIN" in key:
            found = load_pem_private_key(key.encode(), password=None)
        else:
            found = Ed25519PrivateKey.from_private_bytes(base64.b64decode(key, validate=True))
    except (TypeError, UnsupportedAlgorithm, ValueError) as error:
        raise ValueError("this is no private key in PEM and no Ed25519 seed in base64") from error
    if isinstance(found, RSAPrivateKey) and found.key_size < SHORTEST_RSA:
        raise ValueError(f"the RSA key is shorter than {SHORTEST_RSA} bits")
    if not isinstance(found, Key):
        raise ValueError("DKIM signs with RSA or Ed25519; this key is another kind")  # noqa: TRY004 -- the value is wrong
    return found
