"""Who gets which variant: by a stable hash of the prospect's address, kept with the enrollment.

By the address and not by the enrollment: who comes again, or is imported twice, stays where the
first draw put them, and a simulation, which knows no ids, draws as the ledger does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from itertools import accumulate

from domain.cadence import Cadence, Experiment, Variant
from domain.people.prospects import Prospect, address_key


def assign(cadence: Cadence, prospect: Prospect) -> Mapping[str, str]:
    """A variant for each experiment of the cadence, by the ids; the same whenever it is asked."""
    key = _key_of(prospect)
    return {experiment.id: assigned(experiment, key).id for experiment in cadence.experiments}


def assign_elsewhere(
    cadence: Cadence, variants: Mapping[str, str], other: Cadence, prospect: Prospect
) -> Mapping[str, str]:
    """The variants of somebody whom those of the cadence send to another one instead.

    They are the arms that led there and those of the other's steps: one leads no further than to
    the next.
    """
    arms = assign(other, prospect)
    staying = {one.id: arms[one.id] for one in other.experiments if not _is_on_cadences(one)}
    return {**dict(_led(cadence, variants)), **staying}


def own_variants(cadence: Cadence, variants: Mapping[str, str]) -> Mapping[str, str]:
    """Those of the cadence itself, without those of the one that led to it."""
    known = {experiment.id for experiment in cadence.experiments}
    return {name: variant for name, variant in variants.items() if name in known}


def assigned(experiment: Experiment, key: str) -> Variant:
    """The variant that belongs to this key: each as often as its weight says, over many keys."""
    ends = list(accumulate(variant.weight for variant in experiment.variants))
    digest = hashlib.blake2b(f"{experiment.id}/{key}".encode(), digest_size=8).digest()
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
    A whole cadence as an arm shapes every step, of those who went there and of those who stayed.
    """
    led = [name for name in variants if name not in own_variants(cadence, variants)]
    own = [
        experiment.id
        for experiment in cadence.experiments
        if experiment.id in variants
        and (_is_on_cadences(experiment) or any(step in arm.steps for arm in experiment.variants))
    ]
    return ", ".join(f"{name}/{variants[name]}" for name in (*led, *own)) or None


def _led(cadence: Cadence, variants: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The arms on whole cadences, up to the first that leads away: what follows was not asked."""
    for experiment in filter(_is_on_cadences, cadence.experiments):
        yield experiment.id, variants[experiment.id]
        if experiment.variant(variants[experiment.id]).cadence:
            return


def _is_on_cadences(experiment: Experiment) -> bool:
    return any(arm.cadence for arm in experiment.variants)


def _key_of(prospect: Prospect) -> str:
    """An address, as addresses are compared: the same wherever the prospect comes from."""
    return address_key(prospect.email or prospect.phone or prospect.linkedin_url or prospect.id)
