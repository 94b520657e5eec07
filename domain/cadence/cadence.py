"""A cadence that can run: a playbook whose parts hang together, in every variant."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import chain, product
from math import prod
from typing import Any, Self

from pydantic import ValidationError, model_validator
from pydantic_core import PydanticCustomError

from domain.cadence.consistency import Fault, Loc, faults_in
from domain.cadence.content import Sms, goes_by_itself
from domain.cadence.experiments import MOST_COMBINATIONS
from domain.cadence.model import Playbook
from domain.cadence.plan import Plan, PlanExit, PlanStep
from domain.cadence.reactions import CONTINUE
from domain.cadence.steps import AnyStep, contents_of
from domain.templates.conditions import names_in, results_in

Variants = Mapping[str, str]


class Cadence(Playbook):
    """A planned sequence of touches that hangs together.

    Validation raises `pydantic.ValidationError`; its `inconsistent` errors carry their place.
    """

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        for fault in faults_in(self):
            raise _inconsistent(fault)
        for fault in _faults_of_variants(self):
            raise _inconsistent(fault)
        return self

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits that change with the content, and only with it."""
        content = self.model_dump(mode="json", exclude_defaults=True)
        canonical = json.dumps(content, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]

    @cached_property
    def plan(self) -> Plan:
        """What a workflow carries of it."""
        on = {event: deed for event, deed in self.on.by_event().items() if deed != CONTINUE}
        exit_ = PlanExit(self.exit.after, self.exit.outcome, self.exit.then, self.exit.rest)
        is_plain = exit_ == PlanExit()
        return Plan(tuple(map(_plan_step, self.steps)), on, None if is_plain else exit_)

    def in_variants(self, variants: Variants) -> Cadence:
        """The cadence as an enrollment with these variants, by experiment, goes through it.

        Raises `KeyError` for a variant that the cadence does not have.
        """
        chosen = tuple(sorted(variants.items()))
        return _in_variants(self, chosen) if chosen else self

    def __hash__(self) -> int:
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cadence) and self.version == other.version


@lru_cache(maxsize=512)
def _in_variants(cadence: Cadence, chosen: tuple[tuple[str, str], ...]) -> Cadence:
    return Cadence.model_validate(_patched(cadence, dict(chosen)))


def _patched(cadence: Playbook, variants: Variants) -> dict[str, Any]:
    """The cadence as keys and values, with the variants' keys in place of its own."""
    content = cadence.model_dump(mode="json", exclude_defaults=True, exclude={"experiments"})
    steps = {step["id"]: step for step in content["steps"]}
    by_id = {experiment.id: experiment for experiment in cadence.experiments}
    for experiment_id, variant_id in variants.items():
        for step_id, keys in by_id[experiment_id].variant(variant_id).steps.items():
            steps[step_id].update(keys)
    return content


def _faults_of_variants(cadence: Playbook) -> Iterator[Fault]:
    """What cannot work once the variants of the experiments are put in, alone and together."""
    changing = [one for one in cadence.experiments if any(arm.steps for arm in one.variants)]
    if not changing:
        return
    if prod(len(one.variants) for one in changing) > MOST_COMBINATIONS:
        words = f"experiments on steps make more than {MOST_COMBINATIONS} combinations"
        yield Fault(("experiments",), f"{words}; run fewer at once")
        return
    arms = [[(one.id, arm.id) for arm in one.variants] for one in changing]
    # Alone first: then the fault is at the one variant that makes it.
    for chosen in (*([arm] for one in arms for arm in one), *product(*arms)):
        try:
            Cadence.model_validate(_patched(cadence, dict(chosen)))
        except ValidationError as error:
            yield _fault_of_arms(cadence, dict(chosen), error)


def _fault_of_arms(cadence: Playbook, chosen: Variants, error: ValidationError) -> Fault:
    """The fault at the key of the variant that makes it, else at the nearest that it writes."""
    first = error.errors(include_url=False)[0]
    within: Loc = tuple(first.get("ctx", {}).get("loc", ()))
    named = ", ".join(f"{experiment}/{arm}" for experiment, arm in chosen.items())
    words = f"as {named} it cannot work: {first.get('ctx', {}).get('words') or first['msg']}"
    if first["loc"]:
        # A step's place has its channel, which does not stand in the file, in the third part.
        _, number, _, *rest = first["loc"]
        return Fault(_place_of(cadence, chosen, (number, *rest, *within)), words, first)
    return Fault(_place_of(cadence, chosen, within[1:]), words)


def _place_of(cadence: Playbook, chosen: Variants, within: Loc) -> Loc:
    """Where a variant chosen writes what stands there within the steps."""
    number, *rest = within
    step_id = cadence.steps[int(number)].id
    written: list[tuple[Loc, Mapping[str, Mapping[str, Any]]]] = [
        (("experiments", at, "variants", arm, "steps"), variant.steps)
        for at, experiment in enumerate(cadence.experiments)
        for arm, variant in enumerate(experiment.variants)
        if variant.steps and chosen.get(experiment.id) == variant.id
    ]
    exact = (
        (*at, step_id, *rest) for at, steps in written if {*rest[:1]} & {*steps.get(step_id, ())}
    )
    near = ((*at, step_id) for at, steps in written if step_id in steps)
    return next(chain(exact, near, (at for at, _ in written)))


def _inconsistent(fault: Fault) -> PydanticCustomError:
    context = {"words": fault.words, "loc": fault.loc, "cause": fault.cause}
    return PydanticCustomError("inconsistent", "{words}", context)


def _plan_step(step: AnyStep) -> PlanStep:
    return PlanStep(
        id=step.id,
        blocking=step.blocking,
        on=step.on.by_event(),
        no_response=step.on.no_response,
        otherwise=None if step.otherwise == CONTINUE else step.otherwise,
        asks=_asked(step.when) if step.when else (),
        sends_text=any(
            isinstance(content, Sms) and goes_by_itself(content)
            for _, content in contents_of(step, ())
        ),
    )


def _asked(condition: str) -> tuple[str, ...]:
    """What a condition reads beside the prospect's fields."""
    results = (f"results.{step}" for step in results_in(condition))
    return tuple(sorted({*results, *(names_in(condition) & {"replied", "clicked"})}))
