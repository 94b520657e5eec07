"""Texts and calls: a rep does them by hand, or a provider that is set up takes them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.facts import CallBegun, Fact, VoicemailDropped
from domain.mailboxes import NoSlot
from domain.people.enrollee import Enrollee
from domain.ports.sending import Unanswered, Withdrawn
from domain.ports.starting import Refusal


@dataclass(frozen=True)
class Taken:
    """The provider took it; `sid` is its name for it."""

    sid: str


@dataclass(frozen=True)
class Declined:
    """The provider said no, for certain: HTTP `status`, and its error `code` where it names one."""

    status: int
    code: int | None = None


@dataclass(frozen=True)
class Unreached:
    """No connection came about, so nothing was asked."""

    reason: str


@dataclass(frozen=True)
class LeftToRep:
    """No provider is set up: a rep does it by hand. Nothing was claimed."""


Answer = Taken | Declined | Unreached | Unanswered
TextDelivery = Answer | Withdrawn | LeftToRep


@dataclass(frozen=True)
class Text:
    """A text message for a number (E.164).

    Reports name its `sending`, `<enrollment>.<step>.<generation>`.
    """

    recipient: str = field(repr=False)
    words: str = field(repr=False)
    sending: str


class TextTransport(Protocol):
    """How text messages go out."""

    async def send(
        self, text: Text, before_request: Callable[[str], Awaitable[Refusal | NoSlot | None]]
    ) -> TextDelivery:
        """Hand the text over, awaiting `before_request` with its sender before anything is asked.

        Never raises for what a provider or a network does: that is the `TextDelivery`.
        """


@dataclass(frozen=True)
class Bridge:
    """Two telephones to be connected (E.164): the rep's rings first."""

    rep: str = field(repr=False)
    prospect: str = field(repr=False)


class CallTransport(Protocol):
    """How reps are connected with prospects. Neither method raises for what a provider does."""

    async def place(
        self, bridge: Bridge, before_request: Callable[[], Awaitable[str]]
    ) -> Answer | LeftToRep:
        """Ring the rep, then the prospect.

        `before_request` is awaited for the name that reports are to carry, before anything is
        asked; what it raises passes.
        """

    async def leave_voicemail(
        self, words: str | None, before_request: Callable[[], Awaitable[str]]
    ) -> Answer | LeftToRep:
        """Leave the recording that is set up, else say these words, to the leg of this name.

        The rep is off the line then. Raises `CallRefused` where there is nothing to leave.
        """


@dataclass(frozen=True)
class CallRequest:
    """A rep's press: for the open task of this touch, at this moment."""

    enrollment_id: str
    step: str
    by: str
    request_id: str
    at: datetime

    @property
    def task_id(self) -> str:
        return f"{self.enrollment_id}.{self.step}"


class CallLog(Protocol):
    """The ledger, as far as calls need it."""

    async def enrollee(self, enrollment_id: str) -> Enrollee:
        """`Directory.enrollee`."""

    async def append(self, enrollment_id: str, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        """`FactLog.append`."""

    async def begin_call(self, request: CallRequest) -> CallBegun:
        """Commit that the provider is about to be asked: one attempt for each press.

        Locks and checks as the opening of a task does, for the channel `call`. Raises
        `CallRefused` where something stands against it, another call of the task is under way or
        this press was taken already; `UnknownTask` and `TaskTaken` as the task itself.
        """

    async def begin_drop(self, request: CallRequest) -> tuple[VoicemailDropped, str]:
        """Commit that the voicemail is about to be left in the call that is on the line.

        With the provider's name of the leg. Checks as `begin_call`, for the channel `voicemail`,
        and raises as that.
        """
