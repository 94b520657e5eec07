"""Steps and mailboxes counted from trails, each answer and each bounce for the touch before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.findings.figures import MailboxFigures, StepFigures
from domain.statistics.counts import Count
from domain.trails import BOUNCE, Heard, Outcome, Performed, Trail

# How long an answer is one to the touch before it, and a bounce of the mail before it.
ANSWERS_WITHIN = timedelta(days=14)
BOUNCES_WITHIN = timedelta(days=5)


def step_figures(trails: Iterable[Trail], now: datetime) -> tuple[StepFigures, ...]:
    """By cadence and step; only touches that have had their time to be answered."""
    tried: Counter[tuple[str, str, str | None]] = Counter()
    answered: Counter[tuple[str, str, str | None]] = Counter()
    for trail in trails:
        answers = [one for one in trail.heard if one.is_a(Outcome.REPLY)][:1]
        before = _before(answers, trail.performed, ANSWERS_WITHIN)
        for touch in trail.performed:
            if touch.at + ANSWERS_WITHIN <= now:
                step = trail.cadence, touch.step, touch.channel
                tried[step] += 1
                answered[step] += touch in before
    return tuple(StepFigures(*step, Count(times, answered[step])) for step, times in tried.items())


def mailbox_figures(trails: Iterable[Trail], lately_since: datetime) -> tuple[MailboxFigures, ...]:
    """By mailbox, the mails since that instant and those before it."""
    sent: Counter[tuple[str, bool]] = Counter()
    bounced: Counter[tuple[str, bool]] = Counter()
    for trail in trails:
        mails = [touch for touch in trail.performed if touch.mailbox]
        bounces = [one for one in trail.heard if one.what == BOUNCE]
        sent.update(_when(mail, lately_since) for mail in mails)
        bounced.update(_when(m, lately_since) for m in _before(bounces, mails, BOUNCES_WITHIN))

    def count(mailbox: str, *, lately: bool) -> Count:
        return Count(sent[mailbox, lately], bounced[mailbox, lately])

    return tuple(
        MailboxFigures(name, count(name, lately=False), count(name, lately=True))
        for name in sorted({mailbox for mailbox, _ in sent})
    )


def _before(
    heard: Iterable[Heard], touches: Iterable[Performed], within: timedelta
) -> set[Performed]:
    """The touch before each of those heard, if it was so soon before."""
    ordered = list(touches)
    found = set()
    for one in heard:
        earlier = [touch for touch in ordered if touch.at <= one.at]
        if earlier and one.at <= earlier[-1].at + within:
            found.add(earlier[-1])
    return found


def _when(mail: Performed, lately_since: datetime) -> tuple[str, bool]:
    return mail.mailbox or "", mail.at >= lately_since
