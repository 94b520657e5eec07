"""What an event does to an enrollment: go on, end, stand still, jump ahead, go elsewhere.

A file writes a reaction as a word or as one key with its aim: `finish`, `{jump: day-9-email}`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from domain.cadence.values import SLUG, shortened, span_of, span_text

Deed = Literal["continue", "finish", "pause", "jump", "switch", "refer"]
DEEDS: tuple[str, ...] = get_args(Deed)


@dataclass(frozen=True)
class Reaction:
    """What to do: `to` is the outcome, the step or the cadence; `span` how long to pause or rest.

    This is also how the workflow carries it, so fields are added with a default, never renamed.
    """

    do: Deed
    to: str | None = None
    span: timedelta | None = None

    def __str__(self) -> str:
        aim = f" {self.to}" if self.to else ""
        return f"{self.do}{aim}{f' {span_text(self.span)}' if self.span else ''}"


CONTINUE = Reaction("continue")
FINISH = Reaction("finish")

FORMS = (
    "continue",
    "finish",
    "pause",
    "{finish: OUTCOME}",
    "{pause: 5d}",
    "{jump: STEP}",
    "{switch: CADENCE}",
)
ALL_FORMS = ", ".join(FORMS)
_BARE: dict[str, Reaction] = {
    "continue": CONTINUE,
    "finish": FINISH,
    "pause": Reaction("pause"),
}
_AIMED: dict[str, Deed] = {
    "finish": "finish",
    "jump": "jump",
    "switch": "switch",
    "refer": "refer",
}
_OUTCOME = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)
_NAME = re.compile(SLUG, re.ASCII)


def reaction_of(given: object) -> object:
    """The reaction that a file's word or mapping means. Raises `ValueError` with what is right."""
    if isinstance(given, str):
        if given not in _BARE:
            raise ValueError(f"{shortened(given)} is no reaction; {_instead_of(given, FORMS)}")
        return _BARE[given]
    if isinstance(given, dict):
        return _aimed({str(key): value for key, value in given.items()})
    if isinstance(given, Reaction):
        return given
    raise ValueError(f"a list is no reaction; use {ALL_FORMS}")


def _aimed(given: dict[str, object]) -> Reaction:
    rest = given.pop("rest", None)
    if len(given) != 1:
        raise ValueError(f"a reaction is one thing; use {ALL_FORMS}")
    ((deed, aim),) = given.items()
    if not isinstance(aim, str) or (rest is not None and not isinstance(rest, str)):
        raise ValueError(f"{deed} takes one name or span; use {ALL_FORMS}")
    if rest is not None and deed not in ("switch", "refer"):
        raise ValueError("rest belongs to switch and refer; leave it out")
    if deed == "pause":
        return Reaction("pause", span=_more_than_nothing(deed, aim))
    if deed not in _AIMED:
        raise ValueError(
            f"{shortened(deed)} with an aim is no reaction; {_instead_of(deed, FORMS[::-1])}"
        )
    if not (_OUTCOME if deed == "finish" else _NAME).fullmatch(aim):
        raise ValueError(f"{deed} cannot go to {shortened(aim)}; {_right_aim(deed)}")
    # No rest at all is said as None, so that one thing has one form.
    return Reaction(_AIMED[deed], aim, None if rest is None else span_of(rest) or None)


def _more_than_nothing(word: str, text: str) -> timedelta:
    if not (span := span_of(text)):
        raise ValueError(f"{word} of {text!r} is none at all; use a span such as 45m, 2h or 5d")
    return span


def _instead_of(word: str, forms: Sequence[str]) -> str:
    """The first form of the reaction that is most alike, else all reactions."""
    near = get_close_matches(word, DEEDS, n=1)
    form = next((form for form in forms if near and near[0] in form), None)
    return f"did you mean {form}?" if form else f"use {ALL_FORMS}"


def _right_aim(deed: str) -> str:
    if deed == "finish":
        return "an outcome is lower-case letters, digits and underscores, as in not_interested"
    return "a name is lower-case letters, digits and hyphens"


def _written(reaction: Reaction) -> object:
    """The reaction as a file says it."""
    if reaction.do == "pause" and reaction.span:
        return {"pause": span_text(reaction.span)}
    if reaction.to is None:
        return reaction.do
    rest = {"rest": span_text(reaction.span)} if reaction.span else {}
    return {reaction.do: reaction.to, **rest}


_NAME_SCHEMA = {"type": "string", "pattern": SLUG}
_OUTCOME_SCHEMA = {"type": "string", "pattern": f"^{_OUTCOME.pattern}$"}
_SPAN_SCHEMA = {"type": "string", "pattern": r"^\d{1,4}[mhdw]$"}
_SOME_SPAN_SCHEMA = {"type": "string", "pattern": r"^(?!0+[mhdw]$)\d{1,4}[mhdw]$"}
_AIMS: tuple[dict[str, object], ...] = (
    {"finish": _OUTCOME_SCHEMA},
    {"pause": _SOME_SPAN_SCHEMA},
    {"jump": _NAME_SCHEMA},
    {"switch": _NAME_SCHEMA, "rest": _SPAN_SCHEMA},
)


def _keys(properties: dict[str, object]) -> dict[str, Any]:
    """The schema of a mapping of these keys: all of them required but `rest`."""
    return {
        "type": "object",
        "properties": properties,
        "required": [key for key in properties if key != "rest"],
        "additionalProperties": False,
    }


ReactionText = Annotated[
    Reaction,
    BeforeValidator(reaction_of),
    PlainSerializer(_written, when_used="json"),
    WithJsonSchema(
        {
            "title": "Reaction",
            "anyOf": [
                {"enum": ["continue", "finish", "pause"]},
                *map(_keys, _AIMS),
                _keys({"refer": _NAME_SCHEMA, "rest": _SPAN_SCHEMA}),
            ],
        }
    ),
]


@dataclass(frozen=True)
class Patience:
    """What to do when nothing was heard for so long after a touch."""

    after: timedelta
    then: Reaction


def patience_of(given: object) -> object:
    """`{after: 3d, jump: STEP}` as patience. Raises `ValueError` with what is right."""
    if isinstance(given, Patience):
        return given
    rest = dict(given) if isinstance(given, dict) else {}
    after = rest.pop("after", None)
    if not isinstance(after, str):
        # pydantic makes a fault of the file out of a ValueError alone.
        raise ValueError(  # noqa: TRY004 -- as said above
            "how long to wait is not said; write it as in {after: 3d, jump: STEP}"
        )
    return Patience(_more_than_nothing("after", after), _aimed_or_bare(rest))


def _aimed_or_bare(given: dict[str, object]) -> Reaction:
    return _aimed(given) if given else FINISH


def _patience_written(patience: Patience | None) -> object:
    if patience is None:
        return None
    then = _written(patience.then)
    aim = then if isinstance(then, dict) else {}
    return {"after": span_text(patience.after), **aim}


PatienceText = Annotated[
    Patience,
    BeforeValidator(patience_of),
    PlainSerializer(_patience_written, when_used="json"),
    WithJsonSchema(
        {
            "title": "No response",
            "anyOf": [_keys({"after": _SOME_SPAN_SCHEMA, **aim}) for aim in ({}, *_AIMS)],
        }
    ),
]
