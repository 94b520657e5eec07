"""The winner of an experiment becomes the cadence: its file, changed no more than that takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
from domain.cadence.words import files_in
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
    edits = _ending if _ends(experiment) else _weighing
    changed = edited(text, edits(text, file, experiment, winner, why))
    if _is_meant(changed, file, kept(file.cadence, experiment_id, arm)):
        return changed
    raise CannotPromote(
        f"{file.name}: the keys of {experiment_id}/{arm} cannot be put in by a program as they are "
        "written; put them in by hand and publish the file"
    )


def kept(cadence: Cadence, experiment_id: str, arm: str) -> Cadence:
    """The cadence once that arm has won, as its promoted file says it. Raises `CannotPromote`."""
    experiment = _experiment(cadence, experiment_id)
    winner = _variant(experiment, arm)
    said = cadence.model_dump(mode="json", exclude_defaults=True)
    if _ends(experiment):
        own = cadence.in_variants({experiment_id: arm})
        steps = own.model_dump(mode="json", exclude_defaults=True)["steps"]
        others = [one for one in said["experiments"] if one["id"] != experiment_id]
        after = {**said, "steps": steps, "experiments": others}
    else:
        weighed = _weighed(experiment, winner)
        after = {**said, "experiments": [weighed.get(x["id"], x) for x in said["experiments"]]}
    changed = Cadence.model_validate(after)
    carried = {name for _, names in files_in(changed) for name in names}
    digests = {name: digest for name, digest in cadence.digests.items() if name in carried}
    return Cadence.model_validate({**after, "digests": digests}) if cadence.digests else changed


def _ends(experiment: Experiment) -> bool:
    """Whether it is over once an arm has won; on whole cadences it is what leads there."""
    return not any(variant.cadence for variant in experiment.variants)


def _weighed(experiment: Experiment, winner: Variant) -> dict[str, dict[str, Any]]:
    """The experiment by its id, the winner alone drawn."""
    said = experiment.model_dump(mode="json", exclude_defaults=True)
    variants = [
        {**one, "weight": _weight(variant, winner)}
        for one, variant in zip(said["variants"], experiment.variants, strict=True)
    ]
    return {experiment.id: {**said, "variants": variants}}


def _weight(variant: Variant, winner: Variant) -> int:
    return max(1, variant.weight) if variant == winner else 0


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
        weight = _weight(variant, winner)
        if weight != variant.weight:
            yield with_entry(text, written, "weight", f"weight: {weight}")


def _is_meant(changed: str, file: CadenceFile, meant: Cadence) -> bool:
    """Whether the text says that; the digests of files are read beside it."""
    try:
        after = read_cadence(changed, file.name).cadence
    except InvalidCadence:
        return False
    return after.model_dump(exclude={"digests"}) == meant.model_dump(exclude={"digests"})


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
