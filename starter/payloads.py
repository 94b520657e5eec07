"""What came in, made readable: neither markup nor what is attached ever reaches a screen.

A provider's JSON, a form, the parts of a multipart form, a mail: told apart by their bytes, since
the inbox keeps nothing else of how they came.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qsl

from inscriptis import get_text

LONGEST = 4_000

_MARKUP = re.compile(
    r"<(!doctype|html|head|body|div|p|br|a|span|table|td|img|style|script|meta)\b", re.IGNORECASE
)
_HEADER = re.compile(rb"[!-9;-~]+:[ \t]")
_FORM = re.compile(rb"[^\s=&]+=[^\s&]*(&[^\s=&]+=[^\s&]*)*")


@dataclass(frozen=True)
class Payload:
    """What it is, and its content as JSON has it."""

    kind: str
    content: Any


def payload_of(raw: bytes) -> Payload:
    """The body or mail as a person can read it; long texts are cut, and say so."""
    if (document := _json(raw)) is not None:
        return Payload("json", _readable(document))
    if raw.startswith(b"--"):
        return Payload("form", dict(_fields(raw)))
    if _FORM.fullmatch(raw):
        pairs = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)
        return Payload("form", {name: _readable(text) for name, text in pairs})
    if _HEADER.match(raw):
        return Payload("mail", mail_of(raw))
    return Payload("text", _readable(raw.decode("utf-8", "replace")))


def mail_of(raw: bytes) -> dict[str, Any]:
    """Headers, text and the names of what is attached."""
    mail = message_from_bytes(raw, policy=policy.default)
    return {
        "headers": [f"{name}: {_value(value)}" for name, value in mail.items()],
        "text": _cut(_text(mail)),
        "attachments": [part.get_filename() or "unnamed" for part in mail.iter_attachments()],
    }


def _json(raw: bytes) -> Any:  # noqa: ANN401 -- whatever JSON says
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _readable(part: Any) -> Any:  # noqa: ANN401 -- whatever JSON says
    match part:
        case dict():
            return {_cut(name): _readable(inner) for name, inner in part.items()}
        case list():
            return [_readable(inner) for inner in part]
        case str() if _MARKUP.search(part):
            return f"[markup of {len(part)} characters]"
        case str():
            return _cut(part)
        case _:
            return part


def _fields(raw: bytes) -> Iterator[tuple[str, Any]]:
    """The parts of a multipart form (RFC 7578), its boundary being its first line."""
    boundary = raw.partition(b"\r\n")[0][2:]
    head = b'Content-Type: multipart/form-data; boundary="' + boundary + b'"\r\n\r\n'
    for part in message_from_bytes(head + raw, policy=policy.default).iter_parts():
        name = str(part.get_param("name", "unnamed", "content-disposition"))
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and not part.get_filename():
            whole_mail = name == "email"
            text = content.decode("utf-8", "replace")
            yield name, mail_of(content) if whole_mail else _readable(text)


def _text(mail: EmailMessage) -> str:
    """The words, those of the markup where there are no others."""
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    content = body.get_payload(decode=True)
    charset = body.get_content_charset("utf-8")
    try:
        text = content.decode(charset, "replace") if isinstance(content, bytes) else ""
    except LookupError:
        text = content.decode("latin-1") if isinstance(content, bytes) else ""
    return get_text(text) if body.get_content_subtype() == "html" else text


def _value(header: object) -> str:
    return _cut(" ".join(str(header).split()))


def _cut(text: str) -> str:
    left = len(text) - LONGEST
    return text if left <= 0 else f"{text[:LONGEST]}… ({left} more characters)"
