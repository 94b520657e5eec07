"""What is wrong with a template, found without rendering it, each with its place.

Where nothing is found, no rendering with the required variables lacks a value it needs, whichever
optional ones are there. Two things only the values can tell: whether a comparison holds, and
whether a filter such as `link` can do anything with a text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from liquid import BoundTemplate, RenderContext
from liquid.ast import Node
from liquid.builtin.expressions import Filter, StringLiteral
from liquid.expression import Expression

from domain.templates.bounds import DEEPEST_SNIPPETS
from domain.templates.environment import parsed, text_language
from domain.templates.merging import Merging
from domain.templates.names import Declared, Snippets, unknown
from domain.templates.refusing import refusals
from domain.templates.source import Unfit
from domain.templates.valuing import Valuer
from domain.templates.walking import ASSIGNING, BRANCHING, Walk, names_assigned_in, tags_in
from domain.templates.worlds import World, Worlds

# Each may double the ways through a text, and all of them are looked at.
MOST_ASSIGNMENTS = 12
MOST_BRANCHES = 80


@dataclass(frozen=True)
class Fault:
    """What is wrong, where (both from 1), and in which snippet, if not in the template itself."""

    line: int
    column: int
    message: str
    snippet: str = ""

    def __str__(self) -> str:
        within = f"snippet {self.snippet!r}, " if self.snippet else ""
        return f"{within}line {self.line}, column {self.column}: {self.message}"


def check(template: str, declared: Declared, snippets: Snippets) -> tuple[Fault, ...]:
    """Every fault of the template and of the snippets it renders, in the order of the text.

    A snippet is looked at as it is rendered: what is passed to it is there, and so is what the
    template has made sure of before. Those that the template does not render are not looked at.
    """
    checkup = _Checkup(declared, snippets)
    checkup.look_at(_Text(template), (World(),))
    return tuple(sorted(checkup.found, key=_place))


def _place(fault: Fault) -> tuple[str, int, int, str]:
    return fault.snippet, fault.line, fault.column, fault.message


@dataclass(frozen=True)
class _Text:
    """The template, or one of its snippets, by the snippets through which it is reached."""

    text: str
    path: tuple[str, ...] = ()

    @property
    def snippet(self) -> str:
        return self.path[-1] if self.path else ""


def _too_many(template: BoundTemplate) -> tuple[Node, str] | None:
    """The first tag beyond what a text may have, and what is wrong with it."""
    for kinds, most, what in (
        (ASSIGNING, MOST_ASSIGNMENTS, "assignments"),
        (BRANCHING, MOST_BRANCHES, "conditions and loops"),
    ):
        if beyond := tags_in(template, kinds)[most:]:
            return beyond[0], f"has more than {most} {what}; a text needs a few, so divide it"
    return None


@dataclass
class _Checkup:
    """One template with its snippets, and what was found."""

    declared: Declared
    snippets: Snippets
    found: set[Fault] = field(default_factory=set)
    _seen: set[tuple[str, int, Worlds]] = field(default_factory=set)
    _merging: Merging = field(default_factory=Merging)

    def look_at(self, text: _Text, worlds: Worlds) -> None:
        """Add what is wrong with this text, entered in these worlds."""
        try:
            template = parsed(text_language(self.snippets), text.text)
        except Unfit as unfit:
            self._note(text, unfit)
            return
        for refusal in refusals(template, text.text):
            self._note(text, refusal)
        if too_many := _too_many(template):
            tag, words = too_many
            self._note(text, Unfit(text.text, tag.token.start_index, words))
            return

        def complain(at: Expression | Filter, message: str) -> None:
            self._note(text, Unfit(text.text, at.token.start_index, message))

        def rendering(name: StringLiteral, here: Worlds) -> None:
            if fault := self._fault_of(text, name.value):
                complain(name, fault)
            else:
                path = (*text.path, name.value)
                self._enter(_Text(dict(self.snippets)[name.value], path), here)

        assigned = names_assigned_in(template.nodes, RenderContext(template))
        valuer = Valuer(self.declared, assigned, complain, self._merging)
        Walk(template, valuer, rendering).through(template.nodes, worlds)

    def _enter(self, text: _Text, worlds: Worlds) -> None:
        """Look at a snippet, once for all places that lead to it in the same worlds."""
        way = (text.snippet, len(text.path), worlds)
        if way not in self._seen:
            self._seen.add(way)
            self.look_at(text, worlds)

    def _note(self, text: _Text, unfit: Unfit) -> None:
        self.found.add(Fault(unfit.line, unfit.column, unfit.message, text.snippet))

    def _fault_of(self, text: _Text, name: str) -> str | None:
        """Why the snippet of this name cannot be rendered from this text, or None."""
        names = [known for known, _ in self.snippets]
        if name not in names:
            return unknown("snippet", name, names, "write it under snippets")
        if name in text.path:
            circle = (*text.path[text.path.index(name) :], name)
            return f"snippet {name!r} renders itself: {' → '.join(circle)}"
        if len(text.path) >= DEEPEST_SNIPPETS:
            return f"snippets render one another deeper than {DEEPEST_SNIPPETS}"
        return None
