"""Errors of the command line, by what they mean for the exit code."""

from __future__ import annotations

from domain.errors import DrumbeatError, LedgerUnavailable
from domain.mailboxes.credentials import LoginRefused, ProviderAway
from workflows.runs.asking import NoAnswer


class BadInput(DrumbeatError):
    """The input cannot be used as it stands."""


class Failed(DrumbeatError):
    """The command could not be carried out."""


def exit_code_of(error: DrumbeatError) -> int:
    """2 where the input has to change, 1 where the world has to."""
    is_the_world = isinstance(
        error, Failed | LedgerUnavailable | LoginRefused | NoAnswer | ProviderAway
    )
    return 1 if is_the_world else 2
