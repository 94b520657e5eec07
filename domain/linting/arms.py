"""The arms of experiments: each makes a cadence of its own, whose faults belong to the arm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import ValidationError

from domain.cadence import Cadence, Variant
from domain.cadence.consistency import Loc
from domain.linting.rule import Finding


@dataclass(frozen=True)
class Arm:
    """One variant that changes steps, and the cadence that it makes of ours."""

    name: str
    loc: Loc
    variant: Variant
    cadence: Cadence

    def own(self, finding: Finding, of_base: frozenset[Finding]) -> Finding | None:
        """The finding at its place in the arm; None where the arm has no part in it."""
        step, key = self._place_of(finding.loc)
        changed = self.variant.steps.get(step or "", {})
        if key in changed and step is not None:
            return replace(finding, loc=(*self.loc, "steps", step, *finding.loc[2:]))
        if finding in of_base or step is None:
            return None
        loc = (*self.loc, "steps", step) if changed else (*self.loc, "steps")
        return replace(finding, loc=loc, wrong=f"as {self.name} {finding.wrong}")

    def _place_of(self, loc: Loc) -> tuple[str | None, str | None]:
        """The step and the key that a place in the cadence belongs to."""
        if loc == ("steps",):
            return "", None
        if len(loc) < 2 or loc[0] != "steps" or not isinstance(loc[1], int):  # noqa: PLR2004 -- a step has a number
            return None, None
        key = str(loc[2]) if len(loc) > 2 else None  # noqa: PLR2004 -- and perhaps a key
        return self.cadence.steps[loc[1]].id, key


def arms_of(cadence: Cadence) -> Iterator[Arm]:
    """The variants that change steps, each put in alone, in the file's order."""
    for number, experiment in enumerate(cadence.experiments):
        for place, variant in enumerate(experiment.variants):
            if not variant.steps:
                continue
            try:
                changed = cadence.in_variants({experiment.id: variant.id})
            except ValidationError:
                # It works only beside a variant of another experiment, so alone it never runs.
                continue
            loc = ("experiments", number, "variants", place)
            yield Arm(f"{experiment.id}/{variant.id}", loc, variant, changed)
