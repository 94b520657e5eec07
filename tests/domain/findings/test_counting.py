"""The figures of findings, from the groups of reports."""

from __future__ import annotations

from domain.analytics.marks import NOTHING, Fate, Mark
from domain.analytics.questions import Group, Value
from domain.findings.counting import (
    channel_figures,
    mailbox_figures,
    step_figures,
    task_figures,
)
from domain.findings.figures import ChannelFigures, MailboxFigures, StepFigures, TaskFigures
from domain.statistics.counts import Count

ROBIN = "robin@northwind.example"


def a_group(
    *parts: Value, count: int, fate: Fate = Fate.DELIVERED, marks: Mark = NOTHING, lag: int = 1
) -> Group:
    return Group(parts, count, int(marks), fate.value, lag)


def test_a_step_is_answered_by_people_in_time() -> None:
    """Of what was delivered; an absence and an answer that came too late are none."""
    step = ("outbound", "hello", "email")
    groups = [
        a_group(*step, count=90),
        a_group(*step, count=4, marks=Mark.NEGATIVE),
        a_group(*step, count=3, marks=Mark.POSITIVE, lag=40),
        a_group(*step, count=2, marks=Mark.AWAY),
        a_group(*step, count=7, fate=Fate.SKIPPED),
    ]

    assert step_figures(groups, window=30) == (StepFigures(*step, Count(99, 4)),)


def test_a_channel_is_used_where_anybody_was_tried() -> None:
    """Also in vain; what still waits has not had its turn."""
    groups = [
        a_group("outbound", "call", count=5, fate=Fate.SKIPPED),
        a_group("outbound", "call", count=2, fate=Fate.UNREACHED),
        a_group("outbound", "call", count=9, fate=Fate.WAITING),
    ]

    assert channel_figures(groups) == (ChannelFigures("outbound", "call", Count(7, 2)),)


def test_tasks_are_late_or_given_up() -> None:
    """Of those that are over."""
    groups = [
        a_group("call", count=5),
        a_group("call", count=2, marks=Mark.LATE),
        a_group("call", count=3, fate=Fate.SKIPPED, marks=Mark.LATE),
        a_group("call", count=4, fate=Fate.OPEN),
    ]

    assert task_figures(groups) == (TaskFigures("call", Count(10, 5)),)


def test_bounces_are_of_a_mailbox_before_and_lately() -> None:
    """What no mailbox has sent is nobody's."""
    before = [a_group(ROBIN, count=98), a_group(ROBIN, count=2, fate=Fate.BOUNCED)]
    lately = [a_group(ROBIN, count=9, fate=Fate.BOUNCED), a_group(None, count=7)]

    (figures,) = mailbox_figures(before, lately)

    assert figures == MailboxFigures(ROBIN, Count(100, 2), Count(9, 9))
