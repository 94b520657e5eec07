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
from typing import Any
from urllib.parse import parse_qsl

from inscriptis import get_text

from domain.replies import mail_of

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
        return Payload("mail", _mail(raw))
    return Payload("text", _readable(raw.decode("utf-8", "replace")))


def _mail(raw: bytes) -> dict[str, Any]:
    """Headers, text and the names of what is attached; the words of the markup without others."""
    mail = mail_of(raw)
    return {
        "headers": [f"{name}: {_cut(mail.headers.words(name))}" for name in mail.headers.values],
        "text": _cut(mail.text or get_text(mail.html)),
        "attachments": list(mail.attachments),
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
            yield name, _mail(content) if whole_mail else _readable(text)


def _cut(text: str) -> str:
    left = len(text) - LONGEST
    return text if left <= 0 else f"{text[:LONGEST]}… ({left} more characters)"
