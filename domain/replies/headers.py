"""The headers of a mail that came in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import parseaddr

_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_LONGEST_CLUE = 998


@dataclass(frozen=True)
class Headers:
    """By their names in lower case; the first of a name counts."""

    values: dict[str, str]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Headers:
        """From the headers as they stand in the mail."""
        first: dict[str, str] = {}
        for name, value in pairs:
            first.setdefault(name.strip().lower(), value.strip())
        return cls(first)

    @property
    def subject(self) -> str:
        """Without its encoded words (RFC 2047); as it came where they are none."""
        subject = self.values.get("subject", "")
        try:
            return str(make_header(decode_header(subject)))
        except (HeaderParseError, LookupError, ValueError):
            return subject

    @property
    def sender(self) -> str | None:
        """The bare address of who wrote."""
        return _clue(parseaddr(self.values.get("from", ""))[1] or None)

    @property
    def answered(self) -> str | None:
        """The mail that it answers, the newest named."""
        named = [
            *_MESSAGE_ID.findall(self.values.get("in-reply-to", "")),
            *reversed(_MESSAGE_ID.findall(self.values.get("references", ""))),
        ]
        return _clue(next(iter(named), None))

    @property
    def is_report(self) -> bool:
        """Whether a mail server speaks of a mail of ours (RFC 6522), and nobody answers."""
        kind = self.values.get("content-type", "").lower()
        return kind.startswith("multipart/report") or self.values.get("return-path") == "<>"

    @property
    def is_automatic(self) -> bool:
        """Whether a machine answers (RFC 3834 section 5, and what came before it)."""
        submitted = self.values.get("auto-submitted", "no").lower()
        is_other = any(name in self.values for name in ("x-autoreply", "x-autorespond"))
        precedence = self.values.get("precedence", "").lower()
        return submitted != "no" or is_other or precedence == "auto_reply"


def headers_of(raw: bytes) -> Headers:
    """The headers of a message (RFC 5322)."""
    message = BytesHeaderParser().parsebytes(raw)
    return Headers.of((name, str(value)) for name, value in message.items())


def _clue(text: str | None) -> str | None:
    """What can be an address or an id at all."""
    is_one = text is not None and len(text) <= _LONGEST_CLUE and text.isprintable()
    return text if is_one else None
