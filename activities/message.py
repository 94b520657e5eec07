"""Writes one mail as the bytes that go over the wire (RFC 5322, MIME).

Belongs here: headers, MIME parts, the compliance footer. Does not belong here: templates, sending.
The bytes are put together here rather than by `EmailMessage`, which with long lines allowed writes
encoded words beyond the 75 characters of RFC 2047, and without them folds and encodes message ids;
and the same mail is the same bytes, boundary included, so that another attempt changes nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, getaddresses, quote

from domain.cadence import Compliance
from domain.rendering import RenderedEmail

LONGEST_LINE = 998  # RFC 5322 section 2.1.1, without its CRLF.
_LONGEST_PLAIN_HEADER = 900
_HEADER_WIDTH = 74  # `Header` counts without the blank that continues a line.
_ADDRESS = re.compile(
    r'[^\s@<>()\[\],;:\\"\x00-\x1f\x7f]+@[^\s@<>()\[\],;:\\"\x00-\x1f\x7f]+', re.ASCII
)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNSAFE_IN_LINES = re.compile(rb"[^\t\n\r -~]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_END_OF_BODY = re.compile("</body\\s*>", re.IGNORECASE)
_PLAIN_WORDS = re.compile("[A-Za-z0-9 ]*")


@dataclass(frozen=True)
class Mail:
    """One mail to one person: who to whom, when, its id, its words, and what it has to carry.

    `sender` is a mailbox such as `Robin Vale <robin@northwind.example>`, `recipient` an ASCII
    address, `at` aware. `references` are the ids of the thread, oldest first.
    """

    sender: str
    recipient: str
    at: datetime
    message_id: str
    words: RenderedEmail
    compliance: Compliance
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()


def message_id_of(enrollment_id: str, step: str, domain: str) -> str:
    """The Message-ID of a touch's mail: the same whenever it is asked for."""
    return _message_id(f"<{enrollment_id}.{step}@{domain}>")


def address_of(mailbox: str) -> str:
    """The bare address of a mailbox. Raises `ValueError` where it is not one ASCII address."""
    return _parsed(mailbox)[1]


def build_message(mail: Mail) -> bytes:
    """The mail with CRLF line ends; text first, then HTML where there is some.

    No value can add a header or a part. Raises `ValueError` for an address or a message id that
    is none.
    """
    text = _part("plain", _with_footer(mail.words.text, mail.compliance))
    if mail.words.html is None:
        return _headers(mail) + text
    markup = _part("html", _with_html_footer(mail.words.html, mail.compliance))
    boundary = _boundary(mail.message_id, text, markup)
    return b"".join(
        (
            _headers(mail),
            b'Content-Type: multipart/alternative; boundary="%b"\r\n\r\n' % boundary,
            *(b"--%b\r\n%b\r\n" % (boundary, part) for part in (text, markup)),
            b"--%b--\r\n" % boundary,
        )
    )


# Headers


def _headers(mail: Mail) -> bytes:
    lines = [
        f"From: {_mailbox(mail.sender)}",
        f"To: {_address(mail.recipient)}",
        f"Subject: {_words('Subject', mail.words.subject)}",
        f"Date: {format_datetime(mail.at)}",
        f"Message-ID: {_message_id(mail.message_id)}",
        *_thread(mail),
        "MIME-Version: 1.0",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _thread(mail: Mail) -> list[str]:
    """The headers by which a follow-up joins its thread (RFC 5322 section 3.6.4)."""
    lines = []
    if mail.in_reply_to:
        lines.append(f"In-Reply-To: {_message_id(mail.in_reply_to)}")
    if mail.references:
        # Folded between ids, never inside one: a broken or encoded id ends the thread.
        lines.append("References: " + "\r\n ".join(_message_id(ref) for ref in mail.references))
    return lines


def _mailbox(mailbox: str) -> str:
    name, address = _parsed(mailbox)
    words = _words("From", name)
    if words == name and not _PLAIN_WORDS.fullmatch(name):
        return f'"{quote(name)}" <{address}>'
    return f"{words} <{address}>" if words else address


def _parsed(mailbox: str) -> tuple[str, str]:
    found = getaddresses([_one_line(mailbox)])
    if len(found) != 1:
        raise ValueError(f"{mailbox!r} is not one mailbox such as Robin Vale <robin@b.example>")
    name, address = found[0]
    return _one_line(name), _address(address)


def _words(header: str, value: str) -> str:
    """The value on one line, or folded into encoded words of at most 75 characters (RFC 2047)."""
    line = _one_line(value)
    if line.isascii() and "=?" not in line and len(line) <= _LONGEST_PLAIN_HEADER:
        return line
    folded = Header(line, "utf-8", maxlinelen=_HEADER_WIDTH, header_name=header)
    return folded.encode(linesep="\r\n")


def _one_line(value: str) -> str:
    return " ".join(_CONTROL.sub(" ", value).split())


def _address(address: str) -> str:
    if not _ADDRESS.fullmatch(address) or not address.isascii():
        raise ValueError("this is not one mail address in ASCII")
    return address


def _message_id(message_id: str) -> str:
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"{message_id!r} is not a message id such as <a@b.example>")
    return message_id


# Parts


def _part(subtype: str, text: str) -> bytes:
    """One MIME part: as it is where every server must take it, else encoded for seven bits."""
    lines = _LINE_END.sub("\r\n", text).encode()
    encoding, body = _encoded(lines if lines.endswith(b"\r\n") else lines + b"\r\n")
    kind = f"Content-Type: text/{subtype}; charset=utf-8\r\n"
    how = f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    return (kind + how).encode("ascii") + body


def _encoded(lines: bytes) -> tuple[str, bytes]:
    unsafe = len(_UNSAFE_IN_LINES.findall(lines))
    if not unsafe and max(map(len, lines.split(b"\r\n"))) <= LONGEST_LINE:
        return "7bit", lines
    # Quoted-printable triples what it encodes; base64 adds a third to everything.
    if unsafe * 6 < len(lines):
        return "quoted-printable", binascii.b2a_qp(lines)
    return "base64", base64.encodebytes(lines).replace(b"\n", b"\r\n")


def _boundary(message_id: str, *parts: bytes) -> bytes:
    """A boundary that no part holds, as it is made of all of them."""
    digest = hashlib.sha256(b"\0".join((message_id.encode(), *parts)))
    return b"=_" + digest.hexdigest()[:32].encode()


# What outreach mail has to carry (CAN-SPAM, 16 CFR part 316)


def _with_footer(text: str, compliance: Compliance) -> str:
    """The text with the footer below the signature mark (RFC 3676 section 4.3)."""
    return f"{text.rstrip()}\n\n-- \n{compliance.opt_out}\n{compliance.postal_address}\n"


def _with_html_footer(markup: str, compliance: Compliance) -> str:
    lines = f"{compliance.opt_out}\n{compliance.postal_address}"
    words = _LINE_END.sub("<br>", html.escape(lines, quote=False))
    footer = f'<p style="color:#666;font-size:12px">{words}</p>\n'
    ends = [end.start() for end in _END_OF_BODY.finditer(markup)]
    at = ends[-1] if ends else len(markup)
    return f"{markup[:at].rstrip()}\n{footer}{markup[at:]}"
