"""The counts that findings are made from: plain numbers, whoever counted them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.statistics.counts import Count


@dataclass(frozen=True)
class StepFigures:
    """How often a step was performed, and after how many of these a person answered it."""

    cadence: str
    step: str
    channel: str | None
    count: Count


@dataclass(frozen=True)
class ChannelFigures:
    """How many touches of a channel of a cadence were performed, and skipped for which reason."""

    cadence: str
    channel: str
    performed: int
    skipped: Mapping[str, int] = field(default_factory=dict)

    @property
    def count(self) -> Count:
        """Those performed among all that have come to an end."""
        return Count(self.performed + sum(self.skipped.values()), self.performed)


@dataclass(frozen=True)
class TaskFigures:
    """How many tasks of a kind have come due, and how many of these were not done by then."""

    kind: str
    count: Count


@dataclass(frozen=True)
class MailboxFigures:
    """How many mails of a mailbox bounced, lately and in the time before that."""

    mailbox: str
    before: Count
    lately: Count


@dataclass(frozen=True)
class Work:
    """What became of touches by channel, and of tasks by kind."""

    channels: tuple[ChannelFigures, ...] = ()
    tasks: tuple[TaskFigures, ...] = ()


@dataclass(frozen=True)
class Figures:
    """All that is known."""

    steps: tuple[StepFigures, ...] = ()
    mailboxes: tuple[MailboxFigures, ...] = ()
    work: Work = Work()
