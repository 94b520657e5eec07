"""Writes that wait for the one SQLite writer are committed together: one flush to disk for all.

Each is a savepoint of its own, so that one which raises takes only itself back; and each returns
when the commit has, so that what is answered for is on disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError

T = TypeVar("T")
Work = Callable[[Connection], T]
Transaction = Callable[[Work[Any]], Any]

# Enough to share a flush; few enough that nobody waits long for the work of others.
MOST = 32


class Together:
    """One thread that runs what waits for it in as few transactions as it can."""

    def __init__(self, threads: ThreadPoolExecutor, transaction: Transaction) -> None:
        self._threads = threads
        self._transaction = transaction
        self._waiting: SimpleQueue[_Write] = SimpleQueue()
        self._is_called = False

    async def run(self, work: Work[T]) -> T:
        """The outcome of the work, once it is committed."""
        write = _Write(work, asyncio.get_running_loop())
        self._waiting.put(write)
        self._call()
        outcome: T = await write.outcome
        return outcome

    def _call(self) -> None:
        """Whoever comes first takes the others along."""
        if self._is_called:
            return
        self._is_called = True
        try:
            self._threads.submit(self._commit_what_waits)
        except RuntimeError:
            # It is closed: whoever comes next has to hear of that too.
            self._is_called = False
            raise

    def _commit_what_waits(self) -> None:
        # Before the look: who comes after it calls again.
        self._is_called = False
        while writes := self._taken():
            self._commit(writes)

    def _commit(self, writes: list[_Write]) -> None:
        try:
            self._transaction(lambda connection: _do_all(connection, writes))
        except BaseException as error:  # noqa: BLE001 -- each hears of it from its own future
            for write in writes:
                write.error = error
        # All at once: a thread that wakes a loop for each waits for the interpreter each time.
        for loop in {write.loop for write in writes}:
            if not loop.is_closed():
                loop.call_soon_threadsafe(_tell, [one for one in writes if one.loop is loop])

    def _taken(self) -> list[_Write]:
        """What waits and is still wanted."""
        writes: list[_Write] = []
        while len(writes) < MOST:
            try:
                write = self._waiting.get_nowait()
            except Empty:
                break
            if not write.outcome.cancelled():
                writes.append(write)
        return writes


class _Write:
    """One piece of work, what came of it, and who waits for that, in which loop."""

    def __init__(self, work: Work[Any], loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.outcome: asyncio.Future[Any] = loop.create_future()
        self.error: BaseException | None = None
        self._work = work
        self._result: Any = None

    def do(self, connection: Connection) -> None:
        self._result = self._work(connection)

    def do_apart(self, connection: Connection, run: Callable[[str], object]) -> None:
        """Within a savepoint; what the database itself raises is the whole transaction's matter."""
        run("SAVEPOINT apart")
        try:
            self.do(connection)
        except (OperationalError, InterfaceError, InternalError):
            raise
        except Exception as error:  # noqa: BLE001 -- raised again where its caller waits
            run("ROLLBACK TO apart")
            self.error = error
        run("RELEASE apart")

    def tell(self) -> None:
        """In its loop; who has gone away is told nothing."""
        if self.outcome.done():
            return
        if self.error is not None:
            self.outcome.set_exception(self.error)
        else:
            self.outcome.set_result(self._result)


def _tell(writes: list[_Write]) -> None:
    for write in writes:
        write.tell()


def _do_all(connection: Connection, writes: list[_Write]) -> None:
    if len(writes) == 1:
        writes[0].do(connection)
        return
    # `begin_nested` does the same at many times the cost; there are no objects to keep.
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("there is no connection to write on")
    for write in writes:
        write.do_apart(connection, driver.execute)
