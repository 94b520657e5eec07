"""What becomes of a touch by what the mail server did: whose fault a rejection is.

The code alone does not tell: 550 is as often about our mailbox as about the person. The enhanced
code (RFC 3463) decides where there is one, and before RCPT nothing is about the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.refusals import refused
from activities.touching import Started, StartTouch
from domain.facts import Bounced, TouchHeld, TouchInDoubt, TouchPerformed
from domain.ports import Accepted, ClaimState, Delivery, Phase, Rejected, Unanswered, Withdrawn

# How long, in Drumbeat time, until a mail server is asked again.
ASK_AGAIN = timedelta(minutes=30)

BAD_ADDRESS = "bad_address"
MAILBOX_FAULT = "mailbox_fault"
LOGIN_REFUSED = "login_refused"
SERVER_AWAY = "mail_server_away"
SERVER_BUSY = "mail_server_busy"
RECIPIENT_FULL = "recipient_full"

# The longer prefix of an enhanced code stands before the shorter.
BY_ENHANCED_CODE = {
    "5.1.7.": MAILBOX_FAULT,  # the sender's address, not the person's
    "5.1.8.": MAILBOX_FAULT,
    "5.1.": BAD_ADDRESS,
    "5.2.1.": BAD_ADDRESS,
    "5.2.2.": RECIPIENT_FULL,
    "5.7.8.": LOGIN_REFUSED,  # RFC 4954 section 6
    "5.7.": MAILBOX_FAULT,
}
NO_SUCH_RECIPIENT = frozenset({550, 551, 553})
NOT_LET_IN = 535
ABOUT_US = frozenset({Phase.CONNECT, Phase.MAIL})


def outcome_of(delivery: Delivery, touch: StartTouch, now: datetime) -> tuple[ClaimState, Started]:
    """The claim's new state and the fact, for each way a delivery can end."""
    match delivery:
        case Accepted():
            return ClaimState.SENT, TouchPerformed(at=now, step=touch.step)
        case Unanswered():
            return ClaimState.IN_DOUBT, TouchInDoubt(at=now, step=touch.step)
        case Withdrawn(refusal):
            return ClaimState.NOT_SENT, refused(touch.step, touch.generation, refusal, now)
        case Rejected():
            return ClaimState.NOT_SENT, _rejected(fault_of(delivery), touch, now)


def bounce_of(touch: StartTouch, at: datetime) -> Bounced:
    """The bounce that the mail server gave this touch, by the one key it has in the ledger."""
    return Bounced(at=at, source_id=f"smtp/{touch.enrollment_id}.{touch.step}")


def fault_of(rejected: Rejected) -> str:
    """Whose fault a rejection is, as the reason of a hold; `BAD_ADDRESS` for the person's."""
    match rejected.code // 100:
        case 4:
            return SERVER_BUSY
        case 5 if rejected.phase in ABOUT_US:
            return LOGIN_REFUSED if rejected.code == NOT_LET_IN else MAILBOX_FAULT
        case 0 | 5 if fault := _by_enhanced_code(rejected.enhanced):
            return fault
        case 5 if rejected.phase is Phase.RCPT and rejected.code in NO_SUCH_RECIPIENT:
            return BAD_ADDRESS
        case 5:
            return MAILBOX_FAULT
        case _:
            return SERVER_AWAY


@dataclass(frozen=True)
class BackOff:
    """The server finds the mailbox too eager: nothing goes out by it for a while."""

    reason: str


@dataclass(frozen=True)
class Pause:
    """The server does not take the mailbox: nothing goes out by it until a person has looked."""

    reason: str


def mailbox_fault_of(delivery: Delivery) -> BackOff | Pause | None:
    """What the delivery says of the mailbox itself, whoever the mail was for."""
    match delivery:
        case Rejected(code=code, enhanced=enhanced) if code // 100 == 4:  # noqa: PLR2004 -- RFC 5321 section 4.2.1
            return BackOff(delivery.reply) if enhanced.startswith("4.7.") else None
        case Rejected() if fault_of(delivery) == MAILBOX_FAULT and _names_us(delivery):
            return Pause(delivery.reply)
        case _:
            return None


def _names_us(rejected: Rejected) -> bool:
    """Whether it is clear that the next mail would fare the same."""
    return rejected.phase in ABOUT_US or bool(rejected.enhanced)


def _by_enhanced_code(enhanced: str) -> str | None:
    code = f"{enhanced}."
    found = (fault for prefix, fault in BY_ENHANCED_CODE.items() if code.startswith(prefix))
    return next(found, None)


def _rejected(fault: str, touch: StartTouch, now: datetime) -> TouchHeld | Bounced:
    """A hold until the server is asked again; an address that does not exist ends the cadence."""
    if fault == BAD_ADDRESS:
        return bounce_of(touch, now)
    return TouchHeld(
        at=now,
        step=touch.step,
        generation=touch.generation,
        reason=fault,
        until=now + ASK_AGAIN,
    )
