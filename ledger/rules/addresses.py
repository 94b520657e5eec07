"""Under which texts a person is found again and suppressed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.people.prospects import Prospect, address_key

__all__ = [
    "EVERY_CHANNEL",
    "address_key",
    "keys_of",
    "listed_key",
    "listed_keys",
    "message_id_forms",
    "opted_out_keys",
]

EVERY_CHANNEL = "*"

_PROFILE = re.compile(r"https?://(?:[\w-]+\.)?linkedin\.com(?P<path>/[^?#]*)")


def listed_key(address: str) -> str:
    """How the list of suppressions writes an address; a LinkedIn profile can be written many ways.

    A domain stands there as `@example.com`.
    """
    key = address_key(address)
    profile = _PROFILE.match(key)
    return f"https://www.linkedin.com{profile['path'].rstrip('/')}" if profile else key


def listed_keys(addresses: Iterable[str]) -> tuple[str, ...]:
    """Every text under which one of the addresses may be listed, domains of mail among them.

    A domain stands for those below it: `@example.com` for somebody at mail.example.com too.
    """
    keys: dict[str, None] = {}
    for address in addresses:
        key = address_key(address)
        keys |= dict.fromkeys((key, listed_key(key), *_domains_of(key)))
    return tuple(keys)


def keys_of(prospect: Prospect) -> tuple[str, ...]:
    """Every text under which this person may be suppressed, the person's own id among them."""
    addresses = (prospect.id, prospect.email, prospect.linkedin_url, prospect.phone)
    return listed_keys(address for address in addresses if address)


def opted_out_keys(prospect: Prospect) -> tuple[str, ...]:
    """What an opt-out suppresses: the person, and the address by which people know the person."""
    return tuple({address_key(prospect.id): None, listed_key(prospect.address): None})


def message_id_forms(message_id: str) -> tuple[str, str]:
    """A Message-ID without and with its angle brackets (RFC 5322 section 3.6.4)."""
    bare = message_id.strip().removeprefix("<").removesuffix(">")
    return bare, f"<{bare}>"


def _domains_of(key: str) -> list[str]:
    """The domain of a mail address and those above it, down to two labels, as the list has them."""
    name, at, domain = key.rpartition("@")
    if not (name and at):
        return []
    labels = domain.split(".")
    return [f"@{'.'.join(labels[first:])}" for first in range(max(1, len(labels) - 1))]
