"""What a cadence reacts to: replies by class, dispositions of tasks, clicks, silence.

Opens are not here: mail clients and scanners open mails, so nothing ever branches on one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from domain.cadence.reactions import (
    CONTINUE,
    DEEDS,
    FINISH,
    PatienceText,
    Reaction,
    ReactionText,
    reaction_of,
)
from domain.cadence.values import Part

AWAY = Reaction("pause", span=timedelta(days=14))
WRONG_PERSON = Reaction("finish", to="wrong_person")


def _only_finish(reaction: Reaction) -> Reaction:
    if reaction != FINISH:
        words = f"{reaction} cannot stand here; use finish, as nobody is written to after this"
        raise ValueError(words)
    return reaction


OnlyFinish = Annotated[
    ReactionText,
    AfterValidator(_only_finish),
    WithJsonSchema({"title": "Only finish", "const": "finish"}),
]


class Replies(Part):
    """What a reply does, by its class; one that nobody has classed counts as unclassified."""

    positive: ReactionText = FINISH
    neutral: ReactionText = FINISH
    negative: ReactionText = FINISH
    unclassified: ReactionText = FINISH
    out_of_office: ReactionText = AWAY
    automatic: ReactionText = CONTINUE
    wrong_person: ReactionText = WRONG_PERSON
    unsubscribe: OnlyFinish = FINISH


REPLY_CLASSES = tuple(Replies.model_fields)
_BY_PEOPLE = ("positive", "neutral", "negative", "unclassified")


def _replies(given: object) -> object:
    """One reaction for all that people answer, or one for each class."""
    if isinstance(given, Replies) or (isinstance(given, dict) and not _is_one_reaction(given)):
        return given
    return dict.fromkeys(_BY_PEOPLE, reaction_of(given))


def _is_one_reaction(given: dict[str, object]) -> bool:
    """Whether the keys are, or are meant for, a reaction's and not classes of replies."""
    deeds = any(get_close_matches(key, DEEDS) for key in given)
    return deeds and not any(get_close_matches(key, REPLY_CLASSES) for key in given)


class Dispositions(Part):
    """What a rep's word on how a task went does."""

    connected: ReactionText = CONTINUE
    meaningful_conversation: ReactionText = CONTINUE
    left_voicemail: ReactionText = CONTINUE
    no_answer: ReactionText = CONTINUE
    busy: ReactionText = CONTINUE
    gatekeeper: ReactionText = CONTINUE
    call_back_later: ReactionText = CONTINUE
    wrong_number: ReactionText = CONTINUE
    not_interested: ReactionText = Reaction("finish", to="not_interested")
    do_not_call: ReactionText = Reaction("finish", to="do_not_call")
    meeting_booked: ReactionText = Reaction("finish", to="meeting_booked")
    done: ReactionText = CONTINUE


DISPOSITIONS = tuple(Dispositions.model_fields)


class Reactions(Part):
    """What an event does to the enrollment, where the step it belongs to does not say."""

    reply: Annotated[Replies, BeforeValidator(_replies)] = Replies()
    meeting_booked: ReactionText = FINISH
    meeting_canceled: ReactionText = CONTINUE
    bounce: OnlyFinish = FINISH
    soft_bounce: ReactionText = CONTINUE
    opt_out: OnlyFinish = FINISH
    click: ReactionText = CONTINUE
    colleague_replied: ReactionText = CONTINUE
    disposition: Dispositions = Dispositions()

    def by_event(self) -> dict[str, Reaction]:
        """The reactions by the name of their event, as in `reply/positive` and `click`."""
        return dict(self._named())

    def _named(self) -> Iterator[tuple[str, Reaction]]:
        for name, value in self:
            match value:
                case Replies():
                    yield from ((f"reply/{kind}", reaction) for kind, reaction in value)
                case Dispositions():
                    yield from ((f"disposition/{kind}", reaction) for kind, reaction in value)
                case _:
                    yield name, value


class StepReactions(Part):
    """What an event that this step brought does; it goes before what the cadence says."""

    connected: ReactionText | None = None
    meaningful_conversation: ReactionText | None = None
    left_voicemail: ReactionText | None = None
    no_answer: ReactionText | None = None
    busy: ReactionText | None = None
    gatekeeper: ReactionText | None = None
    call_back_later: ReactionText | None = None
    wrong_number: ReactionText | None = None
    not_interested: ReactionText | None = None
    do_not_call: ReactionText | None = None
    meeting_booked: ReactionText | None = None
    done: ReactionText | None = None
    click: ReactionText | None = None
    no_response: PatienceText | None = None

    def by_event(self) -> dict[str, Reaction]:
        """The reactions by the name of their event, as in `disposition/connected`."""
        said: dict[str, Any] = {name: value for name, value in self if value is not None}
        said.pop("no_response", None)
        return {
            name if name == "click" else f"disposition/{name}": reaction
            for name, reaction in said.items()
        }
