"""What Temporal UI and queries show of an enrollment: summaries, details, search attributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from temporalio import workflow
from temporalio.common import SearchAttributeKey

from domain.decide import AwaitDue, AwaitTask, Hold, Wait
from domain.enrollment import Enrollment
from domain.people.hearing import Reply
from domain.touch import Touch
from workflows.contract import Standing

CADENCE = SearchAttributeKey.for_keyword("DrumbeatCadence")
STATE = SearchAttributeKey.for_keyword("DrumbeatState")
REASON = SearchAttributeKey.for_keyword("DrumbeatReason")

# Temporal ends a run whose search attribute is over 2 KB.
LONGEST_SHOWN = 100

# The states that search attributes tell apart while a run is under way; the rest is its outcome.
_QUIET = frozenset({"pending", "active"})


@dataclass(frozen=True)
class Told:
    """What the search attributes say."""

    state: str
    reason: str | None


def tell(told: Told, state: Enrollment, wait: Wait | None, whys: Mapping[str, str | None]) -> Told:
    """Set the current details, and the search attributes where they have changed."""
    workflow.set_current_details(details_of(state, wait, whys))
    now = Told("active" if state.state in _QUIET else str(state.state), state.reason)
    before = Told("active" if told.state in _QUIET else told.state, told.reason)
    if now != before:
        workflow.upsert_search_attributes(
            [STATE.value_set(now.state), REASON.value_set((now.reason or "")[:LONGEST_SHOWN])]
        )
    return now


def summary_of(wait: Wait) -> str:
    """One line for the timer in Temporal UI."""
    match wait:
        case AwaitDue(step, due_at):
            return f"{step} due {due_at:%a %d %b %H:%M}Z"
        case AwaitTask(steps, _):
            return f"task {', '.join(steps)}"
        case Hold(reason, _):
            return f"hold: {reason}"


def details_of(state: Enrollment, wait: Wait | None, whys: Mapping[str, str | None]) -> str:
    """Markdown for Temporal UI: where it stands, what comes next and why, what was."""
    lines = [f"**{state.state}**{f' ({state.reason})' if state.reason else ''}"]
    if wait is not None:
        lines.append(f"waits for: {summary_of(wait)}")
    if why := whys.get(_awaited(state, wait) or ""):
        lines.append(f"why: {why}")
    return "\n\n".join([*lines, *(f"- {line}" for line in timeline(state))])


def _awaited(state: Enrollment, wait: Wait | None) -> str | None:
    """The step whose touch is waited for, planned or held."""
    match wait:
        case AwaitDue(step, _):
            return step
        case Hold(reason, _):
            held = (touch.step for touch in state.touches.values() if touch.is_held_by(reason))
            return next(held, None)
        case _:
            return None


def timeline(state: Enrollment) -> list[str]:
    """The touches and the replies, a readable line each."""
    replies = [_said(source_id, reply) for source_id, reply in state.replies.items()]
    return [*map(_line, state.touches.values()), *replies]


def _line(touch: Touch) -> str:
    at = touch.settled_at or touch.started_at or touch.due_at
    when = f" {at:%a %d %b %H:%M}Z" if at else ""
    reason = f" ({touch.reason})" if touch.reason else ""
    return f"{touch.step} · {touch.channel or 'no channel'} · {touch.status}{when}{reason}"


def _said(source_id: str, reply: Reply) -> str:
    corrected = " (corrected)" if reply.correction else ""
    return f"reply · {reply.reply_class}{corrected} {reply.at:%a %d %b %H:%M}Z · {source_id}"


def standing(enrollment_id: str, state: Enrollment, wait: Wait | None) -> Standing:
    """The answer to the query `state`."""
    return Standing(
        enrollment_id=enrollment_id,
        state=state.state,
        reason=state.reason,
        waiting_for=summary_of(wait) if wait else "",
        until=wait.until if wait else None,
        sources=tuple(sorted(state.sources)),
        open_tasks=tuple(touch.step for touch in state.open_tasks()),
    )
