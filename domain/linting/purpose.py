"""For whom, to what end, and how it stops: what frames the touches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from domain.cadence import CONTINUE, Exit
from domain.linting.reading import Reading
from domain.linting.rule import Remark, warning
from domain.linting.sources import DRUMBEAT, from_, guide, how, practice

NOTHING = timedelta(0)
BY_PEOPLE = ("positive", "neutral", "negative", "unclassified")


@warning(
    remedy="say who it is for, as in `persona: Head of logistics`",
    source=practice("CEOs and managers respond to different approaches"),
)
def no_persona(reading: Reading) -> Iterator[Remark]:
    """The cadence says for whom it is written."""
    if not reading.cadence.persona.strip():
        yield Remark(("persona",), "it does not say for whom it is written")


@warning(
    remedy="say what it is for, as in `goal: A 20-minute call`",
    source=guide("achieving desirable goals and structuring the whole sales process"),
)
def no_goal(reading: Reading) -> Iterator[Remark]:
    """The cadence says what it wants of the prospect."""
    if not reading.cadence.goal.strip():
        yield Remark(("goal",), "it does not say what it is to bring about")


@warning(
    remedy="say how long you wait and what it is then, as in `exit: {after: 5d, outcome: "
    "unresponsive}`",
    source=practice("know when a prospect is truly unresponsive vs. just slow"),
)
def no_exit_criteria(reading: Reading) -> Iterator[Remark]:
    """The cadence says how long an answer is awaited after the last touch, and what silence is."""
    exit_ = reading.cadence.exit
    if exit_.after == NOTHING:
        yield Remark(("exit",), "it ends with the last touch, before anybody slow can answer")
    elif exit_.outcome == Exit.model_fields["outcome"].default and not reading.is_unhurried:
        wrong = f"whoever never answered ends as {exit_.outcome!r}, like everybody else"
        yield Remark(("exit",), wrong, "set exit.outcome, as in `outcome: unresponsive`")


@warning(
    remedy="name the cadence to go on with, as in `exit: {then: nurture-monthly, rest: 14d}`",
    source=guide("after 10 days, you should continue sales cadence but with reduced frequency"),
)
def no_follow_on(reading: Reading) -> Iterator[Remark]:
    """After the last touch of an outbound cadence another goes on at reduced frequency."""
    is_opening = reading.is_outbound and not reading.is_unhurried
    if is_opening and reading.cadence.exit.then is None:
        yield Remark(("exit",), "nothing follows its last touch")


@warning(
    remedy="let it `finish`, `pause`, `jump` or `switch`",
    source=how("a reply might skip them ahead, a meeting books exits them from the sequence"),
)
def answer_ignored(reading: Reading) -> Iterator[Remark]:
    """A reply and a booked meeting change what comes next."""
    on = reading.cadence.on
    for kind in BY_PEOPLE:
        if getattr(on.reply, kind) == CONTINUE:
            yield Remark(
                ("on", "reply", kind), f"after a {kind} reply everything goes on as before"
            )
    if on.meeting_booked == CONTINUE:
        wrong = "after a meeting was booked everything goes on as before"
        yield Remark(("on", "meeting_booked"), wrong)


@warning(
    remedy="set `owner`, who answers for this cadence",
    source=from_(DRUMBEAT, "an escalation that reaches nobody is none"),
)
def escalation_without_owner(reading: Reading) -> Iterator[Remark]:
    """Where overdue tasks are escalated, the cadence has an owner to whom they go."""
    if reading.cadence.owner:
        return
    for one in reading.steps:
        if one.step.overdue.escalate is not None:
            yield Remark((*one.loc, "overdue"), f"{one.step.id!r} is escalated to nobody")
            return


@warning(
    remedy="say what happens when it stays undone, as in `overdue: {escalate: 1, skip: 3}`",
    source=guide("they are not regular in their follow-up"),
)
def endless_wait(reading: Reading) -> Iterator[Remark]:
    """A step that holds up all later ones is skipped or escalated when nobody does it."""
    for one in reading.steps:
        overdue = one.step.overdue
        if one.step.blocking and overdue.skip is None and overdue.escalate is None:
            wrong = f"everything waits until somebody has done {one.step.id!r}"
            yield Remark((*one.loc, "blocking"), wrong)


RULES = (
    no_persona,
    no_goal,
    no_exit_criteria,
    no_follow_on,
    answer_ignored,
    escalation_without_owner,
    endless_wait,
)
