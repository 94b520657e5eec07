"""What a doubt about a mail is resolved to: pure, and the same for both ledgers."""

from __future__ import annotations

from dataclasses import dataclass

from domain.enrollment import Enrollment
from domain.facts import (
    Bounced,
    Fact,
    Resolved,
    TextReported,
    TouchPerformed,
    TouchReopened,
    TouchSkipped,
)
from domain.mail.doubts import CannotSendAgain, Resolution, Ruling, UnknownDoubt
from domain.ports import Claim, ClaimState
from domain.touch import Touched, has_begun

LOST = "lost"
SERVER = "the server"
PROVIDER = "the provider"


@dataclass(frozen=True)
class Sending:
    """The claim that the text of a touch went by, or was to: its generation, and how it stands."""

    generation: int
    state: ClaimState


def state_of(resolution: Resolution) -> ClaimState:
    """Where the claim goes.

    One that is `not_sent` may be taken over by a plan that is newer than its own; where the mail
    was lost there is none, as its touch is over.
    """
    return ClaimState.SENT if resolution.ruling is Ruling.ARRIVED else ClaimState.NOT_SENT


def fact_of(resolution: Resolution, generation: int) -> Resolved:
    """The fact that says so, by the one key that there is for it; the claim's generation."""
    at, step, by = resolution.at, resolution.step, resolution.by
    match resolution.ruling:
        case Ruling.ARRIVED:
            return TouchPerformed(at=at, step=step, source_id=source_of(step), by=by)
        case Ruling.LOST:
            return TouchSkipped(at=at, step=step, reason=LOST, source_id=source_of(step), by=by)
        case Ruling.SEND_AGAIN:
            given_up = f"{_again(step)}{generation}"
            return TouchReopened(at=at, step=step, source_id=given_up, by=by)


def refuse_another(standing: int, resolution: Resolution) -> None:
    """Raises `UnknownDoubt` where an earlier doubt is meant than the one that stands."""
    if resolution.generation not in (None, standing):
        raise no_doubt(resolution.enrollment_id, resolution.step)


def refuse_after_the_end(state: Enrollment, resolution: Resolution) -> None:
    """Raises `CannotSendAgain` for an enrollment that has ended."""
    if state.is_ended and resolution.ruling is Ruling.SEND_AGAIN:
        raise CannotSendAgain


def source_of(step: str) -> str:
    """The one source that says what became of the touch's mail in doubt."""
    return f"resolved/{step}"


def outcomes_of(
    state: Enrollment, claim: Claim, settled: ClaimState, outcome: Fact
) -> tuple[Fact, ...]:
    """What is recorded of a claim that is settled so.

    Where the mail has been told as in doubt, by an attempt that came while this one waited for the
    server, its answer resolves the doubt: a hold would fold to nothing, and nobody would hear. That
    the address is none is told besides.
    """
    if settled is ClaimState.IN_DOUBT or not has_been_in_doubt(state, claim.step):
        return (outcome,)
    ruling = Ruling.ARRIVED if settled is ClaimState.SENT else Ruling.LOST
    found = Resolution(claim.enrollment_id, claim.step, ruling, SERVER, outcome.at)
    told = (outcome,) if isinstance(outcome, Bounced) else ()
    return (fact_of(found, claim.generation), *told)


def has_been_in_doubt(state: Enrollment, step: str) -> bool:
    """Whether the touch was told as in doubt, be that resolved by now."""
    touch = state.touches.get(step)
    is_in_doubt = touch is not None and touch.status is Touched.IN_DOUBT
    return is_in_doubt or source_of(step) in state.sources


def is_taken(state: Enrollment, claim: Sending, fact: TextReported) -> bool:
    """Whether a report says of the claim that the provider has taken its text.

    A text that was given up, to be sent again, counts until another sending begins, unless it has
    reached nobody. What does not say of which sending it is, is of the only one.
    """
    if fact.generation != claim.generation and (fact.generation or _is_given_up(state, fact.step)):
        return False
    if claim.state is ClaimState.NOT_SENT:
        return not (fact.is_undelivered or has_begun(state.touches.get(fact.step)))
    return claim.state is ClaimState.IN_DOUBT


def found_by_report(
    enrollment_id: str, state: Enrollment, claim: Sending, fact: TextReported
) -> tuple[Resolved, ...]:
    """What follows from a text that was taken; nothing while its own answer is waited for."""
    touch = state.touches.get(fact.step)
    is_waited_for = claim.state is ClaimState.IN_DOUBT and not state.is_ended
    if is_waited_for and (touch is None or touch.status is not Touched.IN_DOUBT):
        return ()
    found = Resolution(enrollment_id, fact.step, Ruling.ARRIVED, by=PROVIDER, at=fact.at)
    return (fact_of(found, claim.generation),)


def _is_given_up(state: Enrollment, step: str) -> bool:
    """Whether a person had the message of this step sent again."""
    return any(source.startswith(_again(step)) for source in state.sources)


def _again(step: str) -> str:
    """How the source begins that gives a sending of this step up."""
    return f"again/{step}/"


def no_doubt(enrollment_id: str, step: str) -> UnknownDoubt:
    """Why there is nothing to resolve."""
    return UnknownDoubt(f"no mail of step {step!r} of enrollment {enrollment_id!r} is in doubt")
