"""What parses as Liquid and is still no template of ours, and the parser's errors in our words."""

from __future__ import annotations

from collections.abc import Iterator

from liquid import BoundTemplate, RenderContext
from liquid.ast import Node
from liquid.builtin.expressions import Filter, FilteredExpression, Identifier, Path, StringLiteral
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.tags.render_tag import RenderNode
from liquid.exceptions import LiquidError
from liquid.expression import Expression

from domain.templates.dates import CLOCK
from domain.templates.filters import FILTERS, fault_of_arguments
from domain.templates.names import unknown
from domain.templates.source import Unfit


def refusals(template: BoundTemplate, text: str) -> Iterator[Unfit]:
    """Every place that is refused, in the order of the text."""
    static = RenderContext(template)
    for node in template.nodes:
        for index, message in _refused(node, static):
            yield Unfit(text, index, message)


def worded(error: LiquidError) -> str:
    """The parser's message in one line, with its own names for tokens made readable."""
    message = " ".join(str(error.message).split())
    for theirs, ours in _READABLE.items():
        message = message.replace(theirs, ours)
    return message


_READABLE = {
    "disallowed parentheses in logical expression": "parentheses have no place here; nest {% if %}",
    "disallowed not operator in logical expression": "not has no place here; use {% unless %}",
    "found an 'else' tag expression, did you mean 'elsif'?": "{% else %} stands alone; write elsif",
    "missing expression": "something has to follow the name of the tag",
    "expected end of expression, found '='": "a single = compares nothing; write ==",
    "unexpected '&'": "unexpected '&'; write and",
    "unexpected '\"'": "a quote is never closed",
    'unexpected "\'"': "a quote is never closed",
    "end of expression": "the end",
    "unexpected liquid parsing error": "this is nested too deep",
    "block nesting limit reached": "blocks are nested too deep",
    "a primitive expression": "a variable, a text or a number",
    "expected word": "expected a name",
    "found word": "found one more name",
    "found string": "found one more text",
    "unexpected token string": "one text too many",
}

Found = tuple[int, str]


def _refused(node: Node, static: RenderContext) -> Iterator[Found]:
    if isinstance(node, RenderNode):
        yield from _refused_render(node)
    for expression in node.expressions():
        yield from _refused_expression(expression)
    if not isinstance(node, RenderNode):
        for child in node.children(static, include_partials=False):
            yield from _refused(child, static)


def _refused_render(node: RenderNode) -> Iterator[Found]:
    if isinstance(node.name, Identifier):
        yield node.name.token.start_index, f"write the snippet's name in quotes: '{node.name}'"
    if node.var is not None:
        yield node.var.token.start_index, "pass values by name: {% render 'ask', minutes: 20 %}"


def _refused_expression(expression: Expression) -> Iterator[Found]:
    match expression:
        case RangeLiteral():
            yield (
                expression.token.start_index,
                "a range is nothing to write; loop over a split text",
            )
        case Path(path=[str(), *parts]) if not any(isinstance(part, Path) for part in parts):
            pass
        case Path():
            yield expression.token.start_index, "a variable is named by its name alone"
        case FilteredExpression():
            yield from _refused_filters(expression)
    for child in expression.children():
        yield from _refused_expression(child)


def _refused_filters(expression: FilteredExpression) -> Iterator[Found]:
    used: Filter
    for used in expression.filters or ():
        if used.name not in FILTERS:
            yield used.token.start_index, unknown("filter", used.name, FILTERS)
        elif fault := fault_of_arguments(used):
            yield used.token.start_index, fault
        elif used.name == "date" and _is_clock(expression.left):
            yield expression.left.token.start_index, "a template reads no clock; name a date"


def _is_clock(expression: Expression) -> bool:
    return isinstance(expression, StringLiteral) and expression.value.lower() in CLOCK
