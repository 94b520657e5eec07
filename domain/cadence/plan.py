"""The cadence as a workflow carries it: order and branches, no words and no calendar.

Open histories carry these, so fields are added with a default and never renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from domain.cadence.reactions import FINISH, Patience, Reaction


@dataclass(frozen=True)
class PlanStep:
    """What the workflow knows of a step.

    `asks` is what its condition reads beside fields: `results.STEP`, `replied`, `clicked`;
    `sends_text` whether its text message is sent without a rep.
    """

    id: str
    blocking: bool = False
    on: Mapping[str, Reaction] = field(default_factory=dict)
    no_response: Patience | None = None
    otherwise: Reaction | None = None
    asks: tuple[str, ...] = ()
    sends_text: bool = False


@dataclass(frozen=True)
class PlanExit:
    """What follows the last touch when nobody has answered."""

    after: timedelta = timedelta(0)
    outcome: str = "completed"
    then: str | None = None
    rest: timedelta = timedelta(0)


# What events do where a plan does not say; what is not named does nothing.
DEFAULT_REACTIONS: Mapping[str, Reaction] = {
    "reply/positive": FINISH,
    "reply/neutral": FINISH,
    "reply/negative": FINISH,
    "reply/unclassified": FINISH,
    "reply/unsubscribe": FINISH,
    "meeting_booked": FINISH,
    "bounce": FINISH,
    "opt_out": FINISH,
}


@dataclass(frozen=True)
class Plan:
    """Order and branches. `on` are the reactions that do something, by the name of their event."""

    steps: tuple[PlanStep, ...]
    on: Mapping[str, Reaction] = field(default_factory=lambda: dict(DEFAULT_REACTIONS))
    exit: PlanExit | None = None

    @cached_property
    def by_id(self) -> Mapping[str, PlanStep]:
        """The steps by their ids."""
        return {step.id: step for step in self.steps}
