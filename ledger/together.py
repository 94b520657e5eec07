"""Writes that wait for the one SQLite writer are committed together: one flush to disk for all.

Each is a savepoint of its own, so that one which raises takes only itself back; and each returns
when the commit has, so that what is answered for is on disk.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.orm import Session

T = TypeVar("T")
Work = Callable[[Session], T]
Transaction = Callable[[Work[Any]], Any]

# Enough to share a flush; few enough that nobody waits long for the work of others.
MOST = 32


class Together:
    """One thread that runs what waits for it in as few transactions as it can."""

    def __init__(self, threads: ThreadPoolExecutor, transaction: Transaction) -> None:
        self._threads = threads
        self._transaction = transaction
        self._waiting: SimpleQueue[_Write] = SimpleQueue()

    def submit(self, work: Work[T]) -> Future[T]:
        """The outcome of the work, known when it is committed."""
        write = _Write(work)
        self._waiting.put(write)
        # Whoever comes first takes the others along: the rest then find nothing to do.
        self._threads.submit(self._commit_what_waits)
        return write.outcome

    def _commit_what_waits(self) -> None:
        writes = self._taken()
        if not writes:
            return
        try:
            self._transaction(lambda session: _do_all(session, writes))
        except BaseException as error:  # noqa: BLE001 -- each hears of it from its own future
            for write in writes:
                write.outcome.set_exception(error)
        else:
            for write in writes:
                write.tell()

    def _taken(self) -> list[_Write]:
        """What waits and is still wanted."""
        writes: list[_Write] = []
        while len(writes) < MOST:
            try:
                write = self._waiting.get_nowait()
            except Empty:
                break
            if write.outcome.set_running_or_notify_cancel():
                writes.append(write)
        return writes


class _Write:
    """One piece of work, what came of it, and who waits for that."""

    def __init__(self, work: Work[Any]) -> None:
        self.outcome: Future[Any] = Future()
        self._work = work
        self._result: Any = None
        self._error: Exception | None = None

    def do(self, session: Session) -> None:
        self._result = self._work(session)

    def do_apart(self, session: Session) -> None:
        """Within a savepoint; what the database itself raises is the whole transaction's matter."""
        # `begin_nested` does the same at several times the cost; there are no objects to keep.
        run = session.connection().exec_driver_sql
        run("SAVEPOINT apart")
        try:
            self.do(session)
        except (OperationalError, InterfaceError, InternalError):
            raise
        except Exception as error:  # noqa: BLE001 -- raised again where its caller waits
            run("ROLLBACK TO apart")
            self._error = error
        run("RELEASE apart")

    def tell(self) -> None:
        if self._error is not None:
            self.outcome.set_exception(self._error)
        else:
            self.outcome.set_result(self._result)


def _do_all(session: Session, writes: list[_Write]) -> None:
    if len(writes) == 1:
        writes[0].do(session)
        return
    for write in writes:
        write.do_apart(session)
