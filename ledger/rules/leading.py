"""Where published cadences lead to: to published ones, and nobody is led round in a circle."""

from __future__ import annotations

from itertools import chain

from domain.cadence import Cadence
from domain.cadence.leading import Newest, faults_between, unknown_from
from domain.errors import InvalidCadence


def refuse_misleading(cadence: Cadence, newest: Newest) -> None:
    """Raises `InvalidCadence` for a cadence that leads to an unknown one, or back to itself.

    So it does where an experiment of it could not be told from one of the cadence that led there.
    `newest` are the newest published cadences by name.
    """
    for fault in chain(unknown_from(cadence, newest), faults_between(cadence, newest)):
        raise InvalidCadence(fault.words)
