"""Counts what the activities do and names it in the logs; none of them knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, get_args

import structlog
from structlog.contextvars import bound_contextvars
from temporalio.common import MetricMeter
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.touching import Started, StartTouch
from domain.cadence.values import Channel
from domain.facts import TaskOpened, TouchInDoubt, TouchPerformed
from domain.planning import PlanRequest

# What can become of a touch, as `Started` has them, without the word that they share.
OUTCOMES = ("performed", "in_doubt", "held", "skipped", "task_opened", "bounced")

log = structlog.stdlib.get_logger("worker")


class Metering(Interceptor):
    """Meters the activities of a worker; `now` is Drumbeat time, and so are all spans."""

    def __init__(self, meter: MetricMeter, now: Callable[[], datetime]) -> None:
        self._now = now
        self._touches = meter.create_counter(
            "drumbeat_touches", "touches that came due, by channel and by what became of them"
        )
        self._planning = meter.create_histogram_float(
            "drumbeat_planning_delay", "from asking for a plan until it stands", "seconds"
        )
        self._lag = meter.create_histogram_float(
            "drumbeat_send_lag", "from when a touch was due until it started", "seconds"
        )
        # A counter that appears with its first event hides that event from every rate.
        for channel in get_args(Channel):
            for outcome in OUTCOMES:
                self._touches.add(0, {"channel": channel, "outcome": outcome})

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 -- the SDK's name for it
        """As the SDK asks."""
        return _Metered(next, self)

    def note(self, asked: object, became: Any) -> None:  # noqa: ANN401 -- whatever an activity returns
        """One activity has been carried out."""
        match asked:
            case PlanRequest():
                self._planning.record((self._now() - asked.now).total_seconds())
            case StartTouch():
                self._note_touch(asked, became)

    def _note_touch(self, touch: StartTouch, became: Started) -> None:
        outcome = became.type.removeprefix("touch_")
        self._touches.add(1, {"channel": touch.channel, "outcome": outcome})
        if touch.due_at and isinstance(became, TouchPerformed | TouchInDoubt | TaskOpened):
            lag = max((became.at - touch.due_at).total_seconds(), 0.0)
            self._lag.record(lag, {"channel": touch.channel})
        log.info("touch", channel=touch.channel, outcome=outcome)


class _Metered(ActivityInboundInterceptor):
    """One activity, its enrollment and step named in every line of its logs."""

    def __init__(self, next_one: ActivityInboundInterceptor, metering: Metering) -> None:
        super().__init__(next_one)
        self._metering = metering

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401 -- as the SDK has it
        asked = input.args[0]
        named = {
            "enrollment": getattr(asked, "enrollment_id", None),
            "step": getattr(asked, "step", None),
        }
        with bound_contextvars(**{key: value for key, value in named.items() if value}):
            became = await super().execute_activity(input)
            self._metering.note(asked, became)
        return became
