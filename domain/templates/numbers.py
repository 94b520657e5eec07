"""Filters for numbers, exact. None where the value is no number: then it is missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from liquid.exceptions import FilterArgumentError

MOST_DIGITS = 15
_NUMBER = re.compile(r"\s*[+-]?\d{1,15}(\.\d{1,15})?\s*", re.ASCII)
_EXACT = Context(prec=2 * MOST_DIGITS)

Number = int | Decimal


def plus(value: object, other: object) -> Number | None:
    """The sum."""
    return _counted(value, other, Decimal.__add__)


def minus(value: object, other: object) -> Number | None:
    """The difference."""
    return _counted(value, other, Decimal.__sub__)


def times(value: object, other: object) -> Number | None:
    """The product."""
    return _counted(value, other, Decimal.__mul__)


def divided_by(value: object, other: object) -> Number | None:
    """The quotient, with up to 15 digits after the point; None by zero."""
    return None if _number(other) == 0 else _counted(value, other, Decimal.__truediv__)


def round_(value: object, digits: object = 0) -> Number | None:
    """The number with so many digits after the point, halves away from zero."""
    places = _argument(digits)
    if places not in range(MOST_DIGITS):
        raise FilterArgumentError(f"takes a number of digits below {MOST_DIGITS}", token=None)
    number = _number(value)
    return None if number is None else _plain(number, int(places))


def _counted(
    value: object, other: object, operation: Callable[[Decimal, Decimal], Decimal]
) -> Number | None:
    number, second = _number(value), _argument(other)
    if number is None:
        return None
    with localcontext(_EXACT):
        return _plain(operation(number, second), MOST_DIGITS)


def _argument(value: object) -> Decimal:
    number = _number(value)
    if number is None:
        raise FilterArgumentError(f"takes a number, not {value}", token=None)
    return number


def _number(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    return Decimal(str(value).strip()) if _NUMBER.fullmatch(str(value)) else None


def _plain(number: Decimal, places: int) -> Number | None:
    """So many digits after the point, a whole number as one; None if too large to be meant."""
    if abs(number) >= Decimal(10) ** MOST_DIGITS:
        return None
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)
    return int(rounded) if rounded == rounded.to_integral_value() else rounded.normalize()
