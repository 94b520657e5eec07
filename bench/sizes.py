"""How much is measured, and how fast the touches of both sides follow each other."""

from __future__ import annotations

from dataclasses import dataclass

TOUCHES = 8

# Between two touches of one enrollment, in host seconds, on both sides: longer than a touch takes
# under this load, so that every touch of both sides has its timer.
PAUSE_SECONDS = 3.0
# All runs of a side are started before its first touch is due.
HEAD_START_SECONDS = 12.0
# A wait that does not end while the benchmark runs.
FAR_SECONDS = 43_200.0


@dataclass(frozen=True)
class Sizes:
    """Enrollments that run through, that are started, that are signalled."""

    runs: int = 300
    starts: int = 2000
    signals: int = 60
