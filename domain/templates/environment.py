"""What a template is made of, and its parsing: tags, filters, snippets, all within bounds.

A snippet, `{% render 'signature' %}`, sees the prospect's variables and what is passed to it
(`{% render 'ask', minutes: 20 %}`), not what the template around it assigned. It is source of the
kind that renders it: HTML within HTML.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from liquid import BoundTemplate, Environment, Mode, TokenStream
from liquid.ast import Node
from liquid.builtin import content, output
from liquid.builtin.tags import (
    assign_tag,
    capture_tag,
    case_tag,
    comment_tag,
    echo_tag,
    for_tag,
    if_tag,
    inline_comment_tag,
    render_tag,
    unless_tag,
)
from liquid.exceptions import LiquidError, LiquidSyntaxError, TemplateNotFoundError
from liquid.expression import Expression
from liquid.tag import Tag
from liquid.token import TOKEN_ILLEGAL

from domain.errors import InvalidTemplate
from domain.templates.bounds import (
    DEEPEST_SNIPPETS,
    MOST_ITERATIONS,
    MOST_LOCAL,
    MOST_OUTPUT,
    BoundedTemplate,
    Missing,
)
from domain.templates.filters import FILTERS
from domain.templates.names import Snippets, unknown
from domain.templates.refusing import refusals, worded
from domain.templates.source import Unfit, check_source


class StrictIf(if_tag.IfTag):
    """Refuses `{% else if %}`, which Liquid reads as `{% else %}`."""

    mode = Mode.STRICT


class StrictUnless(unless_tag.UnlessTag):
    """Refuses `{% else if %}` likewise."""

    mode = Mode.STRICT


class StrictCase(case_tag.CaseTag):
    """Refuses what Liquid drops silently from a `{% when %}`."""

    def _parse_when_expression(self, stream: TokenStream) -> list[Expression]:
        expressions = super()._parse_when_expression(stream)
        stream.expect_eos()
        return expressions


class UnknownTag(Tag):
    """Stands for every tag that does not exist here."""

    name = TOKEN_ILLEGAL
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Raise, with the nearest tag that exists."""
        raise LiquidSyntaxError(_unknown_tag(stream.current.value), token=stream.current)


class Placed(Tag):
    """A tag whose errors know their place, also where the text ends too early."""

    def __init__(self, tag: Tag) -> None:
        super().__init__(tag.env)
        self._tag = tag

    def parse(self, stream: TokenStream) -> Node:
        """What the tag itself parses."""
        return self._tag.parse(stream)

    def get_node(self, stream: TokenStream) -> Node:
        """As `parse`; an error without a place gets the tag's."""
        start = stream.current
        try:
            return self.parse(stream)
        except LiquidError as error:
            if error.token is None or error.token.start_index < 0:
                error.token = start
            raise


TAGS: tuple[type[Tag], ...] = (
    assign_tag.AssignTag,
    capture_tag.CaptureTag,
    StrictCase,
    comment_tag.CommentTag,
    echo_tag.EchoTag,
    for_tag.ForTag,
    StrictIf,
    inline_comment_tag.InlineCommentTag,
    render_tag.RenderTag,
    StrictUnless,
)
_WITHIN = {"else": "if, unless, case or for", "elsif": "if or unless", "when": "case"}


class Language(Environment):
    """The tags and filters of outreach, over one set of snippets, for plain text."""

    template_class = BoundedTemplate
    context_depth_limit = DEEPEST_SNIPPETS
    loop_iteration_limit = MOST_ITERATIONS
    output_stream_limit = MOST_OUTPUT
    local_namespace_limit = MOST_LOCAL

    def __init__(self, snippets: Snippets = ()) -> None:
        super().__init__(undefined=Missing)
        self.snippets = dict(snippets)
        self._parsed: dict[str, BoundTemplate] = {}

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """What outreach needs, in place of all that the library has."""
        tags: tuple[type[Tag], ...] = (content.Literal, output.Output, UnknownTag, *TAGS)
        for tag in tags:
            self.tags[tag.name] = Placed(tag(self))
        self.filters.update(FILTERS)

    def get_template(self, name: str, **context: Any) -> BoundTemplate:  # noqa: ANN401 -- the library's own arguments
        """The snippet of this name, parsed once. Raises `LiquidError` where there is none."""
        if name not in self.snippets:
            raise TemplateNotFoundError(unknown("snippet", name, self.snippets), token=None)
        if name not in self._parsed:
            self._parsed[name] = self._snippet(name)
        return self._parsed[name]

    def _snippet(self, name: str) -> BoundTemplate:
        try:
            return parse(self, self.snippets[name])
        except Unfit as unfit:
            raise LiquidError(f"snippet {name!r}: {unfit.said}", token=None) from unfit


class HtmlLanguage(Language):
    """The same for HTML: values are escaped."""

    def __init__(self, snippets: Snippets = ()) -> None:
        super().__init__(snippets)
        self.autoescape = True


def parse(language: Language, text: str) -> BoundTemplate:
    """The template, ready to render. Raises `Unfit` at the first place where it is none."""
    template = parsed(language, text)
    for refusal in refusals(template, text):
        raise refusal
    return template


def parsed(language: Language, text: str) -> BoundTemplate:
    """What the text parses to, with nothing refused that parses. Raises `Unfit`."""
    check_source(text)
    try:
        template = language.from_string(text)
    except LiquidError as error:
        raise Unfit(text, error.token.start_index if error.token else 0, worded(error)) from error
    if isinstance(template, BoundedTemplate):
        template.size = len(text)
    return template


@lru_cache(maxsize=2048)
def text_template(text: str, snippets: Snippets) -> BoundTemplate:
    """The template for plain text. Raises `InvalidTemplate`."""
    return _valid(text_language(snippets), text)


@lru_cache(maxsize=2048)
def html_template(text: str, snippets: Snippets) -> BoundTemplate:
    """The template for HTML; values are escaped. Raises `InvalidTemplate`."""
    return _valid(_html_language(snippets), text)


@lru_cache(maxsize=256)
def text_language(snippets: Snippets) -> Language:
    """The language of plain text over these snippets."""
    return Language(snippets)


@lru_cache(maxsize=256)
def _html_language(snippets: Snippets) -> Language:
    return HtmlLanguage(snippets)


def _valid(language: Language, text: str) -> BoundTemplate:
    try:
        return parse(language, text)
    except Unfit as unfit:
        raise InvalidTemplate(f"the template cannot be parsed: {unfit.said}") from unfit


def _unknown_tag(name: str) -> str:
    if name in _WITHIN:
        return f"{{% {name} %}} stands outside of {_WITHIN[name]}"
    return unknown("tag", name, [tag.name for tag in TAGS])
