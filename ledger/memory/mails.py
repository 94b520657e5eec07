"""What claims in memory keep of mails, for those who read it."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from domain.mail.threads import Correspondence, SentMail, answered_at
from ledger.memory.state import Kept
from ledger.records import MailRow, UnknownMail
from ledger.rules.fencing import STARTED


def correspondence(kept: Kept) -> Correspondence:
    """`TouchClaims.correspondence`."""
    mails = tuple(sorted(_started(kept), key=attrgetter("at")))
    return Correspondence(mails, answered_at(kept.facts))


def mail(kept: Kept, step: str) -> MailRow:
    """The touch's mail as it was written last. Raises `UnknownMail`."""
    if step not in kept.claims or not kept.claims[step].is_mail:
        raise UnknownMail(f"no mail has been written for {step!r} of {kept.enrollment_id!r}")
    frozen = kept.claims[step]
    return MailRow(
        kept.enrollment_id,
        step,
        frozen.claim.state.value,
        frozen.claim.message_id,
        frozen.recipient,
        frozen.message,
    )


def _started(kept: Kept) -> Iterator[SentMail]:
    for step, frozen in kept.claims.items():
        if frozen.is_mail and frozen.claim.state in STARTED:
            yield SentMail(step, frozen.claim.message_id, frozen.subject, frozen.at)
