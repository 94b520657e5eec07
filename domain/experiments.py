"""Who gets which variant: by a stable hash of the prospect, kept with the enrollment.

By the prospect and not by the enrollment: who comes again, or is imported twice, stays where the
first draw put them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import accumulate

from domain.cadence import Cadence, Experiment, Variant


def assign(cadence: Cadence, prospect_id: str) -> Mapping[str, str]:
    """A variant for each experiment of the cadence, by the ids; the same whenever it is asked."""
    return {
        experiment.id: assigned(experiment, prospect_id).id for experiment in cadence.experiments
    }


def assigned(experiment: Experiment, prospect_id: str) -> Variant:
    """The variant of one prospect: each as often as its weight says, over many prospects."""
    ends = list(accumulate(variant.weight for variant in experiment.variants))
    digest = hashlib.blake2b(f"{experiment.id}/{prospect_id}".encode(), digest_size=8).digest()
    point = int.from_bytes(digest, "big") * ends[-1] >> 64
    return next(v for v, end in zip(experiment.variants, ends, strict=True) if point < end)


def other_cadence(cadence: Cadence, variants: Mapping[str, str]) -> str | None:
    """The cadence that a variant sends the enrollment to instead; the first, if any."""
    for experiment in cadence.experiments:
        chosen = variants.get(experiment.id)
        if chosen and (other := experiment.variant(chosen).cadence):
            return other
    return None


def variant_of(cadence: Cadence, variants: Mapping[str, str], step: str) -> str | None:
    """The arms of those experiments that shape this step, as in `opener/number`.

    The control is an arm too: it counts wherever another arm of its experiment changes the step.
    """
    arms = [
        f"{experiment.id}/{variants[experiment.id]}"
        for experiment in cadence.experiments
        if experiment.id in variants and any(step in arm.steps for arm in experiment.variants)
    ]
    return ", ".join(arms) or None
