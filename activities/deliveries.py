"""What becomes of a touch by what the mail server did: whose fault a rejection is.

The code alone does not tell: 550 is as often about our mailbox as about the person. The enhanced
code decides where there is one, and before RCPT nothing is about the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.refusals import refused
from activities.touching import Started, StartTouch, bounce_of
from domain.facts import Bounced, TouchHeld, TouchInDoubt, TouchPerformed, TouchSkipped
from domain.mail.bouncing import BAD_ADDRESS, MAIL_REFUSED, MAILBOX_FAULT, NO_WAY, fault_by_code
from domain.ports import Accepted, ClaimState, Delivery, Phase, Rejected, Unanswered, Withdrawn
from domain.timing import Spread

# How long, in Drumbeat time, until a mail server is asked again; twice as long each time, this
# often. What is added to spread the touches that a server held leaves it below four hours.
ASK_AGAIN = timedelta(minutes=30)
DOUBLED_AT_MOST = 2

LOGIN_REFUSED = "login_refused"
SERVER_AWAY = "mail_server_away"
SERVER_BUSY = "mail_server_busy"

BUSY_WITH_US = "4.7."
NO_SUCH_RECIPIENT = frozenset({550, 551, 553})
NO_LOGIN = frozenset({530, 534, 535, 538})  # RFC 4954 section 6
NOT_LET_IN = "5.7.8"  # likewise
ABOUT_US = frozenset({Phase.CONNECT, Phase.MAIL})
OURS = frozenset({LOGIN_REFUSED, MAILBOX_FAULT})


@dataclass(frozen=True)
class BackOff:
    """The mailbox is sending too fast, or not trusted yet: it is to wait. `said` by the server."""

    said: str


@dataclass(frozen=True)
class Pause:
    """The mailbox is not let in: a person has to look at what the server `said`."""

    said: str


def outcome_of(
    delivery: Delivery, touch: StartTouch, mailbox: str, now: datetime
) -> tuple[ClaimState, Started]:
    """The claim's new state and the fact, for each way a delivery by this mailbox can end."""
    match delivery:
        case Accepted():
            return ClaimState.SENT, TouchPerformed(at=now, step=touch.step, mailbox=mailbox)
        case Unanswered():
            doubt = TouchInDoubt(
                at=now, step=touch.step, generation=touch.generation, mailbox=mailbox
            )
            return ClaimState.IN_DOUBT, doubt
        case Withdrawn(refusal):
            return ClaimState.NOT_SENT, refused(touch.step, touch.generation, refusal, now)
        case Rejected():
            return ClaimState.NOT_SENT, _rejected(fault_of(delivery), touch, now)


def mailbox_fault_of(delivery: Delivery) -> BackOff | Pause | None:
    """What the mailbox has to do about a delivery; None where it is not the mailbox's matter.

    A 5xx that names no reason (RFC 3463) after MAIL holds its one touch: it may be about the mail.
    """
    match delivery:
        case Rejected(enhanced=enhanced, reply=said) if enhanced.startswith(BUSY_WITH_US):
            return BackOff(said)
        case Rejected(reply=said) if fault_of(delivery) in OURS:
            return Pause(said)
        case _:
            return None


def fault_of(rejected: Rejected) -> str:
    """Whose fault a rejection is, as the reason of a hold; `BAD_ADDRESS` for the person's."""
    match rejected.code // 100:
        case 4:
            return SERVER_BUSY
        case 0 if not rejected.enhanced:
            return SERVER_AWAY
        case 0 | 5 if rejected.code in NO_LOGIN or rejected.enhanced == NOT_LET_IN:
            return LOGIN_REFUSED
        case 0 | 5 if rejected.phase in ABOUT_US:
            return MAILBOX_FAULT
        case 0 | 5 if fault := fault_by_code(rejected.enhanced):
            return fault
        case 5 if rejected.phase is Phase.RCPT and rejected.code in NO_SUCH_RECIPIENT:
            return BAD_ADDRESS
        case 5:
            return MAIL_REFUSED
        case _:
            return SERVER_AWAY


def _rejected(fault: str, touch: StartTouch, now: datetime) -> TouchHeld | TouchSkipped | Bounced:
    """A hold until the server is asked again, unless the address itself rules the mail out.

    An address that does not exist ends the cadence; one that the server cannot write to does not.
    """
    if fault == BAD_ADDRESS:
        return bounce_of(touch, now)
    if fault == NO_WAY:
        return TouchSkipped(at=now, step=touch.step, reason=NO_WAY)
    return TouchHeld(
        at=now,
        step=touch.step,
        generation=touch.generation,
        reason=fault,
        until=now + wait_of(touch),
    )


def wait_of(touch: StartTouch) -> timedelta:
    """How long a server is left alone: a stable hash keeps a thousand held touches apart."""
    doubled = ASK_AGAIN * (1 << min(touch.generation - 1, DOUBLED_AT_MOST))
    share = Spread(touch.enrollment_id).share_of(f"{touch.step}/{touch.generation}")
    return doubled + timedelta(seconds=int(doubled.total_seconds() * share))
