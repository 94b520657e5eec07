"""Runs a process of its own on the settings, says in one line why it could not, and ends it."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from config.settings import Settings, load_settings
from domain.errors import DrumbeatError, LedgerUnavailable


def run_to_its_end(room: Callable[[Settings], Coroutine[Any, Any, None]]) -> int:
    """Run the room's process; its exit code.

    0 where it was told to stop, 2 where a setting or a secret has to change, 1 where the ledger
    is away and starting again may help. What nobody expected passes, with its traceback.
    """
    try:
        settings = load_settings()
        _set_apart_what_stays()
        asyncio.run(room(settings))
    except DrumbeatError as error:
        sys.stderr.write(f"{error}\n")
        return 1 if isinstance(error, LedgerUnavailable) else 2
    return 0


def leave(code: int) -> NoReturn:
    """End the process at once; what it has said is written.

    Threads of Temporal's SDK outlive its clients. One that comes back to an interpreter which is
    being finalized aborts it, now and then, and a command that did its work would exit with 134.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _set_apart_what_stays() -> None:
    """Modules last as long as the process; looked through for garbage, they cost a tenth of it."""
    gc.collect()
    gc.freeze()
