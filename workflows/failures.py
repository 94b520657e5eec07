"""Tells a ledger that is away from everything that needs a person."""

from __future__ import annotations

from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    FailureError,
)
from temporalio.exceptions import TimeoutError as RanOutOfTime

LEDGER_AWAY = "LedgerUnavailable"

# A local activity fails with its cause itself, a regular one with an `ActivityError` around it.
ACTIVITY_FAILED = (ActivityError, ApplicationError, RanOutOfTime)


def is_ledger_away(error: FailureError) -> bool:
    """Whether waiting can help: the ledger said so, or the try ran out of time."""
    cause = _cause_of(error)
    if isinstance(cause, ApplicationError):
        return cause.type == LEDGER_AWAY
    return isinstance(cause, RanOutOfTime)


def reason_of(error: FailureError) -> str:
    """One line for logs."""
    return str(_cause_of(error))


def _cause_of(error: FailureError) -> BaseException:
    return error.cause or error if isinstance(error, ActivityError) else error
