"""What an answer means beyond its own enrollment: pure, and the same for both ledgers.

An account is what the prospects' `account` says, as `same_account` of a cadence compares it.
"""

from __future__ import annotations

from domain.cadence import Cadence
from domain.cadence.reactions import CONTINUE
from domain.facts import Detail
from domain.mail.threads import AUTOMATIC
from domain.mailboxes import domain_of
from domain.ports import InboundEvent

# As many are told that a colleague has answered, those that came last; of a thousand in one account
# the others go on. What is told is stored and locked in the answer's own transaction.
COLLEAGUES = 200
# As many wait for a person where an answer might be about each of them.
CANDIDATES = 3
COLLEAGUE = "colleague"

# Anybody may have a mailbox there, so that two people with it have nothing in common.
FREE_MAIL = frozenset(
    {
        *("aol.com", "bluewin.ch", "fastmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at"),
        *("gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hey.com", "hotmail.com"),
        *("hotmail.de", "hotmail.fr", "icloud.com", "laposte.net", "libero.it", "live.com"),
        *("mac.com", "mail.com", "mail.ru", "mailbox.org", "me.com", "msn.com", "naver.com"),
        *("orange.fr", "outlook.com", "outlook.de", "posteo.de", "proton.me", "protonmail.com"),
        *("qq.com", "t-online.de", "tutanota.com", "wanadoo.fr", "web.de", "yahoo.co.jp"),
        *(
            "yahoo.co.uk",
            "yahoo.com",
            "yahoo.de",
            "yahoo.fr",
            "yandex.com",
            "yandex.ru",
            "zoho.com",
        ),
        *("126.com", "163.com"),
    }
)


def is_answer(event: InboundEvent) -> bool:
    """Whether a person has answered: in words, as far as anybody knows, or by booking a meeting."""
    return event.fact == "meeting_booked" or (event.fact == "reply" and not _is_automatic(event))


def hears_of_colleagues(cadence: Cadence) -> bool:
    """Whether the cadence does anything when a colleague has answered."""
    return cadence.on.colleague_replied != CONTINUE


def colleague_event(event: InboundEvent, enrollment_id: str) -> InboundEvent:
    """What a colleague's enrollment is told; the same answer told again is the same event."""
    return InboundEvent(
        provider=COLLEAGUE,
        event_id=f"{event.source_id}/{enrollment_id}",
        fact="colleague_replied",
        received_at=event.received_at,
        raw=event.source_id.encode(),
        enrollment_id=enrollment_id,
    )


def likely_domain(event: InboundEvent) -> str | None:
    """The domain of whoever answered or booked, if those that write from it belong together.

    A private mail is none of our business, wherever it comes from: it has no clue of ours, be it
    the form of a Message-ID that it answers. Nor has a machine of theirs anything to say of us.
    """
    if event.fact not in ("reply", "meeting_booked") or "@" not in (event.email or ""):
        return None
    if event.is_private or _is_automatic(event):
        return None
    domain = domain_of(event.email or "")
    return None if domain in FREE_MAIL else domain


def _is_automatic(event: InboundEvent) -> bool:
    """Whether no person wrote it."""
    return (event.detail or Detail()).reply_class in AUTOMATIC
