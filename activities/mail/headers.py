"""The headers of a mail (RFC 5322 section 3.6), each so that no server and no value breaks it.

Message ids and the links for opting out are never folded inside and never encoded: that would end a
thread, and one-click opt-out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.header import Header
from email.utils import format_datetime, quote

from activities.mail.mail import Mail
from activities.mail.opt_out import WayOut
from domain.mail.mail_addresses import checked_address, checked_id, name_and_address, one_line

_LONGEST_PLAIN = 300
_WIDTH = 74  # `Header` counts without the blank that continues a line.
_PLAIN_WORDS = re.compile("[A-Za-z0-9 ]*")


def headers_of(mail: Mail) -> bytes:
    """All headers but those of the MIME part that follows. Raises `ValueError`.

    Everything is ASCII but an address that needs SMTPUTF8.
    """
    return "".join(f"{line}\r\n" for line in _lines(mail)).encode()


def _lines(mail: Mail) -> Iterator[str]:
    yield f"From: {_mailbox(mail.sender)}"
    yield f"To: {checked_address(mail.recipient)}"
    yield f"Subject: {_words('Subject', mail.words.subject)}"
    yield f"Date: {format_datetime(mail.at)}"
    yield f"Message-ID: {checked_id(mail.message_id)}"
    if mail.thread:
        yield from _thread(mail.thread)
    if mail.way_out:
        yield from _ways_out(mail.way_out)
    yield "MIME-Version: 1.0"


def _thread(ids: tuple[str, ...]) -> Iterator[str]:
    """How a follow-up joins its thread: the parent's references and the parent (section 3.6.4)."""
    yield f"In-Reply-To: {checked_id(ids[-1])}"
    yield "References: " + "\r\n ".join(map(checked_id, ids))


def _ways_out(way: WayOut) -> Iterator[str]:
    """The page first, which mail programs try first (RFC 2369 section 2)."""
    yield f"List-Unsubscribe: <{way.url}>, <{way.mailto}>"
    if way.is_one_click:
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def _mailbox(mailbox: str) -> str:
    name, address = name_and_address(mailbox)
    words = _words("From", name)
    if words == name and not _PLAIN_WORDS.fullmatch(name):
        return f'"{quote(name)}" <{address}>'
    return f"{words} <{address}>" if words else address


def _words(header: str, value: str) -> str:
    """The value on one line, or folded into encoded words of at most 75 characters (RFC 2047)."""
    line = one_line(value)
    if line.isascii() and "=?" not in line and len(line) <= _LONGEST_PLAIN:
        return line
    folded = Header(line, "utf-8", maxlinelen=_WIDTH, header_name=header)
    return folded.encode(linesep="\r\n")
