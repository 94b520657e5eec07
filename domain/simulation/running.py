"""Runs one enrollment to its end, or many side by side that share mailboxes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from heapq import heapify, heappop, heappush

from domain.mailboxes import Mailbox
from domain.people.enrollee import Enrollee
from domain.simulation.course import Course
from domain.simulation.interpreter import Run
from domain.simulation.post import Post
from domain.simulation.script import SILENCE, Script


def simulate(enrollee: Enrollee, start: datetime, script: Script = SILENCE) -> Course:
    """The way of one prospect who is enrolled at `start`, with no mailbox that could be full.

    Every touch is performed when it is due, a rep closes every task at once as `done`, research
    finds what it asks for, and nobody answers, except as the script says.
    """
    run = Run(enrollee, start, script, None)
    for _ in run.moments():
        pass
    return run.course()


def simulate_together(
    cases: Sequence[tuple[Enrollee, Script]], start: datetime, mailboxes: Sequence[Mailbox]
) -> tuple[Course, ...]:
    """The ways of several who are enrolled at `start` and share these mailboxes, in their order."""
    post = Post(mailboxes)
    runs = [Run(enrollee, start, script, post) for enrollee, script in cases]
    asleep = [(start, number, run.moments()) for number, run in enumerate(runs)]
    heapify(asleep)
    while asleep:
        _, number, moments = heappop(asleep)
        if (wakes_at := next(moments, None)) is not None:
            heappush(asleep, (wakes_at, number, moments))
    return tuple(run.course() for run in runs)
