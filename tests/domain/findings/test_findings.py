"""What figures say in words, and that they say nothing below their sample size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from domain.findings.figures import (
    ChannelFigures,
    Figures,
    MailboxFigures,
    StepFigures,
    TaskFigures,
)
from domain.findings.finding import MeasuredFinding
from domain.findings.registry import found_in
from domain.statistics.counts import Count

STEPS = (
    StepFigures("outbound", "first", "email", Count(1_000, 60)),
    StepFigures("outbound", "second", "email", Count(900, 50)),
    StepFigures("outbound", "third", "email", Count(800, 12)),
    StepFigures("outbound", "ring", "call", Count(800, 4)),
)
CALLS = ChannelFigures("outbound", "call", Count(214, 0))
TASKS = TaskFigures("video", Count(80, 60))
MAILBOX = MailboxFigures("robin@northwind.example", Count(2_000, 20), Count(600, 24))


def found(**figures: object) -> tuple[MeasuredFinding, ...]:
    return found_in(replace(Figures(), **figures))  # type: ignore[arg-type]  # -- whatever is known


def test_the_weakest_step_is_named_with_its_peers() -> None:
    """Compared with the others of its channel; one without any is nobody's weakest."""
    (weak,) = found(steps=STEPS)

    assert (weak.kind, weak.about) == ("weakest-step", "outbound/third")
    assert weak.words == (
        "outbound: third is answered least of its channel (email), 1.5% of 800 times, its peers "
        "5.8% of 1,900; that is 2.5% to 5.9% less"
    )
    assert weak.page == "docs/linting.md#empty-follow-up"
    assert (weak.count, weak.interval.low > 0) == (Count(800, 12), True)


def test_steps_of_other_cadences_and_channels_are_no_peers() -> None:
    """Calls are answered otherwise than mails, and other people otherwise than these."""
    elsewhere = replace(STEPS[0], cadence="inbound")

    assert found(steps=(elsewhere, STEPS[2], STEPS[3])) == ()


def test_a_channel_that_is_never_used_is_named() -> None:
    """Planned, and skipped every time."""
    (unused,) = found(channels=(CALLS, ChannelFigures("outbound", "email", Count(900, 700))))

    assert (unused.kind, unused.about) == ("unused-channel", "outbound/call")
    assert "all of 214 touches were skipped (at most 1.8% would not be)" in unused.words


def test_a_kind_of_task_that_is_late_as_a_rule_is_named() -> None:
    """More than half, for sure; half and a little is not."""
    (late,) = found(tasks=(TASKS, TaskFigures("call", Count(80, 45))))

    assert (late.kind, late.about, late.page) == ("overdue-tasks", "video", "docs/rep-work.md")
    assert "60 of 80 (63% to 84%)" in late.words


def test_a_mailbox_with_rising_bounces_is_named() -> None:
    """More than before; where as many bounced before, nothing has risen."""
    steady = replace(MAILBOX, mailbox="sam@northwind.example", before=Count(2_000, 80))

    (rising,) = found(mailboxes=(steady, MAILBOX))

    assert (rising.kind, rising.about) == ("rising-bounces", MAILBOX.mailbox)
    assert "lately 4.0% of 600, before 1.0% of 2,000" in rising.words


@pytest.mark.parametrize(
    "figures",
    [
        {
            "steps": tuple(
                replace(s, count=Count(99, 0 if s.step == "third" else 50)) for s in STEPS
            )
        },
        {"channels": (replace(CALLS, count=Count(29, 0)),)},
        {"tasks": (replace(TASKS, count=Count(19, 19)),)},
        {"mailboxes": (replace(MAILBOX, lately=Count(99, 50)),)},
        {},
    ],
    ids=["steps", "channel", "tasks", "mailbox", "nothing at all"],
)
def test_nothing_is_said_below_the_sample_size(figures: dict[str, object]) -> None:
    """However striking it looks."""
    assert found(**figures) == ()


def test_chance_alone_hardly_ever_says_anything() -> None:
    """Of 400 worlds in which all steps and all mailboxes are alike, at most 5 % have a finding."""
    chance = np.random.default_rng(5)

    def world() -> tuple[MeasuredFinding, ...]:
        steps = [
            StepFigures("c", f"s{n}", "email", Count(400, chance.binomial(400, 0.05)))
            for n in range(6)
        ]
        boxes = [
            MailboxFigures(
                f"m{n}",
                Count(900, chance.binomial(900, 0.02)),
                Count(300, chance.binomial(300, 0.02)),
            )
            for n in range(5)
        ]
        return found(steps=tuple(steps), mailboxes=tuple(boxes))

    kinds = [{finding.kind for finding in world()} for _ in range(400)]

    for kind in ("weakest-step", "rising-bounces"):
        assert sum(kind in each for each in kinds) <= 0.05 * len(kinds)
