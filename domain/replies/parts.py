"""The parts of a message, taken apart with bounded effort (RFC 2045 and 2046).

The standard library's parser compares each line with every boundary it is inside of, so one
megabyte of nested parts holds it up for seconds; here a boundary is looked for in its own part
only, so deep and so often, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from functools import cached_property
from itertools import islice

from domain.replies.decoding import decoded, unflowed
from domain.replies.headers import Headers

# Words come first in a mail, so what is cut off is somebody's attachment.
LARGEST_MAIL = 4 * 1024 * 1024
LARGEST_HEAD = 64 * 1024
LARGEST_PART = 128 * 1024
LONGEST_PARAMETERS = 1_000
DEEPEST = 8
MOST_PARTS = 64

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True)
class Part:
    """A part that holds no others; `top` are the headers of the mail that it belongs to."""

    top: Headers
    typed: Message
    content: bytes

    @property
    def kind(self) -> str:
        """Its media type, in lower case."""
        return self.typed.get_content_type()

    @cached_property
    def text(self) -> str:
        """Its content, decoded and with paragraphs as single lines."""
        text = self._words
        if str(self.typed.get_param("format")).lower() != "flowed":
            return text
        return unflowed(text, delete_space=str(self.typed.get_param("delsp")).lower() == "yes")

    @property
    def groups(self) -> list[Headers]:
        """Its content as groups of fields with blank lines between them, as reports have them."""
        blocks = _BLANK_LINES.split(self._words.lstrip("\n"), MOST_PARTS)
        return [headers_in(block) for block in blocks if block.strip()]

    def is_words(self, kind: str) -> bool:
        """Whether it is text of this media type, and no attachment."""
        return self.kind == kind and self.typed.get_content_disposition() != "attachment"

    @property
    def name(self) -> str:
        """What it is called as a file; empty for words."""
        called = _readable(self.typed.get_filename)
        is_attached = self.typed.get_content_disposition() == "attachment"
        return called or ("unnamed" if is_attached else "")

    @property
    def _words(self) -> str:
        self.typed.set_payload(self.content[:LARGEST_PART].decode("ascii", "surrogateescape"))
        content = self.typed.get_payload(decode=True)
        charset = _readable(self.typed.get_content_charset)
        text = decoded(content, charset) if isinstance(content, bytes) else ""
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def parts_of(raw: bytes) -> Iterator[Part]:
    """The parts of a message that hold no others, in their order; at least one."""
    head, content = _divided(raw[:LARGEST_MAIL])
    return islice(_leaves(headers_in(head), _typed(head), content, 0), MOST_PARTS)


def headers_in(head: str) -> Headers:
    """The headers that stand in a text, up to its first blank line."""
    return Headers.of((name, str(value)) for name, value in HeaderParser().parsestr(head).items())


def _leaves(top: Headers, typed: Message, content: bytes, depth: int) -> Iterator[Part]:
    is_divided = typed.get_content_maintype() == "multipart"
    boundary = _readable(typed.get_boundary) if is_divided else ""
    inside = _between(content, boundary) if boundary and depth < DEEPEST else iter(())
    is_empty = True
    for part in inside:
        is_empty = False
        head, inner = _divided(part)
        yield from _leaves(top, _typed(head), inner, depth + 1)
    # One that holds nothing counts too, or there could be any number of them.
    if is_empty:
        yield Part(top, typed, content)


def _readable(parameter: Callable[[], str | None]) -> str:
    """A parameter of a header; empty where it names a charset (RFC 2231) that reads nothing."""
    try:
        return parameter() or ""
    except ValueError:
        return ""


def _between(content: bytes, boundary: str) -> Iterator[bytes]:
    """What stands between the lines of this boundary, and after the last if none closes it."""
    named = re.escape(boundary.encode("utf-8", "surrogateescape"))
    line = re.compile(rb"\n--" + named + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    start: int | None = None
    # One line break may end a boundary and begin the next: each is looked for from there.
    content = b"\n" + content
    found = line.search(content)
    while found and not found[1]:
        if start is not None:
            yield content[start : found.start()]
        start = found.end()
        found = line.search(content, start - 1)
    if start is not None:
        yield content[start : found.start() if found else None]


def _divided(message: bytes) -> tuple[str, bytes]:
    """The head of a message or part, as text, and what follows its blank line."""
    if message.startswith((b"\n", b"\r\n")):
        return "", message.lstrip(b"\r\n")
    found = _BLANK_LINE.search(message)
    head = message[: found.start() if found else None][:LARGEST_HEAD]
    return decoded(head, ""), message[found.end() :] if found else b""


def _typed(head: str) -> Message:
    """A message without content that knows its media type and how it is encoded."""
    message = Message()
    headers = headers_in(head)
    for name in ("content-type", "content-transfer-encoding", "content-disposition"):
        if name in headers:
            message[name] = headers.get(name)[:LONGEST_PARAMETERS]
    return message
