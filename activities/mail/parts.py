"""MIME parts as bytes (RFC 2045, 2046): texts, files, and parts that hold others."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from pathlib import PurePosixPath
from urllib.parse import quote

from activities.mail.mail import MailFile

LONGEST_LINE = 998  # RFC 5322 section 2.1.1, without its CRLF.

_UNSAFE_IN_LINES = re.compile(rb"[^\t\n\r -~]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ._+-]+", re.ASCII)


def text_part(subtype: str, text: str) -> bytes:
    """One text: as it is where every server must take it, else encoded for seven bits."""
    lines = _LINE_END.sub("\r\n", text).encode()
    encoding, body = _encoded(lines if lines.endswith(b"\r\n") else lines + b"\r\n")
    return _part(body, f"Content-Type: text/{subtype}; charset=utf-8", _how(encoding))


def attached(file: MailFile) -> bytes:
    """A file that the reader may save (RFC 2183)."""
    where = f"Content-Disposition: attachment; {_filename(file)}"
    return _part(_base64(file.content), f"Content-Type: {file.kind}", _how("base64"), where)


def shown(file: MailFile, content_id: str) -> bytes:
    """A file that HTML shows by its content id (RFC 2392)."""
    named = f"Content-ID: <{content_id}>"
    where = f"Content-Disposition: inline; {_filename(file)}"
    return _part(_base64(file.content), f"Content-Type: {file.kind}", _how("base64"), named, where)


def multipart(subtype: str, seed: str, *parts: bytes) -> bytes:
    """The parts in their order, as one; the same parts and seed give the same bytes."""
    boundary = _boundary(seed, *parts)
    return b"".join(
        (
            b'Content-Type: multipart/%b; boundary="%b"\r\n\r\n' % (subtype.encode(), boundary),
            *(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts),
            b"--%b--\r\n" % boundary,
        )
    )


def _part(body: bytes, *headers: str) -> bytes:
    return "".join(f"{line}\r\n" for line in (*headers, "")).encode("ascii") + body


def _how(encoding: str) -> str:
    return f"Content-Transfer-Encoding: {encoding}"


def _encoded(lines: bytes) -> tuple[str, bytes]:
    unsafe = len(_UNSAFE_IN_LINES.findall(lines))
    if not unsafe and max(map(len, lines.split(b"\r\n"))) <= LONGEST_LINE:
        return "7bit", lines
    # Quoted-printable triples what it encodes; base64 adds a third to everything.
    if unsafe * 6 < len(lines):
        return "quoted-printable", binascii.b2a_qp(lines)
    return "base64", _base64(lines)


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def _filename(file: MailFile) -> str:
    """The name without its folders, in seven bits (RFC 2231 section 4)."""
    name = PurePosixPath(file.name).name
    if _PLAIN_NAME.fullmatch(name):
        return f'filename="{name}"'
    return f"filename*=utf-8''{quote(name, safe='')}"


def _boundary(seed: str, *parts: bytes) -> bytes:
    """A boundary that no part holds, as it is made of all of them."""
    digest = hashlib.sha256(b"\0".join((seed.encode(), *parts)))
    return b"=_" + digest.hexdigest()[:32].encode()
