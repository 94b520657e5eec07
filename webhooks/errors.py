"""Why the door stays shut; each docstring is its message for the sender."""

from __future__ import annotations

from collections.abc import Mapping

from domain.errors import DrumbeatError


class InvalidSecret(DrumbeatError):
    """DRUMBEAT_WEBHOOK_SECRET must be whsec_ and the base64 of 24 to 64 random bytes."""


class InvalidSignature(DrumbeatError):
    """The signature is missing, wrong, or more than five minutes from this host's clock."""


class MalformedEvent(DrumbeatError):
    """The event is signed but cannot be understood."""


class BodyTooLarge(DrumbeatError):
    """The body is larger than 256 KiB."""


class CompressedBody(DrumbeatError):
    """The body must come as it is, without Content-Encoding."""


class BodyTooSlow(DrumbeatError):
    """The body did not arrive within 30 seconds."""


class TemporalUnavailable(DrumbeatError):
    """Temporal cannot be reached right now."""


class UnreadableEvent(DrumbeatError):
    """What the inbox keeps of the event is nothing that this version knows."""


class ProviderUnavailable(DrumbeatError):
    """The provider's certificate cannot be had right now; nothing was stored."""


class UnknownKey(DrumbeatError):
    """Send an API key as `Authorization: Bearer KEY`, or sign the request (Standard Webhooks)."""


class NoRequestKey(DrumbeatError):
    """Idempotency-Key must be 1 to 128 letters, digits, or any of _ : - and the same on a retry."""


class TooManyRequests(DrumbeatError):
    """This key has sent too many requests; go on in a second."""


class InvalidRequest(DrumbeatError):
    """The request cannot be done as it is; `faults` are by JSON pointers (RFC 6901)."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults
