"""The field's good practice as rules over a cadence that loads.

Belongs here: what is advised, why, and how a breach is found. Does not belong here: what cannot
work at all (`domain.cadence` refuses it) and how findings are shown (`starter`).
"""

from domain.linting.registry import BY_ID, FAMILIES, RULES
from domain.linting.report import Report, lint
from domain.linting.rule import Finding, Rule
from domain.linting.silences import Silenced

__all__ = ["BY_ID", "FAMILIES", "RULES", "Finding", "Report", "Rule", "Silenced", "lint"]
