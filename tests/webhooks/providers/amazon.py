"""A topic of SNS that signs with a certificate of its own, made for the tests."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from tests.webhooks.door import MONDAY

TOPIC = "arn:aws:sns:eu-west-1:123456789012:mail-events"
HOST = "https://sns.eu-west-1.amazonaws.com"
CERTIFICATE = f"{HOST}/SimpleNotificationService-0123abcd.pem"
CONFIRMATION = f"{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=2336"
NOTIFIED = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
ASKED = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")


@lru_cache(maxsize=2)
def key(number: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@lru_cache(maxsize=1)
def certificate() -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    unsigned = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key(0).public_key())
        .serial_number(1)
        .not_valid_before(MONDAY - timedelta(days=1))
        .not_valid_after(MONDAY + timedelta(days=3650))
    )
    signed = unsigned.sign(key(0), hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM)


async def certificate_at(url: str) -> bytes | None:
    """What the topic's host would answer."""
    return certificate() if url == CERTIFICATE else None


def a_message(text: str, **fields: str) -> dict[str, str]:
    """An unsigned notification."""
    return {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Subject": "Amazon SES Email Event Notification",
        "Message": text,
        "Timestamp": "2026-03-02T09:00:00.000Z",
        "SignatureVersion": "1",
        "SigningCertURL": CERTIFICATE,
        "UnsubscribeURL": f"{HOST}/?Action=Unsubscribe",
    } | fields


def signed(message: Mapping[str, str], number: int = 0) -> bytes:
    """The message as it is posted, signed with the key of this number; 0 is the topic's."""
    names = NOTIFIED if message["Type"] == "Notification" else ASKED
    text = "".join(f"{name}\n{message[name]}\n" for name in names if name in message)
    digest = hashes.SHA1() if message["SignatureVersion"] == "1" else hashes.SHA256()  # noqa: S303 -- version 1 is this
    signature = key(number).sign(text.encode(), padding.PKCS1v15(), digest)
    return json.dumps({**message, "Signature": base64.b64encode(signature).decode()}).encode()


def in_envelope(payload: object) -> bytes:
    """An event of SES as the topic posts it."""
    return signed(a_message(json.dumps(payload)))


def forged(body: bytes) -> bytes:
    """The message under a signature that anybody could write."""
    return json.dumps({**json.loads(body), "Signature": "bm9uZQ=="}).encode()
