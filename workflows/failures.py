"""Tells a ledger that is away from everything that needs a person."""

from __future__ import annotations

from temporalio.exceptions import ActivityError, ApplicationError, TimeoutError

LEDGER_AWAY = "LedgerUnavailable"


def is_ledger_away(error: ActivityError) -> bool:
    """Whether waiting can help: the ledger said so, or the local try ran out of time."""
    cause = error.cause
    if isinstance(cause, ApplicationError):
        return cause.type == LEDGER_AWAY
    return isinstance(cause, TimeoutError)


def reason_of(error: ActivityError) -> str:
    """One line for logs."""
    return str(error.cause or error)
