"""A person's word on what a reply means: whether it can be taken, and what follows from it."""

from __future__ import annotations

from domain.cadence import REPLY_CLASSES, Plan
from domain.enrollment import Enrollment, evolve, takes_back
from domain.errors import DrumbeatError
from domain.facts import EnrollmentEnded, ReplyCorrected
from domain.reacting import ending_of

AWAY = "out_of_office"


class CannotCorrect(DrumbeatError):
    """The reply cannot be given another class."""


def refuse_unfit(state: Enrollment, fact: ReplyCorrected) -> None:
    """Raises `CannotCorrect` where the correction makes no sense for this enrollment.

    One that has been taken already is none: asked again, it changes nothing.
    """
    if state.has_taken(fact):
        return
    if fact.reply_class not in REPLY_CLASSES:
        known = ", ".join(REPLY_CLASSES)
        raise CannotCorrect(f"{fact.reply_class!r} is no class of a reply; use one of {known}")
    if fact.until is not None and (fact.reply_class != AWAY or fact.until.tzinfo is None):
        raise CannotCorrect(f"until is an instant with its zone, and belongs to {AWAY} alone")
    reply = state.replies.get(fact.reply)
    if reply is None:
        raise CannotCorrect(f"the enrollment has heard no reply {fact.reply!r}")
    if (reply.reply_class, reply.until) == (fact.reply_class, fact.until):
        raise CannotCorrect(f"the reply {fact.reply} is {fact.reply_class} already")
    if state.is_ended and not takes_back(state, fact):
        how = f"{state.state} ({state.reason})"
        raise CannotCorrect(f"the enrollment has ended, and not by this reply: {how}")


def after_the_end(
    plan: Plan, state: Enrollment, fact: ReplyCorrected
) -> tuple[ReplyCorrected | EnrollmentEnded, ...]:
    """The correction of the reply that ended the enrollment, with the end that follows anew.

    Where none follows the enrollment is open again.
    """
    end = ending_of(plan, evolve(state, fact), fact.at)
    return (fact, end) if end else (fact,)
