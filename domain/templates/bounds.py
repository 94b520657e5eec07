"""How far a rendering may go: bounded in time and memory, deaf to the clock.

The library bounds loops, depth, output and local values. Here the work of filters, of snippets
and of loops is added up over one rendering, and what is missing stays missing until `default`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from liquid import BoundTemplate, FalsyStrictUndefined, RenderContext, Token, is_undefined
from liquid.exceptions import FilterArgumentError, LocalNamespaceLimitError, ResourceLimitError
from liquid.undefined import UNDEFINED
from liquid.utils import ReadOnlyChainMap

from domain.templates.texts import LONGEST_VALUE

DEEPEST_SNIPPETS = 20
MOST_ITERATIONS = 100
MOST_OUTPUT = 500_000
MOST_LOCAL = 1_000_000
LONGEST_NAME = 80
# In characters looked at; the other two are what a step costs beside its characters.
MOST_WORK = 5_000_000
WORK_OF_A_FILTER = 100
WORK_OF_A_SNIPPET = 1_000


class Missing(FalsyStrictUndefined):
    """A value that is not there: false in a condition, caught by `default`, else an error.

    Its error's message is the name of what is missing, and nothing else.
    """

    __slots__ = ()

    def __init__(
        self, name: str, *, token: Token | None, obj: object = UNDEFINED, hint: str | None = None
    ) -> None:
        super().__init__(name, token=token, obj=obj, hint=name)


class Work:
    """What one rendering, its snippets included, has cost so far."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MOST_WORK

    def spend(self, cost: int) -> None:
        """Raises `ResourceLimitError` where no more may be spent."""
        self.left -= cost
        if self.left < 0:
            raise ResourceLimitError("it takes too much work", token=None)


class BoundedContext(RenderContext):
    """The values of one rendering. It knows the prospect's and its own, and no clock."""

    __slots__ = ("local_size", "work")

    def __init__(self, template: BoundTemplate, **given: Any) -> None:  # noqa: ANN401 -- the library's own arguments
        super().__init__(template, **given)
        # Without the library's built-ins, `now` and `today`, which read the host's clock.
        self.scope = ReadOnlyChainMap(self.locals, self.globals)
        parent = self.parent_context
        self.work: Work = parent.work if isinstance(parent, BoundedContext) else Work()
        self.local_size = self.local_namespace_size_carry
        if parent is not None and isinstance(template, BoundedTemplate):
            self.work.spend(WORK_OF_A_SNIPPET + template.size)

    def assign(self, key: str, val: Any) -> None:  # noqa: ANN401 -- the library's own signature
        """Remember a local value, without adding all the others up anew each time."""
        self.local_size += _size_of(val) - _size_of(self.locals.get(key, ""))
        self.locals[key] = val
        if self.local_size > MOST_LOCAL:
            raise LocalNamespaceLimitError("it keeps too much in variables", token=None)

    def get_size_of_locals(self) -> int:
        """The characters that this context and those around it keep."""
        return self.local_size

    def raise_for_loop_limit(self, length: int = 1) -> None:
        """Also adds the loop to the work."""
        super().raise_for_loop_limit(length)
        self.work.spend(length * WORK_OF_A_FILTER)

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        """The filter, within its bounds."""
        return partial(self._filtered, super().filter(name, token), name, token)

    def _filtered(
        self,
        function: Callable[..., object],
        name: str,
        token: Token | None,
        *given: object,
        **named: object,
    ) -> object:
        if name == "default":
            return function(*given, **named)
        for value in (*given, *named.values()):
            if is_undefined(value):
                str(value)  # raises: what is missing is so under any other filter
        self.work.spend(WORK_OF_A_FILTER + sum(map(_size_of, given)))
        try:
            result = function(*given, **named)
        except FilterArgumentError as unfit:
            raise FilterArgumentError(f"{name} {unfit.message}", token=token) from unfit
        if _size_of(result) > LONGEST_VALUE:
            raise ResourceLimitError(f"{name} makes too much of it", token=token)
        return Missing(_expression_until(token), token=token) if result is None else result


class BoundedTemplate(BoundTemplate):
    """A parsed template whose renderings are bounded."""

    context_class = BoundedContext
    # Of its text, in characters.
    size = 0

    def make_globals(self, render_args: Mapping[str, object]) -> Mapping[str, object]:
        """The variables as they were given; neither environment nor template adds any."""
        return render_args

    def make_partial_namespace(
        self,
        partial: bool,  # noqa: FBT001 -- the library's own signature
        render_args: Mapping[str, object],
    ) -> Mapping[str, object]:
        """Nothing, where the library would add a variable `partial`."""
        return render_args


def _size_of(value: object) -> int:
    if isinstance(value, str):
        return len(value)
    return sum(map(_size_of, value)) + len(value) if isinstance(value, list) else 1


def _expression_until(token: Token | None) -> str:
    """What was written up to this filter, such as `website | link`."""
    before = token.source[: token.start_index + len(token.value)] if token else ""
    return re.split(r"\{\{-?|\{%-?|=", before)[-1].strip()[-LONGEST_NAME:]
