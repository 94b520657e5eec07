"""Through a template, on every way at once, without rendering it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce

from liquid import BoundTemplate, RenderContext
from liquid.ast import BlockNode, ConditionalBlockNode, Node
from liquid.builtin.expressions import StringLiteral
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.capture_tag import CaptureNode
from liquid.builtin.tags.case_tag import CaseNode, MultiExpressionBlockNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.render_tag import RenderNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.expression import Expression

from domain.templates.deciding import equal, ways
from domain.templates.merging import doubting
from domain.templates.valuing import Valuer
from domain.templates.worlds import Value, World, Worlds

# Walks through the snippet of this name, entered in these worlds.
Rendering = Callable[[StringLiteral, Worlds], None]


def names_assigned_in(nodes: Iterable[Node], static: RenderContext) -> frozenset[str]:
    """Every name to which these nodes give a value somewhere."""

    def names(nodes: Iterable[Node]) -> Iterable[str]:
        for node in nodes:
            yield from map(str, (*node.template_scope(), *node.block_scope()))
            if not isinstance(node, RenderNode):
                yield from names(node.children(static, include_partials=False))

    return frozenset(names(nodes))


ASSIGNING = (AssignNode, CaptureNode)
BRANCHING = (IfNode, UnlessNode, CaseNode, ForNode)


def tags_in(template: BoundTemplate, kinds: tuple[type[Node], ...]) -> tuple[Node, ...]:
    """Every tag of these kinds, in the order of the text."""
    static = RenderContext(template)

    def tags(nodes: Iterable[Node]) -> Iterable[Node]:
        for node in nodes:
            if isinstance(node, kinds):
                yield node
            if not isinstance(node, RenderNode):
                yield from tags(node.children(static, include_partials=False))

    return tuple(tags(template.nodes))


class Walk:
    """One text, walked through in the worlds that lead to it."""

    def __init__(self, template: BoundTemplate, valuer: Valuer, rendering: Rendering) -> None:
        self._static = RenderContext(template)
        self._valuer = valuer
        self._merged = valuer.merged
        self._rendering = rendering

    def through(self, nodes: Sequence[Node], worlds: Worlds) -> Worlds:
        """The worlds after these nodes."""
        return reduce(lambda here, node: self._past(node, self._bounded(here)), nodes, worlds)

    def _bounded(self, worlds: Worlds) -> Worlds:
        """The worlds as they are, or one for all when walking on in each would cost too much."""
        self._merged.spend(len(worlds))
        return self._merged(worlds) if self._merged.is_tired else worlds

    def _past(self, node: Node, worlds: Worlds) -> Worlds:
        match node:
            case OutputNode():
                self._require(node.expression, worlds)
            case RenderNode(name=StringLiteral() as name):
                self._rendering(name, self._merged(self._entered(node, world) for world in worlds))
            case AssignNode():
                return self._assigned(node, worlds)
            case CaptureNode():
                after = self.through(node.block.nodes, worlds)
                return self._merged(world.assigning(node.name, Value()) for world in after)
            case IfNode():
                holds, fails = ways(node.condition, worlds, self._valuer)
                return self._chosen(node, holds, fails)
            case UnlessNode():
                holds, fails = ways(node.condition, worlds, self._valuer)
                return self._chosen(node, fails, holds)
            case CaseNode():
                return self._case(node, worlds)
            case ForNode():
                return self._loop(node, worlds)
        return worlds

    def _require(self, expression: Expression, worlds: Worlds, advice: str = "") -> None:
        for world in worlds:
            self._valuer.require(expression, world, advice)

    def _entered(self, node: RenderNode, world: World) -> World:
        """The world within a snippet: the prospect's values as known here, and what is passed."""
        passed = [(arg.name, self._valuer.value_of(arg.value, world)) for arg in node.args]
        declared = self._valuer.declared
        return World(
            frozenset(atom for atom in world.present if atom in declared),
            frozenset(atom for atom in world.absent if atom in declared),
            frozenset((name, value.passed_as(name, declared)) for name, value in passed),
        )

    def _assigned(self, node: AssignNode, worlds: Worlds) -> Worlds:
        return self._merged(
            world.assigning(node.name, self._valuer.value_of(node.expression, world))
            for world in worlds
        )

    def _chosen(self, node: IfNode | UnlessNode, worlds: Worlds, others: Worlds) -> Worlds:
        """The worlds after an `if`: through the first block, else the next that is met."""
        after = self.through(node.consequence.nodes, worlds)
        alternative: ConditionalBlockNode
        for alternative in node.alternatives:
            holds, others = ways(alternative.expression, others, self._valuer)
            after += self.through(alternative.block.nodes, holds)
        return self._merged(after + self._block(node.default, others))

    def _block(self, block: BlockNode | None, worlds: Worlds) -> Worlds:
        return self.through(block.nodes, worlds) if block else worlds

    def _case(self, node: CaseNode, worlds: Worlds) -> Worlds:
        """Liquid looks into every `when`; `else` is for where none before has matched."""
        met: Worlds = ()
        unmet = worlds
        for block in node.blocks:
            if isinstance(block, MultiExpressionBlockNode):
                again, met = self._when(node, block, met)
                first, unmet = self._when(node, block, unmet)
                met = self._merged(
                    met + self.through(block.block.nodes, self._merged(again + first))
                )
            else:
                unmet = self.through(block.nodes, unmet)
        return self._merged(met + unmet)

    def _when(
        self, node: CaseNode, block: MultiExpressionBlockNode, worlds: Worlds
    ) -> tuple[Worlds, Worlds]:
        """The worlds that match any of the values, and the others."""
        met: Worlds = ()
        unmet = worlds
        for expression in block.expression.expressions:
            decide = partial(equal, node.expression, expression, valuer=self._valuer)
            decided = [decide(world) for world in unmet]
            met += tuple(world for holds, _ in decided for world in holds)
            unmet = self._merged(world for _, fails in decided for world in fails)
        return self._merged(met), unmet

    def _loop(self, node: ForNode, worlds: Worlds) -> Worlds:
        """No time, once, and so often until nothing new can come of it."""
        loop = node.expression
        advice = f"put the loop into {{% if {loop.iterable} %}}"
        for expression in loop.children():
            self._require(expression, worlds, advice)
        seen = set(worlds)
        new = worlds
        while new and not self._merged.is_tired:
            after = self._merged(self._once(node, new))
            new = tuple(world for world in after if world not in seen)
            seen.update(new)
        if new:
            names = names_assigned_in(node.block.nodes, self._static)
            doubted = self._merged(doubting(world, names) for world in seen)
            seen.update(self._once(node, doubted))
        return self._merged({*seen, *self._block(node.default, worlds)})

    def _once(self, node: ForNode, worlds: Worlds) -> Iterable[World]:
        item = node.expression.identifier
        for world in worlds:
            for after in self.through(node.block.nodes, (world.looping(item),)):
                yield after.leaving(item, world.looped)
