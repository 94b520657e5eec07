"""Under which texts a person is found again and suppressed."""

from __future__ import annotations

from domain.prospects import Prospect, address_key

__all__ = ["EVERY_CHANNEL", "address_key", "keys_of", "message_id_forms", "opted_out_keys"]

EVERY_CHANNEL = "*"


def keys_of(prospect: Prospect) -> tuple[str, ...]:
    """Every text under which this person may be suppressed, the person's own id among them."""
    addresses = (prospect.id, prospect.email, prospect.linkedin_url, prospect.phone)
    return tuple(address_key(address) for address in addresses if address)


def opted_out_keys(prospect: Prospect) -> tuple[str, ...]:
    """What an opt-out suppresses: the person, and the address by which people know the person."""
    return tuple({address_key(prospect.id): None, address_key(prospect.address): None})


def message_id_forms(message_id: str) -> tuple[str, str]:
    """A Message-ID without and with its angle brackets (RFC 5322 section 3.6.4)."""
    bare = message_id.strip().removeprefix("<").removesuffix(">")
    return bare, f"<{bare}>"
