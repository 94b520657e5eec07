"""What the mail providers tell alike: clicks of a step's mail, and answers that come as mails."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr

from domain.facts import Detail
from webhooks.providers.provider import Clues

# `activities` names a mail <enrollment.step@domain>.
_OUR_MAIL = re.compile(r"<?e-[0-9a-f]{12}\.(?P<step>[^@<>]+)@[^@<>]+>?")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_LONGEST_CLUE = 998


def click_of(message_id: str | None) -> Detail:
    """A click in the mail of this Message-ID, and so in the mail of its step."""
    ours = _OUR_MAIL.fullmatch(message_id or "")
    return Detail(kind="click", step=ours["step"] if ours else None)


@dataclass(frozen=True)
class Answer:
    """A mail that came in, by its headers; names in any case, the first of a name counts."""

    headers: dict[str, str]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Answer:
        """From the headers as they stand in the mail."""
        first: dict[str, str] = {}
        for name, value in pairs:
            first.setdefault(name.strip().lower(), value.strip())
        return cls(first)

    @property
    def is_report(self) -> bool:
        """Whether a mail server speaks of a mail of ours (RFC 6522), and nobody answers."""
        kind = self.headers.get("content-type", "").lower()
        return kind.startswith("multipart/report") or self.headers.get("return-path") == "<>"

    @property
    def is_automatic(self) -> bool:
        """Whether a machine answers (RFC 3834 section 5, and what came before it)."""
        submitted = self.headers.get("auto-submitted", "no").lower()
        is_other = any(name in self.headers for name in ("x-autoreply", "x-autorespond"))
        precedence = self.headers.get("precedence", "").lower()
        return submitted != "no" or is_other or precedence == "auto_reply"

    def clues(self, sender: str | None = None) -> Clues:
        """By the mail that it answers, the newest named; else by who wrote it."""
        named = [
            *_MESSAGE_ID.findall(self.headers.get("in-reply-to", "")),
            *reversed(_MESSAGE_ID.findall(self.headers.get("references", ""))),
        ]
        email = sender or parseaddr(self.headers.get("from", ""))[1] or None
        return Clues(message_id=_clue(next(iter(named), None)), email=_clue(email))

    def detail(self) -> Detail | None:
        """An automatic answer says that somebody is away; of all others a person decides."""
        return Detail(reply_class="out_of_office") if self.is_automatic else None


def _clue(text: str | None) -> str | None:
    """What can be an address or an id at all."""
    is_one = text is not None and len(text) <= _LONGEST_CLUE and text.isprintable()
    return text if is_one else None
