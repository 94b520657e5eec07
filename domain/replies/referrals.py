"""The person whom somebody names as the right one."""

from __future__ import annotations

import re
from collections.abc import Collection

from domain.mail_addresses import checked_address
from domain.prospects import Prospect, address_key
from domain.replies.headers import Headers

# As many words before an address may be a name.
NEAR = 60
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_LETTER = r"[^\W\d_]"
_NAME = re.compile(
    rf"(?P<first>{_LETTER}[\w'’-]{{0,30}}) (?P<last>{_LETTER}[\w'’-]{{0,30}}(?: {_LETTER}[\w'’-]{{0,30}})?)"
    r"[\s,:(<\[*]*(?:mailto:)?$"
)
# Written large in front of a name and no part of it.
_NO_NAMES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "herr",
        "herrn",
        "frau",
        "monsieur",
        "madame",
        "mme",
        "m",
        "sr",
        "sra",
        "senor",
        "senora",
        "señor",
        "señora",
        "please",
        "contact",
        "bitte",
        "kontaktieren",
        "contactez",
        "contacte",
        "email",
        "mail",
        "e-mail",
        "colleague",
        "kollege",
        "kollegin",
        "collègue",
        "compañero",
        "compañera",
        "our",
        "my",
        "the",
        "an",
        "at",
        "to",
        "a",
    ]
)


def referral_in(words: str, headers: Headers, not_them: Collection[str]) -> Prospect | None:
    """Whoever the words name by their address; else who alone was put in copy.

    `not_them` are addresses that are nobody else's: the writer's and ours.
    """
    known = {address_key(each) for each in not_them}
    for found in _ADDRESS.finditer(words):
        address = _checked(found[0])
        if address and address_key(address) not in known:
            return _person(address, words[max(0, found.start() - NEAR) : found.start()])
    copied = {address_key(each) for each in headers.addresses("cc")} - known
    alone = _checked(next(iter(copied))) if len(copied) == 1 else None
    return _person(alone, "") if alone else None


def _checked(address: str) -> str | None:
    try:
        return checked_address(address.strip(".'-"))
    except ValueError:
        return None


def _person(address: str, before: str) -> Prospect:
    """The person, not known to the ledger yet, with the name that stands before the address."""
    return Prospect(id="", email=address, variables=_name(before))


def _name(before: str) -> dict[str, str]:
    words = [word.strip("(<[*:,") for word in re.split(r"\s+", before.strip())]
    name: list[str] = []
    for word in reversed([word for word in words if word]):
        if not word[0].isupper() or word.lower().rstrip(".") in _NO_NAMES or len(name) == 3:
            break
        name.insert(0, word)
    if not name:
        return {}
    first, *rest = name
    return {"first_name": first} | ({"last_name": " ".join(rest)} if rest else {})
