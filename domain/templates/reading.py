"""A condition's text to its terms; what cannot be read is one line of why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from domain.errors import InvalidTemplate
from domain.templates.logic import (
    Comparison,
    Constant,
    Every,
    Name,
    Not,
    Nothing,
    Operand,
    Result,
    Some,
    Term,
)
from domain.templates.names import RESULTS

LONGEST = 2_000
DEEPEST = 20
OPERATORS = ("==", "!=", "<>", "<=", ">=", "<", ">", "contains")
RESERVED = ("and", "or", "contains")
INSTEAD = {
    '"': "a quote is never closed",
    "'": "a quote is never closed",
    "=": "write == to compare",
    "&": "write and",
    "|": "write or between two conditions; a condition has no filters",
    "!": "write not, or != to compare",
    "{": "a condition stands without {{ }} and {% %}",
    "%": "a condition stands without {{ }} and {% %}",
    "}": "a condition stands without {{ }} and {% %}",
}

_TOKENS = re.compile(
    r"""
      (?P<text>"[^"]*"|'[^']*')
    | (?P<number>-?\d{1,50}(?:\.\d{1,50})?(?![\w.-]))
    | (?P<word>[^\W\d][\w-]*(?:\.[\w-]+|\[(?:"[^"\]]*"|'[^'\]]*')\])*)
    | (?P<operator>==|!=|<>|<=|>=|<|>)
    | (?P<bracket>[()])
    | (?P<space>\s+)
    | (?P<stray>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_STEP = re.compile(RESULTS + r"""(?:\.(?P<plain>[\w-]+)|\[["'](?P<quoted>[^"'\]]*)["']\])""")
_CONSTANTS: dict[str, Operand] = {
    "true": Constant(value=True),
    "false": Constant(value=False),
    "nil": Nothing(),
    "null": Nothing(),
    "blank": Nothing(),
    "empty": Nothing(),
}


def read(text: str) -> Term:
    """The condition's term. Raises `InvalidTemplate` with one line on what would be right."""
    if len(text) > LONGEST:
        raise InvalidTemplate(f"the condition is longer than {LONGEST} characters")
    if not text.strip():
        raise InvalidTemplate('the condition is empty; write one such as country == "US"')
    reader = _Reader(list(_tokens(text)))
    term = reader.chain()
    if reader.token:
        raise _unexpected(reader.token, "and, or, or nothing more")
    return term


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKENS.finditer(text):
        kind = found.lastgroup or "stray"
        if kind == "stray":
            advice = INSTEAD.get(found[0], 'quote text, as in country == "US"')
            raise InvalidTemplate(f"unexpected {found[0]!r}; {advice}")
        if kind != "space":
            yield _Token(kind, found[0])


class _Reader:
    """The tokens, and how far they have been read."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def token(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def chain(self) -> Term:
        """Terms that are all joined by `and`, or all by `or`."""
        terms = [self._negation()]
        joined = self.token.text if self._is_at("and", "or") and self.token else ""
        while self._is_at("and", "or"):
            if not self._took(joined):
                raise InvalidTemplate("mixes and with or; put one of them into parentheses")
            terms.append(self._negation())
        if len(terms) == 1:
            return terms[0]
        return Every(tuple(terms)) if joined == "and" else Some(tuple(terms))

    def _negation(self) -> Term:
        self._depth += 1
        if self._depth > DEEPEST:
            raise InvalidTemplate(f"the condition is nested deeper than {DEEPEST}")
        term: Term
        if self._took("not"):
            term = Not(self._negation())
        elif self._took("("):
            term = self._in_parentheses()
        else:
            term = self._comparison()
        self._depth -= 1
        return term

    def _in_parentheses(self) -> Term:
        term = self.chain()
        if not self._took(")"):
            raise _unexpected(self.token, "')'")
        return term

    def _comparison(self) -> Term:
        left = self._operand()
        if not self._is_at(*OPERATORS) or not self.token:
            return left
        operator = self.token.text
        self._at += 1
        return Comparison(left, "!=" if operator == "<>" else operator, self._operand())

    def _operand(self) -> Operand:
        token = self.token
        if token is None or token.kind in ("operator", "bracket") or self._is_at(*RESERVED):
            raise _unexpected(token, "a variable, a text or a number")
        self._at += 1
        if token.kind == "text":
            return Constant(token.text[1:-1])
        if token.kind == "number":
            return Constant(Decimal(token.text))
        return _CONSTANTS.get(token.text) or _named(token.text)

    def _is_at(self, *words: str) -> bool:
        token = self.token
        return token is not None and token.kind != "text" and token.text in words

    def _took(self, word: str) -> bool:
        """Whether the word is next; if so it is read."""
        is_next = self._is_at(word)
        self._at += is_next
        return is_next


def _named(word: str) -> Operand:
    if found := _STEP.fullmatch(word):
        return Result(found["plain"] or found["quoted"] or "")
    name = re.split(r"[.\[]", word)[0]
    if name == RESULTS:
        raise InvalidTemplate("results needs the id of one step, as in results.day-1-call")
    if name != word:
        raise InvalidTemplate(f"{word} has no meaning: {name} has no parts")
    return Name(word)


def _unexpected(token: _Token | None, right: str) -> InvalidTemplate:
    found = f"found {token.text}" if token else "the condition ends"
    return InvalidTemplate(f"expected {right}, but {found}")
