"""Whether a step's condition leaves a prospect out, and when that can be said.

A condition on fields alone is judged when the step is planned. One that asks how earlier steps
went, what came in, or what research finds, may change until the touch is due, and is judged then.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.cadence import AnyStep, Cadence, Filling
from domain.people.enrollee import Enrollee
from domain.rendering import variables_of
from domain.templates.conditions import is_met, names_in, results_in

# Why a touch is skipped that its step's condition leaves out.
CONDITION = "condition"
# What came in, as conditions name it.
ANSWERS = frozenset({"replied", "clicked"})


def is_judged_when_due(cadence: Cadence, step: AnyStep) -> bool:
    """Whether the condition asks for what may change until the touch is due."""
    if step.when is None:
        return False
    found = {name for each in cadence.steps if isinstance(each, Filling) for name in each.fills}
    return bool(results_in(step.when) or names_in(step.when) & (ANSWERS | found))


def leaves_out(enrollee: Enrollee, step_id: str, results: Mapping[str, str]) -> bool:
    """Whether the step is not for this prospect, as things stand.

    `results` are how earlier steps went, by their ids, and which of `ANSWERS` came in.
    """
    condition = enrollee.cadence.by_id[step_id].when
    if condition is None:
        return False
    answers = {name: name in results for name in ANSWERS}
    steps = {name: result for name, result in results.items() if name not in ANSWERS}
    return not is_met(condition, {**variables_of(enrollee.prospect), **answers, "results": steps})
