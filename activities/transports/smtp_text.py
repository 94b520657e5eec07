"""The text of SMTP: how a mail is put on the wire, and what a reply says. Pure."""

from __future__ import annotations

import re

from aiosmtplib import SMTPResponse

_LINE_END = re.compile(rb"\r\n|\r|\n")
_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?!\S)")
_LONGEST_REPLY = 500


def on_the_wire(message: bytes) -> bytes:
    """The mail as DATA carries it: CRLF line ends, dots doubled, ended by a dot alone.

    RFC 5321 sections 2.3.8, 4.1.1.4 and 4.5.2.
    """
    lines = b"\r\n" + _LINE_END.sub(b"\r\n", message)
    stuffed = lines.replace(b"\r\n.", b"\r\n..")[2:]
    ended = stuffed if not stuffed or stuffed.endswith(b"\r\n") else stuffed + b"\r\n"
    return ended + b".\r\n"


def enhanced_of(code: int, reply: str) -> str:
    """The enhanced status code that begins the reply (RFC 2034); empty without one of its class."""
    found = _ENHANCED.match(reply)
    return found[1] if found and found[1][0] == str(code)[0] else ""


def reply_of(response: SMTPResponse) -> str:
    """The reply in one line that every store can take, cut where it is long."""
    text = f"{response.code} {response.message}".encode("utf-8", "replace").decode()
    return " ".join(text.split())[:_LONGEST_REPLY]
