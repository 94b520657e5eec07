"""What a checkup of `drumbeat doctor` finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Checkup:
    """One finding, `ok` None where it cannot be known; `remedy` says what to do about a problem."""

    what: str
    ok: bool | None
    finding: str
    remedy: str | None = None
