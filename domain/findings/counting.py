"""The figures of findings, added up from the groups that reports are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.analytics.measures import OF_TOUCHES
from domain.analytics.questions import WINDOW, Group
from domain.analytics.tables import Line, table_of
from domain.findings.figures import ChannelFigures, MailboxFigures, StepFigures, TaskFigures
from domain.statistics.counts import Count

# How the groups of each are parted.
OF_STEPS = ("cadence", "step", "channel")
OF_CHANNELS = ("cadence", "channel")
OF_TASKS = ("channel",)
OF_MAILBOXES = ("mailbox",)


def of_steps(groups: Iterable[Group], by: tuple[str, ...]) -> list[Group]:
    """Groups of steps, parted by some of their parts alone."""
    places = [OF_STEPS.index(name) for name in by]
    return [replace(one, parts=tuple(one.parts[place] for place in places)) for one in groups]


def step_figures(groups: Iterable[Group], window: int = WINDOW) -> tuple[StepFigures, ...]:
    """Replies to what was delivered, within so many days."""
    lines = _lines(groups, OF_STEPS, window)
    return tuple(_step(line, *map(str, line.part)) for line in lines)


def channel_figures(groups: Iterable[Group]) -> tuple[ChannelFigures, ...]:
    """What was tried, whatever came of it, beside what was skipped."""
    lines = _lines(groups, OF_CHANNELS)
    return tuple(_channel(line, *map(str, line.part)) for line in lines)


def task_figures(groups: Iterable[Group]) -> tuple[TaskFigures, ...]:
    """Late ones among those that are over; a mail is never late."""
    return tuple(
        TaskFigures(str(line.part[0]), _count(line, "overdue", "attempted", "skipped"))
        for line in _lines(groups, OF_TASKS)
    )


def mailbox_figures(before: Iterable[Group], lately: Iterable[Group]) -> tuple[MailboxFigures, ...]:
    """Bounces among the mails that arrived or bounced, in both times."""
    earlier, later = _bounced(before), _bounced(lately)
    nothing = Count(0, 0)
    return tuple(
        MailboxFigures(name, earlier.get(name, nothing), later.get(name, nothing))
        for name in sorted({*earlier, *later})
    )


def _step(line: Line, cadence: str, step: str, channel: str) -> StepFigures:
    return StepFigures(cadence, step, channel, _count(line, "replied", "delivered"))


def _channel(line: Line, cadence: str, channel: str) -> ChannelFigures:
    tried = _count(line, "attempted", "attempted", "skipped")
    return ChannelFigures(cadence, channel, tried)


def _bounced(groups: Iterable[Group]) -> Mapping[str, Count]:
    lines = _lines(groups, OF_MAILBOXES)
    named = [(line.part[0], line) for line in lines if line.part[0] is not None]
    return {str(name): _count(line, "bounced", "delivered", "bounced") for name, line in named}


def _lines(groups: Iterable[Group], by: tuple[str, ...], window: int = WINDOW) -> tuple[Line, ...]:
    return table_of(groups, by, "delivered", OF_TOUCHES, window).lines


def _count(line: Line, hits: str, *tried: str) -> Count:
    return Count(sum(line.counts[name] for name in tried), line.counts[hits])
