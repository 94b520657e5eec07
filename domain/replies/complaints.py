"""Reports that somebody took a mail of ours for spam (RFC 5965)."""

from __future__ import annotations

from domain.replies.mail import Mail

# All others, such as `not-spam` and `auth-failure`, are nobody's wish.
COMPLAINTS = frozenset({"abuse", "opt-out"})


def is_complaint(mail: Mail) -> bool:
    """Whether somebody has complained."""
    return any(group.token("feedback-type") in COMPLAINTS for group in mail.reports)
