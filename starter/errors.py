"""Errors of the command line, by what they mean for the exit code."""

from __future__ import annotations

from domain.errors import DrumbeatError, LedgerUnavailable


class BadInput(DrumbeatError):
    """The input cannot be used as it stands."""


class Failed(DrumbeatError):
    """The command could not be carried out."""


def exit_code_of(error: DrumbeatError) -> int:
    """2 where the input has to change, 1 where the world has to."""
    return 1 if isinstance(error, Failed | LedgerUnavailable) else 2
