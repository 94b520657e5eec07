"""Steps and mailboxes, counted from trails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.findings.counting import mailbox_figures, step_figures
from domain.findings.figures import MailboxFigures, StepFigures
from domain.statistics.counts import Count
from domain.trails import BOUNCE, Heard, Performed, Trail

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ROBIN = "robin@northwind.example"


def a_trail(*heard: Heard) -> Trail:
    """A mail on Monday, a call on Thursday."""
    mail = Performed("mail", "email", MONDAY, mailbox=ROBIN)
    call = Performed("call", "call", MONDAY + 3 * DAY)
    return Trail("e-1", "outbound", MONDAY, performed=(mail, call), heard=heard)


def test_an_answer_is_one_to_the_touch_before_it() -> None:
    """The first counts, if it comes in time; what a machine says is none."""
    trails = [
        a_trail(Heard("out_of_office", MONDAY + DAY), Heard("negative", MONDAY + 2 * DAY)),
        a_trail(Heard("positive", MONDAY + 4 * DAY), Heard("positive", MONDAY + 5 * DAY)),
        a_trail(Heard("positive", MONDAY + 30 * DAY)),
    ]

    assert step_figures(trails, MONDAY + 60 * DAY) == (
        StepFigures("outbound", "mail", "email", Count(3, 1)),
        StepFigures("outbound", "call", "call", Count(3, 1)),
    )


def test_a_touch_counts_once_it_has_had_its_time() -> None:
    """An answer to the call is none to the mail, though the call does not count yet."""
    trails = [a_trail(Heard("positive", MONDAY + 4 * DAY))]

    figures = step_figures(trails, MONDAY + 15 * DAY)

    assert figures == (StepFigures("outbound", "mail", "email", Count(1, 0)),)


def test_a_bounce_is_of_the_mail_before_it() -> None:
    """By mailbox, before and since; one that comes weeks later is of another mail."""
    bounced = a_trail(Heard(BOUNCE, MONDAY + DAY))
    late = a_trail(Heard(BOUNCE, MONDAY + 9 * DAY))

    before = mailbox_figures([bounced, late], MONDAY + DAY)
    lately = mailbox_figures([bounced], MONDAY)

    assert before == (MailboxFigures(ROBIN, Count(2, 1), Count(0, 0)),)
    assert lately == (MailboxFigures(ROBIN, Count(0, 0), Count(1, 1)),)
