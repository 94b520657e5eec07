"""Builds a Temporal Worker out of a ledger, a mail transport and a clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import (
    Interceptor,
    PollerBehaviorAutoscaling,
    UnsandboxedWorkflowRunner,
    Worker,
    WorkerDeploymentConfig,
    WorkflowRunner,
)
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.email import NOTHING_ADDED, EmailActivities
from activities.mail import Letterhead
from activities.planning import PlanningActivities
from activities.recording import RecordingActivities
from activities.rep_work import RepWorkActivities
from activities.sms import SmsActivities
from activities.transports.by_hand import TextsByHand
from domain.mailboxes import Mailbox
from domain.ports import Ledger, MailTransport, TextTransport
from workflows.enrollment import EnrollmentWorkflow

# One copy of each class: a second one, imported inside the sandbox, would not match the first.
PASSED_THROUGH = ("domain", "activities", "workflows", "pydantic", "pydantic_core", "temporalio")

BY_HAND = TextsByHand()

# After a worker died, a cached workflow's next task waits this long for it before any may take it.
STICKY = timedelta(seconds=10)
# From this speed on ten seconds are hours, and the wait costs more than the cache is worth.
FAST = 1000.0
STICKY_WHEN_FAST = timedelta(seconds=1)


@dataclass(frozen=True)
class Around:
    """What is around the work: who meters it, and which version of a deployment its worker is."""

    interceptors: Sequence[Interceptor] = ()
    version: WorkerDeploymentVersion | None = None


NOTHING_AROUND = Around()


def sticky_at(speed: float) -> timedelta:
    """How long a dead worker's workflows wait for it, in host time, at a clock's speed."""
    return STICKY_WHEN_FAST if speed >= FAST else STICKY


def sandboxed() -> SandboxedWorkflowRunner:
    """The sandbox, with one copy of our classes."""
    return SandboxedWorkflowRunner(
        restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    )


def activities_of(
    ledger: Ledger,
    transport: MailTransport,
    mailboxes: Sequence[Mailbox],
    now: Callable[[], datetime],
    letterhead: Letterhead = NOTHING_ADDED,
    texts: TextTransport = BY_HAND,
) -> Sequence[Callable[..., Any]]:
    """Every activity, on these adapters."""
    return (
        PlanningActivities(ledger).plan_touch,
        RecordingActivities(ledger).record_facts,
        EmailActivities(ledger, transport, mailboxes, now, letterhead).send_email,
        RepWorkActivities(ledger, now).open_task,
        SmsActivities(ledger, texts, now).send_sms,
    )


def build_worker(
    client: Client,
    task_queue: str,
    activities: Sequence[Callable[..., Any]],
    sticky: timedelta = STICKY,
    runner: WorkflowRunner | None = None,
    around: Around = NOTHING_AROUND,
) -> Worker:
    """A worker of the enrollment workflow with these activities.

    One of a version takes runs over from older ones step by step, as its deployment is told to.
    Workers run outside the sandbox, tests and replays inside it: see docs/decisions/0007.
    """
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[EnrollmentWorkflow],
        activities=activities,
        interceptors=around.interceptors,
        deployment_config=_versioned(around.version) if around.version else None,
        workflow_runner=runner or UnsandboxedWorkflowRunner(),
        max_cached_workflows=1000,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        sticky_queue_schedule_to_start_timeout=sticky,
        graceful_shutdown_timeout=timedelta(seconds=10),
    )


def _versioned(version: WorkerDeploymentVersion) -> WorkerDeploymentConfig:
    """Runs go over to a newer version at their next task: the replay gate has read their like."""
    return WorkerDeploymentConfig(
        version=version,
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )
