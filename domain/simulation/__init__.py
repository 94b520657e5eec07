"""A whole cadence on a virtual clock, for one prospect at a time or for a crowd with its mailboxes.

Belongs here: the interpreter of decisions that production has in `workflows/enrollment.py`, and
what is assumed to come in. Does not belong here: a decision or a time of its own.
"""

from domain.simulation.course import Course, SimulatedEnd, SimulatedTouch, SimulatedWait, refused
from domain.simulation.interpreter import EndlessSimulation
from domain.simulation.running import simulate, simulate_together
from domain.simulation.script import SILENCE, Injected, Kind, Outage, Script

__all__ = [
    "SILENCE",
    "Course",
    "EndlessSimulation",
    "Injected",
    "Kind",
    "Outage",
    "Script",
    "SimulatedEnd",
    "SimulatedTouch",
    "SimulatedWait",
    "refused",
    "simulate",
    "simulate_together",
]
