"""A whole cadence stands still: one flag for everybody in it, and what ends it for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.facts import Resumed

# The reason of every hold that such a pause has brought.
CADENCE_PAUSED = "cadence_paused"


@dataclass(frozen=True)
class CadencePause:
    """A pause of all versions of a cadence; it stands while `resumed_at` is None."""

    id: int
    cadence: str
    paused_at: datetime
    by: str
    because: str | None = None
    resumed_at: datetime | None = None
    resumed_by: str | None = None

    @property
    def stands(self) -> bool:
        return self.resumed_at is None

    @property
    def end(self) -> Resumed:
        """What everybody who was held is told, once. Raises `ValueError` while it stands."""
        if self.resumed_at is None:
            raise ValueError(f"the pause of {self.cadence} stands")
        return Resumed(
            at=self.resumed_at,
            source_id=f"cadence_resumed/{self.id}",
            reason=CADENCE_PAUSED,
            by=self.resumed_by,
        )


@dataclass(frozen=True)
class HeldBack:
    """An enrollment that a pause of its cadence holds, and where its run is told of the end."""

    enrollment_id: str
    workflow_id: str
