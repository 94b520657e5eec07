"""Calls that a provider places for reps: how each stands, by what was reported of it.

The rep's telephone rings first, then the prospect's. A press is one attempt; what became of it may
never be known, and then it is shown as in doubt and not tried again by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.errors import DrumbeatError
from domain.facts import CallBegun, CallReported, Fact, Leg, VoicemailDropped

PLACED = "placed"
ANSWERED = "answered"
# The provider was asked, and did not do it.
NOT_PLACED = frozenset({"refused", "unreached"})
# Twilio's words for a leg that is over.
OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
DROPPED = "voicemail_left"
NOT_DROPPED = frozenset({"voicemail_refused", "voicemail_unreached"})

# A call of which nothing more is heard may be ringing, or lasting, for so long; its end may never
# be reported, and the rep has to be able to call again.
RINGS_FOR = timedelta(minutes=2)
LASTS_FOR = timedelta(hours=1)


class CallRefused(DrumbeatError):
    """The call cannot be placed now."""


@dataclass(frozen=True)
class PlacedCall:
    """One attempt to reach the prospect of a task; `dropped_by` has left the voicemail to it."""

    step: str
    attempt: int
    by: str
    at: datetime
    reports: tuple[CallReported, ...] = ()
    dropped_by: str | None = None

    @property
    def is_in_doubt(self) -> bool:
        """Whether nobody knows that the provider was reached."""
        return not self.reports

    @property
    def is_drop_in_doubt(self) -> bool:
        """Whether the provider was asked for the voicemail, and nobody knows what it did."""
        answers = {DROPPED, *NOT_DROPPED}
        return self.dropped_by is not None and not answers & set(self.statuses("prospect"))

    def statuses(self, leg: Leg) -> tuple[str, ...]:
        """What was reported of a leg, in the order in which it came."""
        return tuple(each.status for each in self.reports if each.leg == leg)

    def is_under_way(self, at: datetime) -> bool:
        """Whether a telephone may be ringing, or somebody talking."""
        of_rep, of_prospect = self.statuses("rep"), self.statuses("prospect")
        if (OVER | NOT_PLACED) & {*of_rep, *of_prospect}:
            return False
        return at - self.at < (LASTS_FOR if ANSWERED in of_rep else RINGS_FOR)

    @property
    def live_sid(self) -> str | None:
        """The provider's name of the leg to the prospect, while that is answered and not over."""
        of_prospect = [each for each in self.reports if each.leg == "prospect"]
        statuses = {each.status for each in of_prospect}
        if ANSWERED not in statuses or statuses & OVER:
            return None
        return next((each.sid for each in of_prospect if each.status == ANSWERED), None)


def calls_of(facts: Iterable[Fact], step: str) -> tuple[PlacedCall, ...]:
    """The calls of a step's task, the first attempt first."""
    calls: dict[int, PlacedCall] = {}
    for fact in facts:
        match fact:
            case CallBegun() if fact.step == step:
                calls[fact.attempt] = PlacedCall(step, fact.attempt, fact.by, fact.at)
            case CallReported() if fact.step == step and fact.attempt in calls:
                call = calls[fact.attempt]
                calls[fact.attempt] = replace(call, reports=(*call.reports, fact))
            case VoicemailDropped() if fact.step == step and fact.attempt in calls:
                calls[fact.attempt] = replace(calls[fact.attempt], dropped_by=fact.by)
    return tuple(calls.values())


def next_attempt(calls: tuple[PlacedCall, ...], at: datetime) -> int:
    """The number of the call that may be begun now.

    Raises `CallRefused` while another is under way: one press must not ring two telephones twice.
    """
    if calls and calls[-1].is_under_way(at):
        last = calls[-1]
        raise CallRefused(f"{last.by} is calling already, since {last.at:%H:%M}Z")
    return len(calls) + 1


def droppable(calls: tuple[PlacedCall, ...]) -> tuple[int, str]:
    """The attempt that has the prospect's voicemail on the line, and the provider's name of it.

    Raises `CallRefused` where there is none, or the message was left already.
    """
    if not calls or (sid := calls[-1].live_sid) is None:
        raise CallRefused("nobody is on the line: call first, and wait until it is answered")
    if by := calls[-1].dropped_by:
        raise CallRefused(f"{by} has left the voicemail already; it is never left twice")
    return calls[-1].attempt, sid
