"""One change for many enrollments, some at a time; asked again it goes on where it was stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from temporalio.client import Client

from workflows.contract import FinishRequest, PauseRequest, ResumeRequest
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.abreast import abreast
from workflows.runs.asking import NoAnswer, NotRunning, RunRefused, ask

SIDE_BY_SIDE = 32
PAGE = 200


class Deed(StrEnum):
    """What can be done to many."""

    PAUSE = "pause"
    RESUME = "resume"
    FINISH = "finish"


class Chosen(Protocol):
    """An open enrollment that was selected; `number` is its place among all."""

    @property
    def number(self) -> int: ...
    @property
    def workflow_id(self) -> str: ...
    @property
    def pauses(self) -> Collection[str]: ...


@dataclass(frozen=True)
class Change:
    """What somebody wants done; `until` (Drumbeat time) ends a pause by itself.

    `request_id` makes it happen once for each run.
    """

    deed: Deed
    by: str
    request_id: str
    reason: str = "manual"
    until: datetime | None = None

    def is_done_for(self, one: Chosen) -> bool:
        """Whether it stands already as it should."""
        if self.deed is Deed.PAUSE:
            return self.reason in one.pauses
        return self.deed is Deed.RESUME and not one.pauses

    async def ask(self, client: Client, workflow_id: str) -> str:
        """The state of the enrollment after it. Raises as `asking.ask`."""
        match self.deed:
            case Deed.PAUSE:
                pause = PauseRequest(self.reason, self.by, self.request_id, self.until)
                return await ask(client, workflow_id, EnrollmentWorkflow.pause, pause)
            case Deed.RESUME:
                resume = ResumeRequest(self.by, self.request_id)
                return await ask(client, workflow_id, EnrollmentWorkflow.resume, resume)
            case Deed.FINISH:
                finish = FinishRequest(self.reason, self.by, self.request_id)
                return await ask(client, workflow_id, EnrollmentWorkflow.finish, finish)


class Answer(StrEnum):
    """How it went for one of them."""

    DONE = "done"
    ALREADY = "already"
    REFUSED = "refused"
    NOT_RUNNING = "not_running"


@dataclass
class Tally:
    """How many came to which answer so far; `stopped` says why it could not go on."""

    answers: Counter[Answer] = field(default_factory=Counter)
    stopped: str | None = None

    @property
    def looked_at(self) -> int:
        return self.answers.total()


class Selection(Protocol):
    """The open enrollments that were selected, in the order in which they came."""

    async def __call__(self, after: int, limit: int, /) -> Sequence[Chosen]:
        """Some of those that came after this number."""


async def change_all(
    client: Client,
    selection: Selection,
    change: Change,
    tally: Tally,
    advance: Callable[[int], None] = lambda _: None,
) -> None:
    """Do it for each, and count in `tally`; where Temporal gives no answer it stops and says so."""
    after = 0
    while not tally.stopped and (page := await selection(after, PAGE)):
        await _change_page(client, page, change, tally)
        after = page[-1].number
        advance(len(page))


async def _change_page(
    client: Client, page: Sequence[Chosen], change: Change, tally: Tally
) -> None:
    async def unless_stopped(one: Chosen) -> None:
        if not tally.stopped:
            await _change(client, one, change, tally)

    await abreast(unless_stopped, page, SIDE_BY_SIDE)


async def _change(client: Client, one: Chosen, change: Change, tally: Tally) -> None:
    if change.is_done_for(one):
        tally.answers[Answer.ALREADY] += 1
        return
    try:
        await change.ask(client, one.workflow_id)
    except RunRefused:
        tally.answers[Answer.REFUSED] += 1
    except NotRunning:
        tally.answers[Answer.NOT_RUNNING] += 1
    except NoAnswer as error:
        tally.stopped = str(error)
    else:
        tally.answers[Answer.DONE] += 1
