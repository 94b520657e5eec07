"""Why the door stays shut; each docstring is its message for the sender."""

from __future__ import annotations

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
