"""Which ways a condition of a template leads: the worlds where it holds, and where it does not."""

from __future__ import annotations

from collections.abc import Iterable

from liquid.builtin.expressions import BooleanExpression, Literal, Path
from liquid.builtin.expressions.logical import (
    ContainsExpression,
    EqExpression,
    GeExpression,
    GtExpression,
    LeExpression,
    LogicalAndExpression,
    LogicalOrExpression,
    LtExpression,
    NeExpression,
)
from liquid.builtin.expressions.primitive import FloatLiteral, IntegerLiteral
from liquid.expression import Expression

from domain.templates.valuing import Valuer
from domain.templates.worlds import Truth, Value, World, Worlds, by_presence

Ordering = LtExpression | GtExpression | LeExpression | GeExpression
NUMBERS = (IntegerLiteral, FloatLiteral)
Ways = tuple[Worlds, Worlds]


def ways(condition: Expression, worlds: Iterable[World], valuer: Valuer) -> Ways:
    """The worlds where the condition holds, and those where it does not."""
    decided = [_ways(condition, world, valuer) for world in worlds]
    return (
        valuer.merged(world for holds, _ in decided for world in holds),
        valuer.merged(world for _, fails in decided for world in fails),
    )


def equal(one: Expression, other: Expression, world: World, valuer: Valuer) -> Ways:
    """As Liquid compares: what is missing equals nil and what is missing, and nothing else."""
    holds: Worlds = ()
    fails: Worlds = ()
    for is_missing, at in _by_absence(valuer.value_of(one, world), world):
        for is_other_missing, here in _by_absence(valuer.value_of(other, world), at):
            if is_missing and is_other_missing:
                holds += (here,)
            elif is_missing or is_other_missing:
                fails += (here,)
            else:
                so, not_so = _open(f"{one} == {other}", (one, other), here)
                holds, fails = holds + so, fails + not_so
    return holds, fails


def _ways(condition: Expression, world: World, valuer: Valuer) -> Ways:
    match condition:
        case BooleanExpression():
            return _ways(condition.expression, world, valuer)
        case LogicalAndExpression():
            left, not_left = _ways(condition.left, world, valuer)
            both, not_right = ways(condition.right, left, valuer)
            return both, not_left + not_right
        case LogicalOrExpression():
            left, not_left = _ways(condition.left, world, valuer)
            right, neither = ways(condition.right, not_left, valuer)
            return left + right, neither
        case EqExpression():
            return equal(condition.left, condition.right, world, valuer)
        case NeExpression():
            return equal(condition.left, condition.right, world, valuer)[::-1]
        case LtExpression() | GtExpression() | LeExpression() | GeExpression():
            _refuse_text_as_number(condition, world, valuer)
            return _of_two(condition, world, valuer)
        case ContainsExpression():
            return _of_two(condition, world, valuer)
    return _of_one(valuer.value_of(condition, world), world)


def _of_one(value: Value, world: World) -> Ways:
    """What is there is true, even an empty text; only nil and false are not."""
    there, missing = by_presence(world, value)
    match value.truth:
        case Truth.TRUE:
            return there, missing
        case Truth.OPEN:
            return there, (*there, *missing)
    return (), (world,)


def _refuse_text_as_number(condition: Ordering, world: World, valuer: Valuer) -> None:
    sides = (condition.left, condition.right)
    for one, other in (sides, sides[::-1]):
        if isinstance(other, NUMBERS) and valuer.value_of(one, world).is_text:
            number = f"{{% assign number = {one} | plus: 0 %}}"
            valuer.complain(one, f"{one} is text; write {number} and compare that")


def _of_two(condition: ContainsExpression | Ordering, world: World, valuer: Valuer) -> Ways:
    """These hold only where both sides are there."""
    holds: Worlds = ()
    fails: Worlds = ()
    for is_missing, at in _by_absence(valuer.value_of(condition.left, world), world):
        for is_other_missing, here in _by_absence(valuer.value_of(condition.right, world), at):
            if is_missing or is_other_missing:
                fails += (here,)
            else:
                so, not_so = _open(str(condition), (condition.left, condition.right), here)
                holds, fails = holds + so, fails + not_so
    return holds, fails


def _by_absence(value: Value, world: World) -> list[tuple[bool, World]]:
    """The worlds of a value with whether it is nil or missing there."""
    if value.truth is Truth.NIL:
        return [(True, world)]
    there, missing = by_presence(world, value)
    either = [(True, here) for here in there] if value.truth is Truth.OPEN else []
    return [(False, here) for here in there] + [(True, here) for here in missing] + either


def _open(text: str, sides: tuple[Expression, Expression], world: World) -> Ways:
    """A comparison that depends on the values; one of fixed values is decided once and for all."""
    if not all(_is_fixed(side, world) for side in sides):
        return (world,), (world,)
    holds = () if text in world.absent else (world.where(text),)
    fails = () if text in world.present else (world.without((text,)),)
    return holds, fails


def _is_fixed(side: Expression, world: World) -> bool:
    """Whether the side is written out, or the prospect's: nothing in the template changes it."""
    if isinstance(side, Path):
        return world.local(str(side.path[0])) is None
    return isinstance(side, Literal)
