"""Whether each touch says something of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.cadence import Email
from domain.cadence.consistency import Loc
from domain.linting.measures import phrases_in, similarity, words_of
from domain.linting.phrases import EMPTY
from domain.linting.reading import Reading
from domain.linting.rule import Remark, warning
from domain.linting.sources import mistake, practice
from domain.linting.wording import Wording

# Every sixth word changed leaves a third of a text's runs of words; the likest two touches among
# 488 pairs of the shipped library share 0.07 (tests/domain/linting/test_measures.py has both).
ALIKE = 0.3


@dataclass(frozen=True)
class _Message:
    """Words that one touch puts to the prospect, and their place."""

    loc: Loc
    text: str
    touch: Wording


@warning(
    remedy="give it an angle of its own",
    source=mistake("saying the same thing 8 times isn't a cadence; it's spam"),
)
def same_message(reading: Reading) -> Iterator[Remark]:
    """No two touches of one cadence say the same in nearly the same words."""
    messages = [
        _Message(loc, text, touch) for touch in reading.contacts for loc, text in touch.heard()
    ]
    for number, later in enumerate(messages):
        twins = [(_alike(earlier, later), earlier) for earlier in messages[:number]]
        share, twin = max(twins, key=lambda pair: pair[0], default=(0.0, later))
        if share >= ALIKE:
            wrong = f"{later.touch.step.id!r} says {share:.0%} of what {twin.touch.step.id!r} says"
            yield Remark(later.loc, wrong)


def _alike(earlier: _Message, later: _Message) -> float:
    """How alike they are to one prospect, who never gets both of two that conditions part."""
    one, other = earlier.touch.step, later.touch.step
    is_parted = one.day == other.day and one.when is not None and other.when is not None
    if one is other or is_parted:
        return 0.0
    return similarity(earlier.text, later.text)


@warning(
    remedy="let the subject say what is new",
    source=practice("don't repeat the same pitch; offer new value each time"),
)
def same_subject(reading: Reading) -> Iterator[Remark]:
    """No two mails of one cadence have the same subject."""
    seen: dict[tuple[str, ...], Wording] = {}
    for one in reading.contacts:
        if not isinstance(one.content, Email):
            continue
        subject = tuple(words_of(one.full("subject")))
        if subject in seen:
            wrong = f"{one.step.id!r} has the subject of {seen[subject].step.id!r}"
            yield Remark((*one.loc, "subject"), wrong)
        elif subject:
            seen[subject] = one


@warning(
    remedy="bring something new: a figure, a customer, a method, a question",
    source=practice("offer new value each time"),
)
def empty_follow_up(reading: Reading) -> Iterator[Remark]:
    """A later touch is more than a reminder of an earlier one."""
    for one in reading.contacts[1:]:
        for loc, text in one.written():
            for phrase in phrases_in(EMPTY, text)[:1]:
                yield Remark(loc, f"{one.step.id!r} says “{phrase}”, which brings nothing")


RULES = (same_message, same_subject, empty_follow_up)
