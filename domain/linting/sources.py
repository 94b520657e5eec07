"""Where the rules come from, as the page of rules names it."""

from __future__ import annotations

_GLOSSARY = "What is Sales Cadence?"
_GUIDE = "Sales cadence: the 8-touch model"

CAN_SPAM_ADDRESS = (
    "CAN-SPAM Act, 15 U.S.C. 7704(a)(5)(A)(iii); 16 CFR 316.2 (valid physical address)"
)
CAN_SPAM_OPT_OUT = "CAN-SPAM Act, 15 U.S.C. 7704(a)(3) and (a)(5)(A)(ii); 16 CFR 316.5"
CAN_SPAM_SUBJECT = "CAN-SPAM Act, 15 U.S.C. 7704(a)(2)"
GMAIL = "Google, Email sender guidelines"
SPAMASSASSIN = "Apache SpamAssassin"
INTUIT = "Intuit Mailchimp, Content in email"
BOOMERANG = "Boomerang, 7 Tips for Getting More Responses to Your Emails (2016)"
TWILIO = "Twilio, SMS character limit"
GSM = "3GPP TS 23.038 and 23.040"
CTIA = "CTIA, Messaging Principles and Best Practices"
LINKEDIN = "LinkedIn Help, limits of invitations, messages and InMail"
TCPA = "47 CFR 64.1200(c)(1)"
DRUMBEAT = "Drumbeat"


def mistake(sentence: str) -> str:
    """A sentence from the list of common mistakes."""
    return f"{_GLOSSARY} (common mistakes): “{sentence}”"


def practice(sentence: str) -> str:
    """A sentence from the list of best practices."""
    return f"{_GLOSSARY} (best practices): “{sentence}”"


def how(sentence: str) -> str:
    """A sentence on how a cadence is built."""
    return f"{_GLOSSARY} (how it works): “{sentence}”"


def guide(sentence: str) -> str:
    """A sentence of the text on the 8-touch model."""
    return f"{_GUIDE}: “{sentence}”"


def from_(source: str, words: str) -> str:
    """What a law, a standard or a provider says, in our words."""
    return f"{source}: {words}"
