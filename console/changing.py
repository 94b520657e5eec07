"""Changes to many enrollments that this process is making, and how far each has come.

They end with the process. Nothing is lost by that: asked for again, a change leaves alone those for
whom it is done.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field

from temporalio.client import Client

from domain.errors import DrumbeatError
from workflows.runs.bulk import Change, Selection, Tally, change_all

MOST_KEPT = 100


class UnknownChange(DrumbeatError):
    """No such change is known here; begin it again, it leaves alone those for whom it is done."""


@dataclass
class Changing:
    """A change under way or over, of `total` enrollments as they were counted at its beginning."""

    change: Change
    total: int
    tally: Tally = field(default_factory=Tally)
    is_over: bool = False


@dataclass
class Changes:
    """The latest changes of this process, by the names that their pages have."""

    _known: dict[str, Changing] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self, client: Client, selection: Selection, change: Change, total: int) -> str:
        """Begin to make it; its name."""
        name = secrets.token_urlsafe(12)
        self._known[name] = changing = Changing(change, total)
        for oldest in list(self._known)[:-MOST_KEPT]:
            del self._known[oldest]
        task = asyncio.create_task(_made(client, selection, changing))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return name

    def known(self, name: str) -> Changing:
        """The change of this name. Raises `UnknownChange`."""
        if name not in self._known:
            raise UnknownChange
        return self._known[name]


async def _made(client: Client, selection: Selection, changing: Changing) -> None:
    try:
        await change_all(client, selection, changing.change, changing.tally)
    except DrumbeatError as error:
        changing.tally.stopped = str(error)
    finally:
        changing.is_over = True
