"""What a condition says, as plain values, and whether it holds of a prospect.

A missing value is simply false: no comparison with it holds, so `!=` does. Text compares with a
number as a number where it is one, else as missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from domain.templates.names import ANSWERS, RESULTS

Plain = str | Decimal | bool
Values = Mapping[str, object]

_Ordered = TypeVar("_Ordered", str, Decimal)
_NUMBER = re.compile(r"\s*-?\d{1,50}(\.\d{1,50})?\s*", re.ASCII)


@dataclass(frozen=True)
class Constant:
    """A text, a number, true or false, as written."""

    value: Plain


@dataclass(frozen=True)
class Nothing:
    """`nil`, `blank` or `empty`: equal to what is missing, and only to that."""


@dataclass(frozen=True)
class Name:
    """A field of the prospect, or what came in."""

    name: str


@dataclass(frozen=True)
class Result:
    """How an earlier step ended."""

    step: str


Operand = Constant | Nothing | Name | Result


@dataclass(frozen=True)
class Comparison:
    """Two operands and what stands between them."""

    left: Operand
    operator: str
    right: Operand


@dataclass(frozen=True)
class Every:
    """Terms joined by `and`."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Some:
    """Terms joined by `or`."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Not:
    """A term turned round."""

    term: Term


Term = Operand | Comparison | Every | Some | Not


def holds(term: Term, values: Values) -> bool:
    """Whether the term is so, given these values and `results` by the ids of steps."""
    match term:
        case Every(terms):
            return all(holds(part, values) for part in terms)
        case Some(terms):
            return any(holds(part, values) for part in terms)
        case Not(inner):
            return not holds(inner, values)
        case Comparison(left, "!=", right):
            return not holds(Comparison(left, "==", right), values)
        case Comparison(left, operator, right):
            return _compares(left, operator, right, values)
    value = _value(term, values)
    return value is not None and value is not False


def comparisons_in(term: Term) -> Iterator[Comparison]:
    """Every comparison of the term, from left to right."""
    match term:
        case Every(terms) | Some(terms):
            for part in terms:
                yield from comparisons_in(part)
        case Not(inner):
            yield from comparisons_in(inner)
        case Comparison():
            yield term


def operands_in(term: Term) -> Iterator[Operand]:
    """Every operand of the term, from left to right."""
    match term:
        case Every(terms) | Some(terms):
            for part in terms:
                yield from operands_in(part)
        case Not(inner):
            yield from operands_in(inner)
        case Comparison(left, _, right):
            yield from (left, right)
        case _:
            yield term


def _compares(left: Operand, operator: str, right: Operand, values: Values) -> bool:
    one, other = _value(left, values), _value(right, values)
    if isinstance(left, Nothing) or isinstance(right, Nothing):
        return operator == "==" and one is None and other is None
    if one is None or other is None:
        return False
    if isinstance(one, bool) or isinstance(other, bool):
        return operator == "==" and one is other
    match operator:
        case "contains":
            return str(other) in str(one)
        case "==" if isinstance(one, str) and isinstance(other, str):
            return one == other
    order = _order(one, other)
    return order is not None and order in _ORDERS[operator]


# What a comparison may come to: -1 for less, 0 for equal, 1 for greater.
_ORDERS = {"==": (0,), "<": (-1,), ">": (1,), "<=": (-1, 0), ">=": (0, 1)}


def _order(one: str | Decimal, other: str | Decimal) -> int | None:
    """Numbers where both are; texts as they sort; None for a number and a text that is none."""
    first, second = _number(one), _number(other)
    if first is not None and second is not None:
        return _sign(first, second)
    if isinstance(one, str) and isinstance(other, str):
        return _sign(one, other)
    return None


def _sign(one: _Ordered, other: _Ordered) -> int:
    return (one > other) - (one < other)


def _number(value: str | Decimal) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    return Decimal(value.strip()) if _NUMBER.fullmatch(value) else None


def _value(operand: Operand, values: Values) -> Plain | None:
    match operand:
        case Constant(value):
            return value
        case Name(name):
            return _plain(values.get(name, False if name in ANSWERS else None))
        case Result(step):
            results = values.get(RESULTS)
            return _plain(results.get(step)) if isinstance(results, Mapping) else None
        case Nothing():
            return None


def _plain(value: object) -> Plain | None:
    """The value as conditions know it; blank text is missing."""
    if value is None or isinstance(value, bool | Decimal):
        return value
    return str(value) if str(value).strip() else None
