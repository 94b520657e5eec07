"""The counts that findings are made from: plain numbers, whoever counted them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.statistics.counts import Count


@dataclass(frozen=True)
class StepFigures:
    """How often a step was delivered, and how often it was answered."""

    cadence: str
    step: str
    channel: str
    count: Count


@dataclass(frozen=True)
class ChannelFigures:
    """How many touches of a channel of a cadence have had their turn, and how many were tried."""

    cadence: str
    channel: str
    count: Count


@dataclass(frozen=True)
class TaskFigures:
    """How many tasks of a kind are over, and how many of these were late or given up as such."""

    kind: str
    count: Count


@dataclass(frozen=True)
class MailboxFigures:
    """How many mails of a mailbox bounced, lately and in the time before that."""

    mailbox: str
    before: Count
    lately: Count


@dataclass(frozen=True)
class Figures:
    """All that is known."""

    steps: tuple[StepFigures, ...] = ()
    channels: tuple[ChannelFigures, ...] = ()
    tasks: tuple[TaskFigures, ...] = ()
    mailboxes: tuple[MailboxFigures, ...] = ()
