"""Addresses as people put them on the list of suppressions, each brought into its one form."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import get_args

from domain.cadence import Channel
from domain.errors import InvalidProspect
from domain.people.prospect_fields import email_of, is_profile, linkedin_url_of, phone_of
from ledger.rules.addresses import EVERY_CHANNEL

ALL = "all"
CHANNELS: tuple[str, ...] = (ALL, *get_args(Channel))

_DOMAIN = re.compile(r"@?(?=.{4,253}$)([\w-]{1,63}\.)+[^\W\d_][\w-]{1,62}")
# What an opt-out lists beside the address, so that a new address does not undo it.
_PROSPECT = re.compile(r"p-[0-9a-f]{12}")


def address_of(text: str) -> str:
    """A mail address, a domain as `@example.com`, a number in E.164, a profile, or a prospect's id.

    Raises `InvalidProspect` with what is wrong.
    """
    text = text.strip()
    if _PROSPECT.fullmatch(text):
        return text
    if is_profile(text if "://" in text else f"https://{text}"):
        return linkedin_url_of(text)
    if _DOMAIN.fullmatch(text):
        # The domain by the rules for a whole address, which bring it into ASCII.
        somebody = email_of(f"x@{text.removeprefix('@')}")
        return somebody.removeprefix("x")
    if "@" in text:
        return email_of(text)
    if re.match(r"\+?\d", text):
        return phone_of(text, None)
    raise InvalidProspect(
        f"{text!r} is no address; write ana@example.com, example.com, +49 30 901820 or a profile"
    )


def channel_of(text: str, address: str) -> str:
    """The channel as the ledger has it; where none is said a domain is for mail, the rest for all.

    Raises `InvalidProspect` for one that there is not.
    """
    if not text:
        return "email" if address.startswith("@") else EVERY_CHANNEL
    if text in (ALL, EVERY_CHANNEL):
        return EVERY_CHANNEL
    if text in CHANNELS:
        return text
    near = get_close_matches(text, CHANNELS, n=1)
    right = f"did you mean {near[0]}?" if near else f"use one of {', '.join(CHANNELS)}"
    raise InvalidProspect(f"{text!r} is no channel; {right}")


def named(address: str, channel: str) -> tuple[str, str]:
    """Address and channel as a person gave them. Raises `InvalidProspect`."""
    known = address_of(address)
    return known, channel_of(channel, known)


def said(channel: str) -> str:
    """The channel as people read it."""
    return ALL if channel == EVERY_CHANNEL else channel
