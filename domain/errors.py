"""The errors of the domain; each docstring is its message for a person."""

from __future__ import annotations


class DrumbeatError(Exception):
    """Drumbeat cannot go on with this input."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class InvalidCadence(DrumbeatError):
    """The cadence file cannot work as written."""


class InvalidProspect(DrumbeatError):
    """The prospect cannot be enrolled as written."""


class MissingVariable(DrumbeatError):
    """A template names a variable that the prospect does not have."""

    def __init__(self, variable: str) -> None:
        super().__init__(f"the template needs {variable!r}, which this prospect does not have")
        self.variable = variable


class InvalidTemplate(DrumbeatError):
    """The template cannot be parsed."""


class UnknownEnrollment(DrumbeatError):
    """There is no enrollment with this id."""


class UnknownCadence(DrumbeatError):
    """There is no published cadence of this name or version."""


class NoMailbox(DrumbeatError):
    """There is no mailbox for the enrollments of this cadence."""


class UnknownFile(DrumbeatError):
    """No published cadence carries a file of this digest."""


class ClockInUse(DrumbeatError):
    """The speed of time cannot change while enrollments are open: their runs keep the old one."""


class LedgerUnavailable(DrumbeatError):
    """The ledger cannot be reached right now."""


class Unstorable(DrumbeatError):
    """The ledger cannot keep this as it is, however often it is given."""
