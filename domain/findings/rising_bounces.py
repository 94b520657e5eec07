"""A mailbox more of whose mails bounce lately than before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.findings.figures import MailboxFigures
from domain.findings.finding import MeasuredFinding, corrected
from domain.statistics.intervals import newcombe

FEWEST_MAILS = 100
PAGE = "docs/replies.md#bounces"


def rising_bounces(mailboxes: Sequence[MailboxFigures]) -> Iterator[MeasuredFinding]:
    """Where that is no chance."""
    enough = [one for one in mailboxes if min(one.before.tried, one.lately.tried) >= FEWEST_MAILS]
    for one in enough:
        more = newcombe(one.before, one.lately, corrected(len(enough)))
        if more.low > 0:
            words = (
                f"{one.mailbox}: more mails bounce than before, lately {one.lately.rate:.1%} of "
                f"{one.lately.tried:,}, before {one.before.rate:.1%} of {one.before.tried:,}; that "
                f"is {more.low:.1%} to {more.high:.1%} more: check the list that came last"
            )
            yield MeasuredFinding("rising-bounces", one.mailbox, words, one.lately, more, PAGE)
