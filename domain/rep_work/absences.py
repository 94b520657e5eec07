"""Reps who are away, and who does their work meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.people.prospects import address_key


@dataclass(frozen=True)
class Absence:
    """The rep is away from `starts` until `ends`; what is opened then is the stand-in's.

    Without a stand-in it stays the rep's own, for when the rep is back.
    """

    rep: str
    starts: datetime
    ends: datetime
    stand_in: str | None
    by: str
    at: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether the rep is away at that moment."""
        return self.starts <= moment < self.ends


def present(rep: str | None, absences: Iterable[Absence], at: datetime) -> str | None:
    """Who does the rep's work then: the rep, or the stand-in, or the stand-in's stand-in.

    The latest word on a rep counts. Where all who stand in for each other are away, the rep.
    """
    away = (one for one in sorted(absences, key=_said) if one.covers(at))
    stands_in = {address_key(one.rep): one.stand_in for one in away}
    who, asked = rep, {address_key(rep or "")}
    while (other := stands_in.get(address_key(who or ""))) is not None:
        if address_key(other) in asked:
            return rep
        asked.add(address_key(other))
        who = other
    return who


def _said(absence: Absence) -> datetime:
    return absence.at
