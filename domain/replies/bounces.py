"""What mail servers report of a mail of ours: that it bounced, for good or not (RFC 3464).

flufl.bounce, which knows what servers wrote before there was a standard, is asked only where there
is no such report; it names the recipient and no reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from domain.mail.bouncing import (
    BAD_ADDRESS,
    MAIL_REFUSED,
    MAILBOX_FAULT,
    RECIPIENT_FULL,
    fault_by_code,
)
from domain.replies.headers import Headers, addresses_in
from domain.replies.mail import Mail
from domain.replies.plain import plain

# What servers say, where no code does, most telling first. Plain text.
BY_WORDS = {
    BAD_ADDRESS: r"(?:user|recipient|mailbox|address|account) (?:is )?(?:unknown|not found|invalid)"
    r"|unknown (?:\w+ )?(?:user|recipient|mailbox|address|account)"
    r"|no such (?:user|recipient|mailbox|address|person|account)"
    r"|(?:does not|doesn't|did not) exist|no mailbox (?:here )?by that name|unroutable|unrouteable"
    r"|invalid (?:recipient|mailbox|user)|not a valid (?:user|mailbox|recipient)"
    r"|(?:host|domain)(?: or domain)?(?: name)? not found|recipient address rejected: access denied"
    r"|(?:account|mailbox) (?:has been |is )?(?:disabled|deactivated|inactive|discontinued)"
    r"|couldn't be found|wasn't found|address not found",
    RECIPIENT_FULL: r"quota|mailbox (?:is )?full|insufficient (?:system )?storage|out of storage",
    MAILBOX_FAULT: r"spam|block(?:ed|list)|blacklist|polic(?:y|ies)|reputation|\bspf\b|dkim|dmarc"
    r"|banned|relay(?:ing)? (?:access )?denied|not (?:authori[sz]ed|permitted|allowed)",
}
# How much of a notice is read for its reason: what follows is our own mail.
LONGEST_NOTICE = 4_000

_CODE = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_SMTP_CODE = re.compile(r"(?<![\d.])([45])\d\d(?![\d.]\d)")
_NOT_BOUNCED = frozenset({"delayed", "delivered", "relayed", "expanded"})
_SERVERS = ("mailer-daemon@", "mailerdaemon@")
_PERHAPS_SERVERS = ("postmaster@", "mail-daemon@", "maildeliverysystem@", "bounce")
_OUR_MAIL_BEGINS = re.compile(
    r"-{3,}.{0,30}(?:copy of|original|returned|forwarded) (?:the |your )?(?:message|mail|headers)"
    r"|^received: from",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Bounce:
    """A mail that did not arrive: whose fault that is, and to whom it went."""

    fault: str
    recipient: str | None
    is_temporary: bool = False

    @property
    def fact(self) -> str | None:
        """The fact about the person; None where it is our mailbox that was refused."""
        if self.is_temporary:
            return "soft_bounce"
        if self.fault == MAILBOX_FAULT:
            return None
        return "bounce" if self.fault == BAD_ADDRESS else "soft_bounce"


def is_report(mail: Mail) -> bool:
    """Whether a mail server or program speaks of a mail of ours, and nobody answers."""
    sender = next(mail.headers.addresses("from"), "").lower()
    if mail.report_type or "x-failed-recipients" in mail.headers or sender.startswith(_SERVERS):
        return True
    is_perhaps = sender.startswith(_PERHAPS_SERVERS) or mail.headers.get("return-path") == "<>"
    return is_perhaps and _old_bounce(mail) is not None


def bounce_in(mail: Mail) -> Bounce | None:
    """What bounced, by the report of a mail server; None where nothing did."""
    failed = [group for group in mail.reports if "action" in group]
    if failed:
        bounced = (group for group in failed if group.token("action") not in _NOT_BOUNCED)
        return next((_bounce(group, mail) for group in bounced), None)
    return _old_bounce(mail) if mail.report_type in ("", "delivery-status") else None


def _bounce(group: Headers, mail: Mail) -> Bounce:
    """One recipient's fields; the address as we wrote it goes before the one that it led to."""
    said = group.get("diagnostic-code")
    status = group.token("status").partition(" ")[0]
    named = (_recipient(group.get(f"{each}-recipient")) for each in ("original", "final"))
    recipient = next((each for each in named if each), None)
    return _judged(status, said or _notice(mail), recipient)


def _old_bounce(mail: Mail) -> Bounce | None:
    """What a server wrote that knows no reports; delays, which flufl calls temporary, are none."""
    notice = _notice(mail)
    failed = addresses_in(mail.headers.get("x-failed-recipients")) or _failed_in(notice)
    return _judged("", notice, failed[0]) if failed else None


def _failed_in(notice: str) -> list[str]:
    message = Message()
    # One of its detectors asks who wrote, and fails where nobody did.
    message["From"] = "MAILER-DAEMON"
    message.set_payload(notice.encode("ascii", "replace").decode())
    _, failed = all_failures(message)
    return [each for name in sorted(failed) for each in addresses_in(name.decode())]


def _judged(status: str, said: str, recipient: str | None) -> Bounce:
    """By the code that says most: that of the report, else the one that the server said."""
    codes = [each for each in (status, *_CODE.findall(said)) if _CODE.fullmatch(each)]
    code = next((each for each in codes if not each.endswith(".0.0")), next(iter(codes), ""))
    smtp = _SMTP_CODE.search(said)
    is_temporary = (code or (smtp[1] if smtp else "")).startswith("4")
    fault = fault_by_code(code) or _fault_by_words(plain(said)) or MAIL_REFUSED
    return Bounce(fault, recipient, is_temporary)


def _fault_by_words(said: str) -> str | None:
    return next((fault for fault, words in BY_WORDS.items() if re.search(words, said)), None)


def _recipient(field: str) -> str | None:
    """The address of `rfc822; ada@lovelace.example`, with or without what stands around it."""
    return next(iter(addresses_in(field.partition(";")[2] or field)), None)


def _notice(mail: Mail) -> str:
    """What the server says, without our own mail below it."""
    text = mail.text[:LONGEST_NOTICE]
    ours = _OUR_MAIL_BEGINS.search(text)
    return text[: ours.start() if ours else None]
