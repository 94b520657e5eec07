"""Understanding a mail that came in: what it means to a cadence, whom it is about, what it says.

Pure: bytes or headers in, one `Understood` out. How a mail gets here (a mailbox, a provider's
webhook) is the business of the doors, and whom it is matched to that of the ledger. The rules are
in `docs/replies.md`.
"""

from domain.replies.answers import words_of
from domain.replies.clues import step_of
from domain.replies.decoding import decoded
from domain.replies.headers import Headers
from domain.replies.mail import Mail, mail_of
from domain.replies.own_words import own_words
from domain.replies.parts import headers_in
from domain.replies.understanding import Understood, meaning_of, understand

__all__ = [
    "Headers",
    "Mail",
    "Understood",
    "decoded",
    "headers_in",
    "mail_of",
    "meaning_of",
    "own_words",
    "reply_text",
    "step_of",
    "understand",
    "words_of",
]


def reply_text(raw: bytes) -> str:
    """What the writer of this message (RFC 5322) says: no quotes, no signature, no markup.

    For people to read; it may hold anything but control characters and must be escaped in HTML.
    """
    return words_of(mail_of(raw))
