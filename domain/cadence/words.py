"""Whether the words of a cadence can be rendered: its templates, snippets and conditions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import chain
from typing import Literal

from domain.cadence.cadence import Cadence
from domain.cadence.consistency import Fault, Loc
from domain.cadence.content import Email, Filling, Research, Said
from domain.cadence.events import DISPOSITIONS
from domain.cadence.experiments import Variant
from domain.cadence.steps import contents_of
from domain.templates.checking import check
from domain.templates.conditions import check_condition
from domain.templates.environment import parsed, text_language
from domain.templates.names import ANSWERS, BOOKING_LINK, BUILT_IN, RESULTS, Declared
from domain.templates.source import Unfit

# How an earlier step may have ended, as conditions name it.
ENDINGS = (*DISPOSITIONS, "performed", "skipped", "in_doubt", "open")


def declared_in(cadence: Cadence) -> Declared:
    """What the cadence's templates may name: the fields, and its booking link."""
    fields = fields_in(cadence)
    return {**fields, BOOKING_LINK: "required"} if cadence.booking_link else fields


def fields_in(cadence: Cadence) -> Declared:
    """What is known of a prospect, as conditions name it: built in, declared, or filled.

    What research fills in one variant counts in all: elsewhere it is missing, as it may be.
    """
    declared: dict[str, Literal["optional", "required"]] = {}
    declared.update((name, "optional") for name in (*BUILT_IN, *_filled(cadence)))
    return {**declared, **cadence.variables}


def required_in(cadence: Cadence) -> tuple[str, ...]:
    """The variables that everybody has to bring along: no research of the cadence fills them."""
    filled = set(_filled(cadence))
    declared = cadence.variables.items()
    return tuple(name for name, need in declared if need == "required" and name not in filled)


def _filled(cadence: Cadence) -> Iterator[str]:
    for step in cadence.steps:
        yield from step.fills if isinstance(step, Filling) else ()
    for experiment in cadence.experiments:
        for variant in experiment.variants:
            for keys in variant.steps.values():
                yield from keys.get("fills", ())


def templates_of(cadence: Cadence) -> Iterator[tuple[Loc, str]]:
    """Every template of every step and alternative, with its place in the file."""
    for number, step in enumerate(cadence.steps):
        for loc, content in contents_of(step, ("steps", number)):
            yield from templates_in(content, loc)


def templates_in(content: Said, at: Loc) -> Iterator[tuple[Loc, str]]:
    """The templates of one channel's words, those of the talking points last."""
    for key in content.templates:
        if template := getattr(content, key):
            yield (*at, key), template
    for number, point in enumerate(content.talking_points):
        yield (*at, "talking_points", number), point
    if isinstance(content, Research):
        for number, question in enumerate(content.questions):
            yield (*at, "questions", number), question


def files_in(cadence: Cadence) -> Iterator[tuple[Loc, tuple[str, ...]]]:
    """What files each mail carries, in the cadence and in its variants, with their place."""
    for number, step in enumerate(cadence.steps):
        for loc, content in contents_of(step, ("steps", number)):
            if isinstance(content, Email) and content.files:
                yield (*loc, "files"), content.files
    for number, experiment in enumerate(cadence.experiments):
        for arm, variant in enumerate(experiment.variants):
            for step_id, keys in variant.steps.items():
                if files := keys.get("files"):
                    place = ("experiments", number, "variants", arm, "steps", step_id, "files")
                    yield place, tuple(files)


def faults_in_words(cadence: Cadence) -> Iterator[Fault]:
    """What cannot be rendered or decided, in the cadence and in each variant of it."""
    declared = declared_in(cadence)
    yield from _names(cadence)
    yield from _snippets(cadence)
    yield from _templates(cadence, declared, ())
    yield from _conditions(cadence)
    checked = frozenset(template for _, template in templates_of(cadence))
    for number, experiment in enumerate(cadence.experiments):
        for arm, variant in enumerate(experiment.variants):
            place: Loc = ("experiments", number, "variants", arm, "steps")
            changed = cadence.in_variants({experiment.id: variant.id} if variant.steps else {})
            if changed is cadence:
                continue
            faults = (_templates(changed, declared, checked), _conditions(changed))
            for fault in chain(*faults):
                yield _in_variant(fault, place, variant, changed)


def _in_variant(fault: Fault, place: Loc, variant: Variant, changed: Cadence) -> Fault:
    """The fault at the key of the variant that makes it, else at all that the variant changes."""
    words = f"as variant {variant.id!r}: {fault.words}"
    if fault.loc[0] != "steps":
        return replace(fault, words=words)
    _, number, *rest = fault.loc
    step = changed.steps[int(number)].id
    if {*rest[:1]} & {*variant.steps.get(step, ())}:
        return Fault((*place, step, *rest), words, within=fault.within)
    return Fault(place, words)


def _names(cadence: Cadence) -> Iterator[Fault]:
    for name in cadence.variables:
        if name in (RESULTS, *ANSWERS):
            words = f"{name!r} is a word of conditions; choose another name"
            yield Fault(("variables", name), words)
        if name == BOOKING_LINK and cadence.booking_link:
            words = f"{name!r} is a key of this cadence; leave it out here"
            yield Fault(("variables", name), words)


def _snippets(cadence: Cadence) -> Iterator[Fault]:
    """Snippets that cannot be parsed. What is missing in them shows where they are rendered."""
    language = text_language(cadence.frozen_snippets)
    for name, text in cadence.frozen_snippets:
        try:
            parsed(language, text)
        except Unfit as unfit:
            yield Fault(("snippets", name), unfit.message, within=(unfit.line, unfit.column))


def _templates(cadence: Cadence, declared: Declared, checked: Collection[str]) -> Iterator[Fault]:
    """What is wrong in those templates that have not been checked under the same names."""
    for loc, template in templates_of(cadence):
        if template in checked:
            continue
        for found in check(template, declared, cadence.frozen_snippets):
            step = cadence.steps[int(loc[1])].id
            place = ("snippets", found.snippet) if found.snippet else loc
            words = f"as step {step!r} renders it: " if found.snippet else ""
            yield Fault(place, f"{words}{found.message}", within=(found.line, found.column))


def _conditions(cadence: Cadence) -> Iterator[Fault]:
    declared = fields_in(cadence)
    for number, refuse in enumerate(cadence.enrolling.refuse):
        if words := check_condition(refuse.when, declared, ()):
            yield Fault(("enrolling", "refuse", number, "when"), words)
    earlier: list[str] = []
    for number, step in enumerate(cadence.steps):
        if step.when and (words := check_condition(step.when, declared, earlier, ENDINGS)):
            yield Fault(("steps", number, "when"), words)
        earlier.append(step.id)
