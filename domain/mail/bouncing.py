"""Whose fault it is that a mail was refused, by the enhanced code of the refusal (RFC 3463)."""

from __future__ import annotations

BAD_ADDRESS = "bad_address"
MAIL_REFUSED = "mail_refused"
MAILBOX_FAULT = "mailbox_fault"
NO_WAY = "no_way_by_email"
RECIPIENT_FULL = "recipient_full"

# The longer prefix of an enhanced code stands before the shorter.
BY_ENHANCED_CODE = {
    "5.1.7.": MAILBOX_FAULT,  # the sender's address, not the person's
    "5.1.8.": MAILBOX_FAULT,
    "5.1.": BAD_ADDRESS,
    "5.2.1.": BAD_ADDRESS,
    "5.2.2.": RECIPIENT_FULL,
    "5.6.7.": NO_WAY,  # the person's address is international and the server takes none
    "5.7.": MAILBOX_FAULT,
}


def fault_by_code(enhanced: str) -> str | None:
    """The fault that a code such as 5.1.1 stands for, as the reason of a hold; None for others."""
    code = f"{enhanced}."
    found = (fault for prefix, fault in BY_ENHANCED_CODE.items() if code.startswith(prefix))
    return next(found, None)
