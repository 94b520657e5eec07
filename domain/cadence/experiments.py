"""Experiments: variants that change any keys of any steps, or go to another cadence."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, model_validator

from domain.cadence.values import Part, Slug, inconsistent

MOST_COMBINATIONS = 64


class Variant(Part):
    """One arm. `steps` gives keys that differ, by step; none of both is the control."""

    id: Slug
    weight: int = Field(default=1, ge=0, le=1_000)
    steps: dict[Slug, dict[str, Any]] = Field(default={})
    cadence: Slug | None = None

    @model_validator(mode="after")
    def _one_kind_of_change(self) -> Self:
        if self.steps and self.cadence:
            words = f"variant {self.id!r} changes steps and goes to another cadence; it does one"
            raise inconsistent(words, "cadence")
        for step, keys in self.steps.items():
            if fixed := [key for key in keys if key in ("id", "channel")]:
                words = f"variant {self.id!r} cannot change {fixed[0]}; leave it out"
                raise inconsistent(words, "steps", step, fixed[0])
        return self


class Experiment(Part):
    """What is tried out. Who gets what is decided by a stable hash of the prospect."""

    id: Slug
    description: str = Field(default="", max_length=500)
    variants: tuple[Variant, ...] = Field(min_length=2, max_length=10)

    @model_validator(mode="after")
    def _arms_differ(self) -> Self:
        ids = [variant.id for variant in self.variants]
        for number, variant_id in enumerate(ids):
            if variant_id in ids[:number]:
                words = f"two variants have the id {variant_id!r}; ids are unique"
                raise inconsistent(words, "variants", number, "id")
        if not any(variant.weight for variant in self.variants):
            words = "every variant has the weight 0; give one a weight of 1 or more"
            raise inconsistent(words, "variants", 0, "weight")
        return self

    def variant(self, variant_id: str) -> Variant:
        """The variant of this id. Raises `KeyError`."""
        return {variant.id: variant for variant in self.variants}[variant_id]
