"""What would come next, were something to happen now: the run's own decisions, taken in advance.

No second rule: the fact is folded in, and then decided and planned as `EnrollmentWorkflow` does,
up to where the run would wait or start a touch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.by_hand import BY_HAND, refusal_of
from domain.cadence import DISPOSITIONS, Plan
from domain.decide import (
    AwaitDue,
    AwaitTask,
    Finish,
    Hold,
    PerformTouch,
    PlanTouch,
    Record,
    has_turn,
    next_action,
)
from domain.enrollment import Enrollment, evolve
from domain.errors import DrumbeatError
from domain.facts import Fact, TaskCompleted, TouchSkipped
from domain.people.enrollee import Enrollee
from domain.people.prospects import zone_of
from domain.planning import PlanRequest, plan_touch
from domain.timing import starts_of

# More than a step, an event and a skip each can take for every step of the longest cadence.
MOST_DECISIONS = 1_000
SKIP = "skip"
NOBODY = "nobody"


@dataclass(frozen=True)
class Consequence:
    """What the run does next: `touch` a step, wait for a `task`, `hold`, or `end`.

    A `touch` is due at `at`, a `hold` ends then; `reason` is that of the hold, or of the `end`
    that `outcome` names.
    """

    kind: str
    timezone: str
    step: str | None = None
    channel: str | None = None
    at: datetime | None = None
    outcome: str | None = None
    reason: str | None = None

    def __str__(self) -> str:
        """One line, as in `→ step email-5, email, Thu 09 Apr 09:10 Europe/Berlin`."""
        match self.kind:
            case "touch":
                return f"→ step {self.step}, {self.channel}, {self._when()}"
            case "task":
                return f"→ waits for the task of {self.step}"
            case "hold":
                until = f" until {self._when()}" if self.at else ""
                return f"→ stands still{until}: {_words(self.reason)}"
            case _:
                also = f" ({_words(self.reason)})" if self.reason != self.outcome else ""
                return f"→ ends: {_words(self.outcome)}{also}"

    def _when(self) -> str:
        here = self.at.astimezone(ZoneInfo(self.timezone)) if self.at else None
        return f"{here:%a %d %b %H:%M} {self.timezone}"


@dataclass(frozen=True)
class Case:
    """An enrollment as it stands: who, its plan and its state."""

    enrollee: Enrollee
    plan: Plan
    state: Enrollment

    @property
    def timezone(self) -> str:
        """The prospect's, in which instants are told."""
        return zone_of(self.enrollee.prospect, self.enrollee.cadence.rules.timezone)[0]


def of_task(case: Case, step: str, now: datetime) -> Mapping[str, Consequence]:
    """What each disposition of an open task, and skipping it, would lead to now."""
    facts: dict[str, Fact] = {
        word: TaskCompleted(at=now, step=step, disposition=word, by=NOBODY) for word in DISPOSITIONS
    }
    facts[SKIP] = TouchSkipped(at=now, step=step, reason=BY_HAND, by=NOBODY)
    return {
        word: consequence_of(case, fact, now)
        for word, fact in facts.items()
        if refusal_of(case.plan, case.state, fact) is None
    }


def consequence_of(case: Case, fact: Fact, now: datetime) -> Consequence:
    """What the run would do next if the fact came in now."""
    state = evolve(case.state, fact)
    for _ in range(MOST_DECISIONS):
        match action := next_action(case.plan, state, now):
            case Record(follows):
                state = evolve(state, follows)
            case PlanTouch():
                try:
                    state = evolve(state, _plan(case, state, action, now))
                except (ValueError, DrumbeatError):
                    return Consequence("hold", case.timezone, reason="needs_attention")
            case _:
                return _told(case, state, action, now)
    raise AssertionError("the run would go round in a circle")


def _plan(case: Case, state: Enrollment, action: PlanTouch, now: datetime) -> Fact:
    request = PlanRequest(
        case.enrollee.enrollment_id,
        action.step,
        action.generation,
        now,
        starts_of(case.plan, state),
        has_turn(state, action.step, now),
    )
    return plan_touch(case.enrollee, request)


def _told(
    case: Case,
    state: Enrollment,
    action: PerformTouch | AwaitDue | AwaitTask | Hold | Finish,
    now: datetime,
) -> Consequence:
    match action:
        case AwaitDue(step, due_at):
            return _touch(case, state, step, due_at)
        case PerformTouch(step):
            return _touch(case, state, step, now)
        case AwaitTask(steps):
            return Consequence("task", case.timezone, step=", ".join(steps))
        case Hold(reason, until):
            return Consequence("hold", case.timezone, at=until, reason=reason)
        case Finish(outcome, reason):
            return Consequence("end", case.timezone, outcome=outcome.value, reason=reason)


def _touch(case: Case, state: Enrollment, step: str, at: datetime) -> Consequence:
    channel = state.touches[step].channel
    return Consequence("touch", case.timezone, step=step, channel=channel, at=at)


def _words(name: str | None) -> str:
    return (name or "").replace("_", " ")
