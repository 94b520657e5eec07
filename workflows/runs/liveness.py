"""What a run waits for, read from its history, so that it needs no live worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

# A run has one workflow task at a time. One that timed out or failed is tried again at once, often
# without an event until it has come to its end: only its completion ends it. No event has this id.
WORKFLOW_TASK = 0
# Which event ends what an earlier one began, and where it names that beginning.
_ENDS: dict[int, Callable[[HistoryEvent], int]] = {
    EventType.EVENT_TYPE_TIMER_FIRED: lambda e: e.timer_fired_event_attributes.started_event_id,
    EventType.EVENT_TYPE_TIMER_CANCELED: (
        lambda e: e.timer_canceled_event_attributes.started_event_id
    ),
    EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED: (
        lambda e: e.activity_task_completed_event_attributes.scheduled_event_id
    ),
    EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED: (
        lambda e: e.activity_task_failed_event_attributes.scheduled_event_id
    ),
    EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT: (
        lambda e: e.activity_task_timed_out_event_attributes.scheduled_event_id
    ),
    EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED: (
        lambda e: e.activity_task_canceled_event_attributes.scheduled_event_id
    ),
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED: lambda _: WORKFLOW_TASK,
}
_BEGINS = {
    EventType.EVENT_TYPE_TIMER_STARTED: "timer",
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: "activity",
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED: "workflow task",
}


# A workflow task that fails is tried again for ever; after so many tries it is no hiccup.
TRIES_OF_A_HICCUP = 3


@dataclass(frozen=True)
class RunStatus:
    """How a run stands, and how often its present workflow task has been tried."""

    status: WorkflowExecutionStatus | None
    tries: int
    summary: str | None

    @property
    def is_running(self) -> bool:
        return self.status is WorkflowExecutionStatus.RUNNING

    def belongs_to(self, enrollment_id: str) -> bool:
        """Whether it is the run of this enrollment, not an earlier one of the same prospect."""
        return self.summary is None or self.summary.endswith(enrollment_id)

    @property
    def is_stuck(self) -> bool:
        """Whether the code of the workflow fails again and again, as a bad deploy makes it."""
        return self.is_running and self.tries > TRIES_OF_A_HICCUP


async def run_status(client: Client, workflow_id: str) -> RunStatus | None:
    """How the newest run with this id stands; None where there is none. Raises `RPCError`."""
    try:
        found = await client.get_workflow_handle(workflow_id).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    tries = found.raw_description.pending_workflow_task.attempt
    return RunStatus(found.status, tries, await found.static_summary())


async def what_it_waits_for(client: Client, workflow_id: str) -> tuple[str, ...]:
    """The timers, activities and workflow tasks of the newest run that have begun and not ended."""
    return tuple(_BEGINS[event.event_type] for event in await _under_way(client, workflow_id))


async def sleeps_past(client: Client, workflow_id: str, instant: datetime) -> bool:
    """Whether the newest run waits for nothing that ends by itself before this host instant."""
    waits = await _under_way(client, workflow_id)
    return all(
        event.event_type == EventType.EVENT_TYPE_TIMER_STARTED and _fires_at(event) > instant
        for event in waits
    )


def _fires_at(timer: HistoryEvent) -> datetime:
    wait = timer.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
    return timer.event_time.ToDatetime(tzinfo=UTC) + wait


async def _under_way(client: Client, workflow_id: str) -> tuple[HistoryEvent, ...]:
    history = client.get_workflow_handle(workflow_id).fetch_history_events()
    return under_way([event async for event in history])


def under_way(history: Iterable[HistoryEvent]) -> tuple[HistoryEvent, ...]:
    """What has begun in a run and not ended, as the events with which it began."""
    waiting: dict[int, HistoryEvent] = {}
    for event in history:
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED:
            waiting[WORKFLOW_TASK] = event
        elif event.event_type in _BEGINS:
            waiting[event.event_id] = event
        elif event.event_type in _ENDS:
            waiting.pop(_ENDS[event.event_type](event), None)
    return tuple(waiting.values())
