"""Conditions: boolean Liquid expressions on the prospect and on how earlier steps ended.

`country == "US" and results.day-3-call != "connected"`, `title contains "Chief"`, `phone`, `not
replied`. Beyond Liquid there are `not` and parentheses; `and` mixed with `or` needs them, because
Liquid itself would read it from right to left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

from domain.errors import InvalidTemplate
from domain.templates.logic import (
    Comparison,
    Constant,
    Name,
    Nothing,
    Operand,
    Result,
    Term,
    Values,
    comparisons_in,
    holds,
    operands_in,
)
from domain.templates.names import ANSWERS, unknown
from domain.templates.reading import read


def check_condition(
    text: str, names: Collection[str], steps: Collection[str], endings: Collection[str] = ()
) -> str | None:
    """What is wrong, in one line, or None; nothing is evaluated.

    `names` are the variables beside `replied` and `clicked`, `steps` the ids that `results` may
    name. Where `endings` are given, results compare with these texts only.
    """
    try:
        term = _compiled(text)
    except InvalidTemplate as invalid:
        return str(invalid)
    return next(_faults(term, {*names, *ANSWERS}, steps, endings), None)


def is_met(text: str, values: Values) -> bool:
    """Whether the condition holds; what is missing is false, and unequal to everything.

    `values` are variables by name, `replied` and `clicked` as booleans, and `results`, a mapping
    of the steps' ids to how they ended. Raises `InvalidTemplate`.
    """
    return holds(_compiled(text), values)


def results_in(text: str) -> frozenset[str]:
    """The ids of the steps whose results the condition asks for. Raises `InvalidTemplate`."""
    found = operands_in(_compiled(text))
    return frozenset(operand.step for operand in found if isinstance(operand, Result))


def names_in(text: str) -> frozenset[str]:
    """The variables, `replied` and `clicked` that it names. Raises `InvalidTemplate`."""
    found = operands_in(_compiled(text))
    return frozenset(operand.name for operand in found if isinstance(operand, Name))


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Term:
    return read(text)


def _faults(
    term: Term, names: Collection[str], steps: Collection[str], endings: Collection[str]
) -> Iterator[str]:
    compared = {id(comparison.right) for comparison in comparisons_in(term)}
    for operand in operands_in(term):
        if isinstance(operand, Name) and operand.name not in names:
            quoted = f'quote it if it is a text: "{operand.name}"'
            advice = quoted if id(operand) in compared else "declare it under variables"
            yield unknown("variable", operand.name, names, advice)
        if isinstance(operand, Result) and operand.step not in steps:
            advice = "only earlier steps of the cadence have one"
            yield unknown("result", operand.step, steps, advice)
    for comparison in comparisons_in(term):
        yield from _never_so(comparison, endings)


def _never_so(comparison: Comparison, endings: Collection[str]) -> Iterator[str]:
    """Comparisons that can be read and still never say what was meant."""
    pair = (comparison.left, comparison.right)
    for one, other in (pair, pair[::-1]):
        if not isinstance(other, Constant):
            continue
        if isinstance(one, Result) and endings and other.value not in endings:
            yield unknown("ending of a step", str(other.value), endings)
        if isinstance(other.value, bool) and not _is_answer(one):
            yield f"{_said(one)} is no yes or no; compare it with a text, or with blank"
        if not isinstance(other.value, bool) and _is_answer(one):
            yield f"{_said(one)} is true or false, and equals no text or number"
    if Nothing() in pair and comparison.operator not in ("==", "!="):
        yield f"{comparison.operator} with blank is never so; only == and != are"


def _is_answer(operand: Operand) -> bool:
    return isinstance(operand, Name) and operand.name in ANSWERS


def _said(operand: Operand) -> str:
    match operand:
        case Name(name):
            return name
        case Result(step):
            return f"results.{step}"
        case Constant(value):
            return repr(value)
        case Nothing():
            return "blank"
