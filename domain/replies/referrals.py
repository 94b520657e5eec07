"""The person whom somebody names as the right one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from domain.mail.mail_addresses import checked_address
from domain.people.prospects import Prospect, address_key
from domain.replies.headers import Headers

# So far before an address the name of its owner may begin, and so many words it has.
NEAR = 60
MOST_NAMES = 3

_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
# Written large before a name, and no part of it.
_NO_NAMES = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "dr", "prof", "herr", "herrn", "frau", "m", "mme"),
        *(
            "monsieur",
            "madame",
            "sr",
            "sra",
            "señor",
            "señora",
            "collègue",
            "compañero",
            "compañera",
        ),
        *("kollege", "kollegin", "colleague", "please", "bitte", "email", "mail", "contact"),
        *("contactez", "contacte", "kontaktieren", "schreiben", "write", "try", "ask", "écrivez"),
    )
)


def referral_in(words: str, headers: Headers, not_them: Collection[str]) -> Prospect | None:
    """Whoever the words name by their address; else who alone was put in copy.

    `not_them` are addresses that are nobody else's: the writer's and ours.
    """
    known = {address_key(each) for each in not_them}
    for address, before in _named(words):
        if address_key(address) not in known:
            return Prospect(id="", email=address, variables=_name(before))
    copied = {address_key(each) for each in headers.addresses("cc")} - known
    alone = _checked(next(iter(copied))) if len(copied) == 1 else None
    return Prospect(id="", email=alone) if alone else None


def _named(words: str) -> Iterator[tuple[str, str]]:
    """The addresses in the words, each with what stands before it."""
    for found in _ADDRESS.finditer(words):
        if address := _checked(found[0]):
            yield address, words[max(0, found.start() - NEAR) : found.start()]


def _checked(address: str) -> str | None:
    try:
        return checked_address(address.strip(".'-"))
    except ValueError:
        return None


def _name(before: str) -> dict[str, str]:
    """What templates call a person whose name ends this text: the words written large."""
    words = [bare for word in before.split() if (bare := word.strip("()<>[]*:,;\"'"))]
    name: list[str] = []
    for word in reversed(words[-MOST_NAMES:]):
        if not word[0].isupper() or word.lower().rstrip(".") in _NO_NAMES:
            break
        name.insert(0, word)
    fields = (name[:1], name[1:])
    named = zip(("first_name", "last_name"), fields, strict=True)
    return {field: " ".join(part) for field, part in named if part}
