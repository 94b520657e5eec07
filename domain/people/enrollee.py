"""Who goes through what: all that planning and rendering look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.cadence import Cadence
from domain.experiments import own_variants
from domain.people.prospects import Prospect


@dataclass(frozen=True)
class Enrollee:
    """A prospect in a published cadence, with its variants by experiment.

    Among these are the arms of another cadence that led here.

    `not_before` is when the first touch may come at the earliest.
    """

    enrollment_id: str
    prospect: Prospect
    published: Cadence
    variants: Mapping[str, str] = field(default_factory=dict)
    not_before: datetime | None = None
    is_cadence_paused: bool = False

    @property
    def cadence(self) -> Cadence:
        """The cadence as this enrollment goes through it, its variants put in."""
        return self.published.in_variants(own_variants(self.published, self.variants))
