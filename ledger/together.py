"""Writes that wait for the one SQLite writer are committed together: one flush to disk for all.

Each is a savepoint of its own, so that one which raises takes only itself back; and each returns
when the commit has, so that what is answered for is on disk.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
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
        self._waiting: deque[_Write] = deque()
        self._lock = Lock()
        self._is_running = False

    def submit(self, work: Work[T]) -> asyncio.Future[T]:
        """The outcome of the work, known when it is committed."""
        write = _Write(work, asyncio.get_running_loop().create_future())
        with self._lock:
            self._waiting.append(write)
            is_running, self._is_running = self._is_running, True
        if not is_running:
            self._threads.submit(self._commit_what_waits)
        return write.outcome

    def _commit_what_waits(self) -> None:
        while writes := self._taken():
            if wanted := [write for write in writes if not write.outcome.cancelled()]:
                self._commit(wanted)
                _tell(wanted)

    def _taken(self) -> list[_Write]:
        """Those that have waited longest; where there are none the next starts the thread anew."""
        with self._lock:
            writes = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            self._is_running = bool(writes)
            return writes

    def _commit(self, writes: list[_Write]) -> None:
        try:
            self._transaction(lambda session: _do_all(session, writes))
        except BaseException as error:  # noqa: BLE001 -- each hears of it from its own future
            for write in writes:
                write.error = error


class _Write:
    """One piece of work, what came of it, and who waits for that."""

    def __init__(self, work: Work[Any], outcome: asyncio.Future[Any]) -> None:
        self.outcome = outcome
        self.error: BaseException | None = None
        self._work = work
        self._result: Any = None

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
            self.error = error
        run("RELEASE apart")

    def tell(self) -> None:
        """In the event loop, where its caller may have gone meanwhile."""
        if self.outcome.done():
            return
        if self.error is not None:
            self.outcome.set_exception(self.error)
        else:
            self.outcome.set_result(self._result)


def _do_all(session: Session, writes: list[_Write]) -> None:
    if len(writes) == 1:
        writes[0].do(session)
        return
    for write in writes:
        write.do_apart(session)


def _tell(writes: list[_Write]) -> None:
    """Each caller in its own event loop, all of one loop at once."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Write]] = {}
    for write in writes:
        by_loop.setdefault(write.outcome.get_loop(), []).append(write)
    for loop, theirs in by_loop.items():
        # A loop that was closed has nobody who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell_all, theirs)


def _tell_all(writes: list[_Write]) -> None:
    for write in writes:
        write.tell()
