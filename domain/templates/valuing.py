"""What the expressions of a template come to in a world, and what is wrong with them there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from liquid.builtin.expressions import Filter, FilteredExpression, Nil, Path
from liquid.builtin.expressions.primitive import FalseLiteral, StringLiteral
from liquid.expression import Expression

from domain.templates.dates import CLOCK
from domain.templates.merging import Merging
from domain.templates.names import Declared, unknown
from domain.templates.worlds import FILLED, NEVER, Truth, Value, World, needing

# What these give may be an empty text, or an empty list.
EMPTYING = frozenset(
    (
        "join",
        "lstrip",
        "remove",
        "remove_first",
        "replace",
        "replace_first",
        "rstrip",
        "slice",
        "split",
        "squish",
        "strip",
        "strip_newlines",
        "truncate",
        "truncatewords",
    )
)
# These give what they are given, in another form: empty for an empty text.
KEEPING = frozenset(("append", "capitalize", "downcase", "escape", "prepend", "upcase"))
OF_LOOPS = ("index", "index0", "rindex", "rindex0", "first", "last", "length")

Complain = Callable[[Expression | Filter, str], None]


@dataclass(frozen=True)
class Valuer:
    """Values by what is declared, and by the names that the text itself assigns somewhere."""

    declared: Declared
    assigned: Collection[str]
    complain: Complain
    merged: Merging

    def value_of(self, expression: Expression, world: World) -> Value:
        """What the expression comes to; complains of unknown names and of missing ones within."""
        match expression:
            case FilteredExpression():
                return self._filtered(expression, world)
            case Path(path=[str(root), *parts]):
                return self._named(expression, root, parts, world)
            case Nil():
                return Value(truth=Truth.NIL)
            case FalseLiteral():
                return Value(truth=Truth.FALSE)
            case StringLiteral(value=""):
                return Value()
        return FILLED

    def require(self, expression: Expression, world: World, advice: str = "") -> None:
        """Complain where the expression may come to nothing, which would fail the rendering."""
        if self.value_of(expression, world).may_be_missing:
            self._miss(expression, advice)

    def _miss(self, expression: Expression, advice: str = "") -> None:
        """Complain of what is missing last: the value itself, or the last of its defaults."""
        culprit, is_fallback = expression, False
        if isinstance(expression, FilteredExpression):
            culprit = expression.left
            for used in expression.filters or ():
                if used.name == "default" and used.args:
                    culprit, is_fallback = used.args[0].value, True
        name = str(culprit)
        if is_fallback:
            self.complain(culprit, f'{name} may be missing, too; add | default: "…" after it')
        elif isinstance(culprit, Path) and culprit.path[0] not in self.declared:
            words = "is not there on every way that leads here"
            self.complain(culprit, f"{name} {words}; {advice or _guarded(name)}")
        else:
            self.complain(culprit, f"{name} may be missing; {advice or _guarded(name)}")

    def _filtered(self, expression: FilteredExpression, world: World) -> Value:
        value = self.value_of(expression.left, world)
        filters = expression.filters or []
        for at, used in enumerate(filters):
            if used.name == "default":
                value = self._defaulted(value, used, world)
                continue
            if value.may_be_missing:
                comes_late = any(later.name == "default" for later in filters[at:])
                self._miss_before(expression, at, comes_late=comes_late)
            for argument in used.args:
                self.require(argument.value, world, _first_assigned(str(argument.value)))
            is_filled = used.name not in EMPTYING and (value.is_filled or used.name not in KEEPING)
            value = Value(is_filled=is_filled)
        return value

    def _miss_before(self, expression: FilteredExpression, at: int, *, comes_late: bool) -> None:
        """Complain of a value that is missing where a filter needs it."""
        filters = expression.filters or []
        before = FilteredExpression(expression.token, expression.left, filters[:at])
        written = f'{{{{ {expression.left} | default: "…" | {filters[at].name} }}}}'
        late = f"the default has to come first: {written}"
        self._miss(before, late if comes_late else "")

    def _defaulted(self, value: Value, used: Filter, world: World) -> Value:
        """The value, or what stands for it where it is missing, empty, nil or false."""
        other = self.value_of(used.args[0].value, world) if used.args else Value()
        if value.truth in (Truth.NIL, Truth.FALSE):
            return other
        if value.is_filled and not value.may_be_missing:
            return value
        truth = Truth.TRUE if other.truth is value.truth is Truth.TRUE else Truth.OPEN
        if other.needs is None:
            return Value(is_filled=other.is_filled, truth=truth)
        if value.is_filled and value.needs is not None and truth is Truth.TRUE:
            return Value(value.needs | other.needs, is_filled=other.is_filled)
        # There, empty, and its default missing: nothing that is known could say so.
        return Value(frozenset((f"?{used.token.start_index}",)), truth=Truth.OPEN)

    def _named(self, path: Path, root: str, parts: Sequence[object], world: World) -> Value:
        local = world.local(root)
        if root == "forloop" and local is not None:
            return self._of_loop(path, parts)
        if local is not None:
            return _part_of(local, path, parts, world)
        if root not in self.declared:
            return self._undeclared(path, root)
        if any(isinstance(part, Path) for part in parts):
            return FILLED  # refused already, as no name of its own
        if parts and list(parts) != ["size"]:
            self.complain(path, f"{path} has no meaning: {root} is text and has no parts")
            return FILLED
        if parts:
            return replace(world.known(self._variable(root)), is_text=False)
        return world.known(self._variable(root))

    def _variable(self, name: str) -> Value:
        value = needing(name)
        return replace(value, needs=None) if self.declared[name] == "required" else value

    def _undeclared(self, path: Path, root: str) -> Value:
        """A name that is assigned elsewhere in the text, or that nobody knows."""
        if root in self.assigned:
            return NEVER
        if root in CLOCK:
            self.complain(path, "a template reads no clock; name a variable that holds a date")
        else:
            known = (*self.declared, *self.assigned)
            self.complain(path, unknown("variable", root, known, "declare it under variables"))
        return FILLED

    def _of_loop(self, path: Path, parts: Sequence[object]) -> Value:
        if len(parts) != 1 or parts[0] not in OF_LOOPS:
            self.complain(path, f"{path} has no meaning; there is forloop.{OF_LOOPS[0]}")
        return replace(FILLED, truth=Truth.OPEN)


def _part_of(local: Value, path: Path, parts: Sequence[object], world: World) -> Value:
    """A local value itself, its size, or one of its parts, which may be missing."""
    if not parts:
        return local
    if list(parts) == ["size"]:
        return Value(local.needs, is_filled=True)
    return world.known(needing(str(path)))


def _guarded(name: str) -> str:
    return f'write {{{{ {name} | default: "…" }}}} or put it into {{% if {name} %}}'


def _first_assigned(name: str) -> str:
    return f'put it into {{% if {name} %}}, or {{% assign {name} = {name} | default: "…" %}} first'
