"""The winner of an experiment becomes the cadence: its file, changed no more than that takes."""

from __future__ import annotations

from collections.abc import Iterator

from domain.cadence.cadence import Cadence
from domain.cadence.experiments import Experiment, Variant
from domain.cadence.file import CadenceFile, read_cadence
from domain.cadence.nodes import Written
from domain.cadence.rewriting import (
    Edit,
    edited,
    entry_text,
    with_entry,
    with_remark,
    without_item,
)
from domain.errors import DrumbeatError, InvalidCadence


class CannotPromote(DrumbeatError):
    """The file cannot be changed by a program; change it by hand and publish it."""


def promoted(text: str, file: CadenceFile, experiment_id: str, arm: str, why: str) -> str:
    """The text of `file` as it is once that arm has won.

    An arm on steps becomes the steps, and `why` stands as a remark where the experiment stood; one
    that is a whole cadence is the only one that is still drawn, and the experiment stays. Raises
    `CannotPromote`.
    """
    experiment = _experiment(file.cadence, experiment_id)
    winner = _variant(experiment, arm)
    ends = not any(variant.cadence for variant in experiment.variants)
    edits = _ending if ends else _weighing
    changed = edited(text, edits(text, file, experiment, winner, why))
    if _is_meant(changed, file, experiment, winner):
        return changed
    raise CannotPromote(
        f"{file.name}: the keys of {experiment_id}/{arm} cannot be put in by a program as they are "
        "written; put them in by hand and publish the file"
    )


def _ending(
    text: str, file: CadenceFile, experiment: Experiment, winner: Variant, why: str
) -> Iterator[Edit]:
    """The winner's keys in its steps, a remark in place of the experiment."""
    at = file.cadence.experiments.index(experiment)
    place = ("experiments", at, "variants", experiment.variants.index(winner), "steps")
    for step, keys in winner.steps.items():
        number = [one.id for one in file.cadence.steps].index(step)
        written = file.root.at((*place, step))
        for key in keys:
            entry = entry_text(text, written, key)
            yield with_entry(text, file.root.at(("steps", number)), key, entry)
    remark = f"# {' '.join(why.split())}"
    if len(file.cadence.experiments) == 1:
        yield with_remark(text, file.root, "experiments", remark)
    else:
        yield without_item(text, file.root.at(("experiments", at)), remark)


def _weighing(
    text: str, file: CadenceFile, experiment: Experiment, winner: Variant, why: str
) -> Iterator[Edit]:
    """The winner alone is drawn."""
    at = file.cadence.experiments.index(experiment)
    for number, variant in enumerate(experiment.variants):
        written: Written = file.root.at(("experiments", at, "variants", number))
        weight = max(1, variant.weight) if variant == winner else 0
        if weight != variant.weight:
            yield with_entry(text, written, "weight", f"weight: {weight}")


def _is_meant(changed: str, file: CadenceFile, experiment: Experiment, winner: Variant) -> bool:
    """Whether the text says what the winner's cadence is, and else what it said before."""
    try:
        after = read_cadence(changed, file.name).cadence
    except InvalidCadence:
        return False
    before = file.cadence
    if any(variant.cadence for variant in experiment.variants):
        drawn = [v.id for v in _experiment(after, experiment.id).variants if v.weight]
        return drawn == [winner.id] and _said(after) == _said(before)
    left = tuple(one for one in before.experiments if one != experiment)
    meant = before.in_variants({experiment.id: winner.id})
    return _said(after) == _said(meant) and after.experiments == left


def _said(cadence: Cadence) -> dict[str, object]:
    """All but the experiments, and the digests of files, which are read beside the text."""
    return cadence.model_dump(exclude={"experiments", "digests"})


def _experiment(cadence: Cadence, experiment_id: str) -> Experiment:
    for experiment in cadence.experiments:
        if experiment.id == experiment_id:
            return experiment
    known = ", ".join(one.id for one in cadence.experiments) or "none"
    raise CannotPromote(f"{cadence.name} has no experiment {experiment_id!r}; it has: {known}")


def _variant(experiment: Experiment, arm: str) -> Variant:
    for variant in experiment.variants:
        if variant.id == arm:
            return variant
    known = ", ".join(variant.id for variant in experiment.variants)
    raise CannotPromote(f"{experiment.id} has no variant {arm!r}; it has: {known}")
