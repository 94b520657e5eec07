"""Facts to workflows, through Temporal."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Protocol

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from config.telemetry.spans import traced
from domain.facts import InboundFact, detail_of
from webhooks.errors import TemporalUnavailable
from workflows.contract import Heard

# The SDK repeats a call for 10 s by itself, and a first connect has no limit of its own.
ANSWER_WITHIN = 5.0
AWAY = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
    }
)
# Nor are these the event's own fault: it waits until they are mended.
MISTAKEN = frozenset(
    {
        RPCStatusCode.UNAUTHENTICATED,
        RPCStatusCode.PERMISSION_DENIED,
        RPCStatusCode.UNIMPLEMENTED,
        RPCStatusCode.INTERNAL,
        RPCStatusCode.UNKNOWN,
        RPCStatusCode.ABORTED,
        RPCStatusCode.DATA_LOSS,
    }
)


class Signaled(StrEnum):
    """Whether somebody was there to be told."""

    HEARD = "heard"
    NO_WORKFLOW = "no_workflow"


class Signals(Protocol):
    """The way to a running workflow."""

    async def signal(self, workflow_id: str, enrollment_id: str, fact: InboundFact) -> Signaled:
        """Tell the workflow the fact, at least once; it knows a repeated one by its source id.

        Raises `TemporalUnavailable` while nothing answers.
        """


class TemporalSignals:
    """`Signals` through a client, which may be lazy: Temporal need not be there at the start."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def signal(self, workflow_id: str, enrollment_id: str, fact: InboundFact) -> Signaled:
        """As `Signals.signal`; where Temporal will not have this event, its answer is raised."""
        handle = self._client.get_workflow_handle(workflow_id)
        heard = Heard(enrollment_id, fact.source_id, fact.at, detail_of(fact))
        try:
            with traced(f"signal {fact.type}", fact.source_id):
                async with asyncio.timeout(ANSWER_WITHIN):
                    await handle.signal(fact.type, heard)
        except RPCError as error:
            return _outcome(error)
        # RuntimeError: how a lazy client says that it could not connect.
        except (TimeoutError, RuntimeError) as error:
            raise TemporalUnavailable from error
        return Signaled.HEARD


def _outcome(error: RPCError) -> Signaled:
    if error.status is RPCStatusCode.NOT_FOUND:
        return Signaled.NO_WORKFLOW
    if error.status in AWAY | MISTAKEN:
        raise TemporalUnavailable from error
    raise error
