"""Reports that somebody took a mail of ours for spam (RFC 5965)."""

from __future__ import annotations

from domain.replies.headers import addresses_in
from domain.replies.mail import Mail

# All others, such as `not-spam` and `auth-failure`, are nobody's wish.
COMPLAINTS = frozenset({"abuse", "opt-out"})


def is_complaint(mail: Mail) -> bool:
    """Whether somebody has complained."""
    return any(group.token("feedback-type") in COMPLAINTS for group in mail.reports)


def complainant_of(mail: Mail) -> str | None:
    """Who has complained, by their address; None where that was blacked out."""
    named = (group.get("original-rcpt-to") for group in mail.reports)
    recipients = [address for value in named for address in addresses_in(value)]
    return next(iter([*recipients, *mail.returned.addresses("to")]), None)
