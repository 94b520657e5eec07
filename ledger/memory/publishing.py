"""Published cadences in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.cadence import Cadence
from ledger.enrollments.files import carried_by
from ledger.memory import enrolling
from ledger.memory.state import Memory
from ledger.rules.leading import refuse_misleading


def publish(memory: Memory, cadence: Cadence, at: datetime, contents: Mapping[str, bytes]) -> str:
    """Keep this version and the files it carries, the newest of its name.

    Raises `InvalidCadence` as `refuse_misleading` and `files.carried_by`.
    """
    refuse_misleading(cadence, enrolling.newest_in(memory))
    memory.files |= carried_by(cadence, contents, memory.files)
    version = cadence.version
    memory.cadences.setdefault(version, cadence)
    memory.published[version] = max(at, memory.published.get(version, at))
    return version
