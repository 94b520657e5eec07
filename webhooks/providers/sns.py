"""Amazon SNS messages: signed with RSA by a certificate of the topic's own region.

Nothing is fetched for a message about another topic, and nothing but from the one host that signs
and confirms for the topic.

https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
"""

from __future__ import annotations

import base64
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature as WrongSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from webhooks.errors import InvalidSecret, InvalidSignature, MalformedEvent
from webhooks.reading import Clue, Theirs, read

ARN = re.compile(
    r"arn:aws(?P<part>-cn|-us-gov)?:sns:(?P<region>[a-z]{2}(-[a-z]+)+-\d):\d{12}:[\w.-]+", re.ASCII
)
# Whole: no port, no user, no query, and no sign that an address cannot hold.
CERTIFICATE = re.compile(
    r"https://(?P<host>[a-z0-9.-]+)/SimpleNotificationService-[0-9A-Za-z]{1,64}\.pem"
)
CONFIRMING = re.compile(r"https://(?P<host>[a-z0-9.-]+)/[!-~]*")
HASHES: dict[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}  # noqa: S303 -- version 1 of the provider's signature is this
# The parts of the signed text, by the type of the message; a subject may be missing.
NOTIFIED = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
ASKED = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")

# What the address answers, None where there is nothing. Raises `ProviderUnavailable`.
Fetch = Callable[[str], Awaitable[bytes | None]]


class Message(Theirs):
    """A message as it is posted, of which nothing is believed before it is verified."""

    Type: Literal["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]
    MessageId: Clue
    TopicArn: str
    Message: str
    Timestamp: str
    SignatureVersion: str
    Signature: str
    SigningCertURL: str
    Subject: str | None = None
    Token: str | None = None
    SubscribeURL: str | None = None

    @property
    def signed(self) -> bytes:
        """The canonical text: name and value of each part, a line each."""
        names = NOTIFIED if self.Type == "Notification" else ASKED
        parts = ((name, getattr(self, name)) for name in names)
        return "".join(f"{name}\n{text}\n" for name, text in parts if text is not None).encode()


@dataclass(frozen=True)
class Topic:
    """The one topic whose messages count. Raises `InvalidSecret` for what is no topic."""

    arn: str
    fetch: Fetch
    certificates: dict[str, rsa.RSAPublicKey] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not ARN.fullmatch(self.arn):
            raise InvalidSecret(
                "DRUMBEAT_SES_TOPIC must be an ARN such as arn:aws:sns:eu-west-1:123456789012:mail"
            )

    async def verified(self, body: bytes) -> Message:
        """The message. Raises `InvalidSignature` unless the topic has signed it."""
        try:
            message = read(Message.model_validate_json, body)
        except MalformedEvent:
            raise InvalidSignature from None
        if message.TopicArn != self.arn or message.SignatureVersion not in HASHES:
            raise InvalidSignature
        key = await self._key(message.SigningCertURL)
        try:
            signature = base64.b64decode(message.Signature, validate=True)
            digest = HASHES[message.SignatureVersion]
            key.verify(signature, message.signed, padding.PKCS1v15(), digest)
        except (ValueError, WrongSignature):
            raise InvalidSignature from None
        return message

    async def confirm(self, message: Message) -> None:
        """Confirm the subscription, at the topic's own host only. Raises `MalformedEvent`."""
        url = message.SubscribeURL or ""
        if not self._is_ours(CONFIRMING, url):
            raise MalformedEvent("SubscribeURL: is not of the topic's region")
        if await self.fetch(url) is None:
            raise MalformedEvent("SubscribeURL: does not confirm")

    async def _key(self, url: str) -> rsa.RSAPublicKey:
        """The key of the certificate at this address, fetched once."""
        if url not in self.certificates:
            if not self._is_ours(CERTIFICATE, url):
                raise InvalidSignature
            self.certificates[url] = _public_key(await self.fetch(url) or b"")
        return self.certificates[url]

    def _is_ours(self, form: re.Pattern[str], url: str) -> bool:
        """Whether the address has the form, at the host that signs and confirms for the topic."""
        named, found = ARN.fullmatch(self.arn), form.fullmatch(url)
        top = "amazonaws.com.cn" if named and named["part"] == "-cn" else "amazonaws.com"
        return bool(named and found and found["host"] == f"sns.{named['region']}.{top}")


def _public_key(pem: bytes) -> rsa.RSAPublicKey:
    try:
        key = x509.load_pem_x509_certificate(pem).public_key()
    except ValueError:
        raise InvalidSignature from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise InvalidSignature
    return key
