"""Addresses and message ids as headers and mail servers take them.

An address whose local part is ASCII has its domain in ASCII too (IDNA, RFC 5890), so that every
server takes it. Any other address needs SMTPUTF8 (RFC 6531) and stands in headers as it is (6532).
"""

from __future__ import annotations

import re
from email.utils import getaddresses
from functools import lru_cache

import idna

LONGEST_ADDRESS = 254  # RFC 5321 section 4.5.3.1.3, without its angle brackets.

_ATOM = r'[^\s@<>()\[\],;:\\"\x00-\x1f\x7f-\x9f\ud800-\udfff]+'
_ADDRESS = re.compile(f"{_ATOM}@{_ATOM}")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def message_id_of(enrollment_id: str, step: str, sender: str) -> str:
    """The Message-ID of a touch's mail from this address: the same whenever it is asked for."""
    domain = ascii_domain(sender.rpartition("@")[2])
    return checked_id(f"<{enrollment_id}.{step}@{domain}>")


def address_of(mailbox: str) -> str:
    """The bare address of a mailbox. Raises `ValueError` where it is not one address."""
    return name_and_address(mailbox)[1]


def known_as(mailbox: str) -> str:
    """What a mailbox is called everywhere: its bare address, casefolded. Raises `ValueError`."""
    return address_of(mailbox).casefold()


@lru_cache(maxsize=256)
def name_and_address(mailbox: str) -> tuple[str, str]:
    """The display name, empty where there is none, and the bare address. Raises `ValueError`."""
    found = getaddresses([one_line(mailbox)])
    if len(found) != 1:
        raise ValueError(f"{mailbox!r} is not one mailbox such as Robin Vale <robin@b.example>")
    name, address = found[0]
    return one_line(name), checked_address(address)


@lru_cache(maxsize=4096)
def checked_address(address: str) -> str:
    """The bare address as the wire carries it. Raises `ValueError` where it is not one."""
    if not _ADDRESS.fullmatch(address) or len(address.encode()) > LONGEST_ADDRESS:
        raise ValueError("this is not one mail address")
    return with_ascii_domain(address) if address.rpartition("@")[0].isascii() else address


def with_ascii_domain(address: str) -> str:
    """The address with its domain as DNS has it; only its local part may then be more than ASCII.

    Raises `ValueError` for a domain that is none.
    """
    local, at, domain = address.rpartition("@")
    return local + at + ascii_domain(domain)


def checked_id(message_id: str) -> str:
    """The message id, so short and plain that no header breaks it. Raises `ValueError`."""
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"{message_id!r} is not a message id such as <a@b.example>")
    return message_id


def one_line(value: str) -> str:
    """The value with every control character and line end as a blank: it can end no header."""
    return " ".join(_CONTROL.sub(" ", value).split())


@lru_cache(maxsize=4096)
def ascii_domain(domain: str) -> str:
    """The domain as DNS has it (IDNA). Raises `ValueError` where it is none."""
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"{domain!r} is not a domain: {error}") from error
