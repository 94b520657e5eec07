"""Whom a mail is about: by the mail of ours that it names, or by the address it was sent to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from domain.people.prospects import address_key
from domain.replies.headers import Headers
from domain.replies.mail import Mail

# In bytes, as an index of PostgreSQL takes them: a line of a mail (RFC 5322 section 2.1.1) has 998.
LONGEST_ID = 900

# `activities` names a mail <enrollment.step@domain>.
_OURS = re.compile(r"<?e-[0-9a-f]{12}\.(?P<step>[^@<>\s]{1,200})@[^@<>\s]{1,254}>?")
_OURS_IN_TEXT = re.compile(r"<e-[0-9a-f]{12}\.[^@<>\s]{1,200}@[^@<>\s]{1,254}>")
_IN_ANGLES = re.compile(r"<([^<>]*)>")
_BARE = re.compile(r"[^\s<>,;\"'@]{1,250}@[^\s<>,;\"'@]{1,250}")
_PLUS = re.compile(r"\+(e-[0-9a-f]{12})@", re.IGNORECASE)
# Where the address stands that a mail was sent to, whatever became of it on the way.
_RECIPIENTS = ("to", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to", "cc")


def step_of(message_id: str | None) -> str | None:
    """The step whose mail has this Message-ID; None where it is none of ours."""
    ours = _OURS.fullmatch(message_id or "")
    return ours["step"] if ours else None


def answered_by(headers: Headers) -> str | None:
    """The mail that this one answers: In-Reply-To, then References, the newest first."""
    return _best(_answered(headers))


def returned_by(mail: Mail) -> str | None:
    """The mail that this report is about: the one that came back with it, else as an answer."""
    return _best(_returned(mail))


def enrollment_addressed(headers: Headers, own: Collection[str]) -> str | None:
    """The enrollment that stands in an address as robin+e-0123456789ab@northwind.example.

    Only in one of our `own` mailboxes, where these are given: anybody may tag others.
    """
    sent_to = headers.addresses(*_RECIPIENTS)
    found = (_PLUS.search(each) for each in sent_to if not own or is_one_of(own, each))
    return next((each[1].lower() for each in found if each), None)


def is_one_of(own: Collection[str], address: str) -> bool:
    """Whether this is a mailbox of ours, under whatever tag (`robin+news@northwind.example`)."""
    local, _, domain = address.partition("@")
    names = {address_key(f"{each}@{domain}") for each in (local, local.partition("+")[0])}
    return not names.isdisjoint(address_key(each) for each in own)


def _best(ids: Iterable[str]) -> str | None:
    """The first of ours; else the first, which may be one that a provider gave our mail."""
    named = list(ids)
    ours = (each for each in named if step_of(each))
    return next(ours, None) or next(iter(named), None)


def _answered(headers: Headers) -> Iterator[str]:
    yield from _ids_in(headers.get("in-reply-to"))
    yield from reversed(_ids_in(headers.get("references")))


def _returned(mail: Mail) -> Iterator[str]:
    yield from _ids_in(mail.returned.get("message-id"))
    for group in mail.reports:
        yield from _ids_in(group.get("x-original-message-id"))
    yield from _answered(mail.headers)
    yield from filter(_can_be_one, _OURS_IN_TEXT.findall(mail.text))


def _ids_in(value: str) -> list[str]:
    """The message ids of a header, also where relays have folded them or lost their brackets."""
    in_angles = ["".join(each.split()) for each in _IN_ANGLES.findall(value)]
    ids = in_angles or _BARE.findall(value)
    return [f"<{each}>" for each in ids if _can_be_one(each)]


def _can_be_one(text: str) -> bool:
    return bool(text) and text.isprintable() and len(text.encode()) < LONGEST_ID
