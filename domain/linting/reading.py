"""A cadence as the rules look at it: its touches, in the order in which a prospect meets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from domain.cadence import Cadence, contents_of
from domain.cadence.words import declared_in
from domain.linting.samples import everything_known, least_known
from domain.linting.wording import HEARD, Prospects, Wording


@dataclass(frozen=True)
class Reading:
    """A cadence to be judged."""

    cadence: Cadence

    @cached_property
    def wordings(self) -> tuple[Wording, ...]:
        """Everything that steps and their alternatives say, in the file's order."""
        return tuple(self._wordings())

    @cached_property
    def contacts(self) -> tuple[Wording, ...]:
        """The steps that reach the prospect, by their first channel: no tasks, no research."""
        return tuple(one for one in self.steps if one.channel in HEARD)

    @cached_property
    def steps(self) -> tuple[Wording, ...]:
        """The steps by their first channel."""
        return tuple(one for one in self.wordings if one.content is one.step)

    @cached_property
    def touches(self) -> tuple[Wording, ...]:
        """The contacts as a prospect counts them: a voicemail after a call is part of that call."""
        return tuple(one for one in self.contacts if not self._ends_a_call(one))

    @cached_property
    def days(self) -> tuple[int, ...]:
        """The days with a touch, each once."""
        return tuple(sorted({one.step.day for one in self.touches}))

    @cached_property
    def gaps(self) -> tuple[int, ...]:
        """The days from one day with a touch to the next."""
        return tuple(later - earlier for earlier, later in pairwise(self.days))

    @property
    def is_outbound(self) -> bool:
        """Whether we make the first move."""
        return self.cadence.direction == "outbound"

    @property
    def is_unhurried(self) -> bool:
        """Whether most touches come two weeks apart or more: it nurtures, and does not open."""
        middle = (len(self.gaps) - 1) // 2
        return bool(self.gaps) and sorted(self.gaps)[middle] >= self.weeks(2)

    def weeks(self, count: int) -> int:
        """How many of the cadence's days so many weeks are."""
        rules = self.cadence.rules
        return count * (7 if rules.counting == "calendar" else len(set(rules.days)))

    def is_set(self, *path: str) -> bool:
        """Whether the file says this itself, as in `is_set("rules", "window")`."""
        part: object = self.cadence
        for key in path:
            if key not in getattr(part, "model_fields_set", ()):
                return False
            part = getattr(part, key)
        return True

    def _wordings(self) -> Iterator[Wording]:
        cadence = self.cadence
        prospects = Prospects(
            full=frozenset(everything_known(cadence).items()),
            bare=frozenset(least_known(cadence).items()),
            declared=declared_in(cadence),
            snippets=cadence.frozen_snippets,
        )
        for number, step in enumerate(cadence.steps):
            for loc, content in contents_of(step, ("steps", number)):
                yield Wording(number, step, content, loc, prospects)

    def _ends_a_call(self, one: Wording) -> bool:
        if one.channel != "voicemail" or one.number == 0:
            return False
        before = self.cadence.steps[one.number - 1]
        return before.channel == "call" and before.day == one.step.day
