"""What the mail providers tell alike: answers that come as mails."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parseaddr

from domain.facts import Detail
from domain.opt_out_link import opted_out_by, token_in_subject
from domain.ports import InboundEvent
from webhooks.providers.provider import MAIL_LIMIT, Clues, Posted, Provider
from webhooks.signing import Login

_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_LONGEST_CLUE = 998


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

    def opts_out(self, keys: Sequence[str]) -> str | None:
        """The enrollment whose token stands in the subject, signed with one of these keys."""
        token = token_in_subject(_decoded(self.headers.get("subject", "")))
        return opted_out_by(keys, token) if token else None

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


@dataclass(frozen=True)
class MailDoor(Provider):
    """Mails that come in, posted under a login; `keys` are those that sign opt-out tokens."""

    login: Login
    keys: Sequence[str] = field(default=(), repr=False)

    def body_limit(self, headers: Mapping[str, str]) -> int:
        """A whole mail, from whoever has the login."""
        self.login.refuse_others(headers)
        return MAIL_LIMIT

    def heard(
        self, posted: Posted, event_id: str, mail: Answer, sender: str | None = None
    ) -> tuple[InboundEvent, ...]:
        """An opt-out by the mail's subject, whoever or whatever sent it; else an answer."""
        clues = mail.clues(sender)
        if enrollment_id := mail.opts_out(self.keys):
            about = replace(clues, enrollment_id=enrollment_id)
            return (self.event(posted, event_id, "opt_out", about),)
        if mail.is_report:
            return ()
        return (self.event(posted, event_id, "reply", clues, mail.detail()),)


def _decoded(subject: str) -> str:
    """Without its encoded words (RFC 2047); as it came where they are none."""
    try:
        return str(make_header(decode_header(subject)))
    except (HeaderParseError, LookupError, ValueError):
        return subject


def _clue(text: str | None) -> str | None:
    """What can be an address or an id at all."""
    is_one = text is not None and len(text) <= _LONGEST_CLUE and text.isprintable()
    return text if is_one else None
