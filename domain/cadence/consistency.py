"""Whether the parts of a playbook hang together: order, windows, jumps, experiments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from difflib import get_close_matches
from itertools import groupby, pairwise

from pydantic_core import ErrorDetails

from domain.cadence.content import Email
from domain.cadence.model import Playbook
from domain.cadence.reactions import Reaction
from domain.cadence.steps import AnyStep, contents_of

Loc = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """Where in the file, and in one sentence what is wrong and what would be right."""

    loc: Loc
    words: str
    # What pydantic found, where the words are still to be made of it.
    cause: ErrorDetails | None = None
    # Line and column within the text that stands there.
    within: tuple[int, int] | None = None


def faults_in(playbook: Playbook) -> Iterator[Fault]:
    """What cannot work, the plainest first."""
    yield from _ids(playbook)
    yield from _days(playbook)
    yield from _channels(playbook)
    yield from _threads(playbook)
    yield from _pinned(playbook)
    yield from _order_within_days(playbook)
    yield from _aims(playbook)
    yield from _experiments(playbook)


def reactions_in(playbook: Playbook) -> Iterator[Reaction]:
    """Every reaction that the playbook names or that stands by default."""
    return (reaction for _, _, reaction in _reactions(playbook))


def _ids(playbook: Playbook) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for number, step in enumerate(playbook.steps):
        if step.id in seen:
            words = f"step {number + 1} has the id {step.id!r} of step {seen[step.id]}"
            yield Fault(("steps", number, "id"), f"{words}; ids are unique")
        seen.setdefault(step.id, number + 1)


def _days(playbook: Playbook) -> Iterator[Fault]:
    if playbook.steps[0].day != 1:
        words = "the first step is on day 1; days count from the first touch"
        yield Fault(("steps", 0, "day"), words)
    for number, (earlier, later) in enumerate(pairwise(playbook.steps), 1):
        if later.day < earlier.day:
            yield Fault(
                ("steps", number, "day"),
                f"step {later.id!r} (day {later.day}) stands after {earlier.id!r} "
                f"(day {earlier.day}); steps stand in the order of their days",
            )


def _channels(playbook: Playbook) -> Iterator[Fault]:
    for number, step in enumerate(playbook.steps):
        given = Counter([step.channel, *(content.channel for content in step.alternatives)])
        channel, count = given.most_common(1)[0]
        if count > 1:
            words = f"step {step.id!r} says twice what it says by {channel}; "
            yield Fault(("steps", number, "alternatives"), f"{words}an alternative is another way")


def _threads(playbook: Playbook) -> Iterator[Fault]:
    """A mail without a subject needs a thread to continue."""
    has_begun = False
    for number, step in enumerate(playbook.steps):
        for loc, content in contents_of(step, ("steps", number)):
            if isinstance(content, Email) and content.subject is None and not has_begun:
                words = f"step {step.id!r} has no subject, and no mail before it has one whose "
                yield Fault(loc, f"{words}thread it could continue; add `subject:`")
        has_begun = has_begun or (isinstance(step, Email) and step.subject is not None)


def _pinned(playbook: Playbook) -> Iterator[Fault]:
    for number, step in enumerate(playbook.steps):
        for content in (step, *step.alternatives):
            window = playbook.window_of(step, content.channel)
            if step.at and not window.opens <= step.at < window.closes:
                words = f"step {step.id!r} is at {step.at:%H:%M}, outside {window}"
                yield Fault(("steps", number, "at"), f"{words}; move one of them")


def _order_within_days(playbook: Playbook) -> Iterator[Fault]:
    for _, steps in groupby(enumerate(playbook.steps), key=lambda numbered: numbered[1].day):
        yield from _order_within(playbook, steps)


def _order_within(playbook: Playbook, steps: Iterable[tuple[int, AnyStep]]) -> Iterator[Fault]:
    """Steps of one day come one after another: each must have room after all before it."""
    before: AnyStep | None = None
    begins = timedelta(0)
    for number, step in steps:
        window = playbook.window_of(step, step.channel)
        first = begins + playbook.gap_of(step) if before else begins
        last = _since_midnight(step.at or window.closes)
        if before and (first > last or (step.at is None and first == last)):
            yield Fault(
                ("steps", number),
                f"step {step.id!r} can never follow {before.id!r} on day {step.day}: it is over "
                f"at {_clock(last)} and may begin at {_clock(first)}; change a window or the day",
            )
        # What its condition may leave out takes no room from others.
        if step.when is None:
            before, begins = step, max(first, _since_midnight(step.at or window.opens))


def _since_midnight(wall: time) -> timedelta:
    return timedelta(hours=wall.hour, minutes=wall.minute, seconds=wall.second)


def _clock(since_midnight: timedelta) -> str:
    minutes = int(since_midnight.total_seconds() // 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _aims(playbook: Playbook) -> Iterator[Fault]:
    """Jumps go ahead, and nothing goes round in a circle."""
    places = {step.id: number for number, step in enumerate(playbook.steps)}
    for loc, here, reaction in _reactions(playbook):
        if reaction.do == "jump" and reaction.to not in places:
            yield Fault(loc, _no_step(reaction.to or "", "jump to", places))
        elif reaction.do == "jump" and places[reaction.to or ""] <= here:
            words = f"a jump to {reaction.to!r} goes in a circle"
            yield Fault(loc, f"{words}; jump to a later step than {playbook.steps[here].id!r}")
        elif reaction.do == "refer" and loc[:2] != ("on", "reply"):
            words = "only a reply names somebody to refer to"
            yield Fault(loc, f"{words}; use {{switch: {reaction.to}}}")
        elif reaction.do in ("switch", "refer") and reaction.to == playbook.name:
            yield Fault(loc, f"{reaction.do} goes in a circle; name another cadence")
    if playbook.exit.then == playbook.name:
        yield Fault(("exit", "then"), "goes in a circle; name another cadence")


def _no_step(given: str, purpose: str, known: Collection[str]) -> str:
    near = get_close_matches(given, known, n=1, cutoff=0.8)
    instead = f"did you mean {near[0]!r}?" if near else f"the last step is {[*known][-1]!r}"
    return f"there is no step {given!r} to {purpose}; {instead}"


def _reactions(playbook: Playbook) -> Iterator[tuple[Loc, int, Reaction]]:
    """Every reaction with its place in the file and the number of its step (-1: the cadence's)."""
    for event, reaction in playbook.on.by_event().items():
        yield ("on", *event.split("/")), -1, reaction
    for number, step in enumerate(playbook.steps):
        yield from ((loc, number, reaction) for loc, reaction in _step_reactions(step, number))


def _step_reactions(step: AnyStep, number: int) -> Iterator[tuple[Loc, Reaction]]:
    yield ("steps", number, "otherwise"), step.otherwise
    for event, reaction in step.on.by_event().items():
        yield ("steps", number, "on", event.rpartition("/")[2]), reaction
    if step.on.no_response:
        yield ("steps", number, "on", "no_response"), step.on.no_response.then


def _experiments(playbook: Playbook) -> Iterator[Fault]:
    known = [step.id for step in playbook.steps]
    seen: set[str] = set()
    for number, experiment in enumerate(playbook.experiments):
        if experiment.id in seen:
            words = f"two experiments have the id {experiment.id!r}; ids are unique"
            yield Fault(("experiments", number, "id"), words)
        seen.add(experiment.id)
        for arm, variant in enumerate(experiment.variants):
            at: Loc = ("experiments", number, "variants", arm)
            for step in (step for step in variant.steps if step not in known):
                yield Fault((*at, "steps", step), _no_step(step, "change", known))
            if variant.cadence == playbook.name:
                words = "goes in a circle; leave cadence out where the variant is this one"
                yield Fault((*at, "cadence"), words)
