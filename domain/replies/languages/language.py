"""What there is to know of a language where somebody is away."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A language's words for dates and absences.

    `back` stands beside the first day that somebody is there again, `until` before the last that
    they are not, `never_until` before one that is meant as the first. `spans` are days and weeks,
    `numbers` what they are counted by, from one. `away` says that somebody is not there, `received`
    that a machine has taken a mail in; `automatic` begins the subject of what no person wrote.
    """

    code: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    tomorrow: str
    next_week: str
    spans: tuple[str, str]
    numbers: tuple[str, ...]
    in_month: str
    end_of_month: str
    back: tuple[str, ...]
    until: tuple[str, ...]
    never_until: tuple[str, ...]
    away: tuple[str, ...]
    received: tuple[str, ...]
    automatic: tuple[str, ...]
