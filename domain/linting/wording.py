"""What one channel of one step says, as a prospect gets to read or hear it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from liquid.exceptions import LiquidError

from domain.cadence import AnyStep, Content, Link
from domain.cadence.consistency import Loc
from domain.cadence.words import templates_in
from domain.errors import InvalidTemplate, MissingVariable
from domain.linting.measures import visible_in
from domain.rendering import render
from domain.templates.checking import check
from domain.templates.environment import text_template
from domain.templates.names import Declared, Snippets

# What a channel makes the prospect read or hear, the subject apart; nothing for a rep's own work.
HEARD: Mapping[str, tuple[str, ...]] = {
    "email": ("text",),
    "call": ("script", "voicemail"),
    "voicemail": ("script",),
    "linkedin": ("message",),
    "video": ("message",),
    "sms": ("text",),
}
# What arrives in writing, word for word.
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "email": ("subject", "text"),
    "linkedin": ("subject", "message"),
    "video": ("message",),
    "sms": ("text",),
}
_FAMILIES: Mapping[str, str] = {"call": "telephone", "voicemail": "telephone"}
# More than this nobody reads, and a template that loops may say a hundred times as much.
LONGEST_READ = 20_000

Fields = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Prospects:
    """The two people everything is rendered for: all fields known, and the required ones alone.

    `declared` are the variables that may be named, `snippets` what the templates may render.
    """

    full: Fields
    bare: Fields
    declared: Declared
    snippets: Snippets


@dataclass(frozen=True)
class Wording:
    """What one channel of one step says. `number` counts the steps from 0."""

    number: int
    step: AnyStep
    content: Content
    loc: Loc
    prospects: Prospects = field(repr=False)

    @property
    def channel(self) -> str:
        """The channel of these words, which may be an alternative to the step's."""
        return self.content.channel

    @property
    def links(self) -> tuple[Link, ...]:
        """What is attached, by its address."""
        return self.content.attachments

    @cached_property
    def templates(self) -> Mapping[Loc, str]:
        """Every template with its place."""
        return dict(templates_in(self.content, self.loc))

    @cached_property
    def names(self) -> frozenset[str]:
        """The variables that any of the words name."""
        every = (_names_in(text, self.prospects.snippets) for text in self.templates.values())
        return frozenset().union(*every)

    @cached_property
    def faults(self) -> Mapping[Loc, str]:
        """Why templates cannot be rendered for both of the two, by their place."""
        return {loc: fault for loc in self.templates if (fault := self._fault_of(loc))}

    def heard(self) -> Iterator[tuple[Loc, str]]:
        """What the prospect reads or hears, all fields known, with its place."""
        yield from self._rendered(HEARD.get(self.channel, ()))

    def written(self) -> Iterator[tuple[Loc, str]]:
        """What the prospect gets in writing, all fields known, with its place."""
        yield from self._rendered(WRITTEN.get(self.channel, ()))

    def full(self, key: str) -> str:
        """One text with all fields known; empty where there is none."""
        return self._text(key, self.prospects.full)

    def bare(self, key: str) -> str:
        """One text with the required fields alone; empty where there is none."""
        return self._text(key, self.prospects.bare)

    def both(self, key: str) -> tuple[str, str]:
        """One text with all fields, and with the required ones alone."""
        return self.full(key), self.bare(key)

    def _rendered(self, keys: tuple[str, ...]) -> Iterator[tuple[Loc, str]]:
        for key in keys:
            if text := self.full(key):
                yield (*self.loc, key), text

    def _text(self, key: str, fields: Fields) -> str:
        template = self.templates.get((*self.loc, key))
        if template is None and (self.channel, key) == ("email", "text"):
            return visible_in(self._text("html", fields))
        # `faults` tells once of what cannot be rendered; the rules judge the rest.
        return _said(template, fields, self.prospects.snippets).text if template else ""

    def _fault_of(self, loc: Loc) -> str | None:
        template, who = self.templates[loc], self.prospects
        said = [_said(template, fields, who.snippets) for fields in (who.full, who.bare)]
        if broken := next((one.fault for one in said if one.fault), None):
            return broken
        if any(one.lacks_a_value for one in said):
            # Or only our made-up values were none for a filter, which says nothing of real ones.
            return next((str(one) for one in check(template, who.declared, who.snippets)), None)
        return None


@dataclass(frozen=True)
class _Said:
    """A rendered text, or why there is none."""

    text: str = ""
    fault: str | None = None
    lacks_a_value: bool = False


@lru_cache(maxsize=2048)
def _said(template: str, fields: Fields, snippets: Snippets) -> _Said:
    """The beginning of the text. Kept, because the arms of experiments say most things alike."""
    try:
        return _Said(render(template, dict(fields), snippets)[:LONGEST_READ])
    except InvalidTemplate as fault:
        return _Said(fault=str(fault))
    except MissingVariable:
        return _Said(lacks_a_value=True)


@lru_cache(maxsize=2048)
def _names_in(template: str, snippets: Snippets) -> frozenset[str]:
    """The variables that the template names, its snippets included; none in one that is broken."""
    try:
        return frozenset(text_template(template, snippets).global_variables())
    except (InvalidTemplate, LiquidError):
        return frozenset()


def family_of(channel: str) -> str:
    """The channel as a prospect sees it: a voicemail comes by telephone."""
    return _FAMILIES.get(channel, channel)
