"""`drumbeat temporal set-up` and `drumbeat upgrade check`, on a real server."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from secrets import token_hex

import pytest
from temporalio import workflow
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from config.host_clock import host_now
from config.settings import load_settings
from config.temporal import SEARCH_ATTRIBUTES, connect
from starter.session import opened_ledger
from starter.stack.processes import environment, program
from tests.binaries import TEMPORAL
from tests.starter.command_line import CommandLine
from tests.starter.test_tasks_with_a_worker import CADENCE, PEOPLE
from workflows.runs.liveness import sleeps_past
from workflows.telling import STATE


@workflow.defn(name="EnrollmentWorkflow")
class OtherWorkflow:
    """An older release, which slept before it did anything else."""

    @workflow.run
    async def run(self, given: str) -> str:
        await workflow.sleep(timedelta(days=30))
        return given


@pytest.fixture
def set_up(drumbeat_on_temporal: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A namespace of the test's own, just made by the command."""
    monkeypatch.setenv("DRUMBEAT_TEMPORAL_NAMESPACE", f"of-a-test-{token_hex(4)}")
    made = drumbeat_on_temporal("temporal", "set-up", "--retention", "14d")
    assert made.code == 0, made.err
    assert "is made" in made.out
    return drumbeat_on_temporal


@contextmanager
def a_worker(**settings: str) -> Iterator[None]:
    more = {f"DRUMBEAT_{name.upper()}": value for name, value in settings.items()}
    worker = subprocess.Popen(
        program("worker"),
        env={**environment(), **more},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(30)


def enroll_and_wait(drumbeat: CommandLine) -> None:
    """Zoe's run has opened her task, knows it, and waits."""
    drumbeat("cadence", "publish", drumbeat.file("calls.yaml", CADENCE))
    assert drumbeat("enroll", drumbeat.file("p.csv", PEOPLE), "--cadence", "calls").code == 0
    deadline = time.monotonic() + 60
    # The ledger lists a task just before its run hears that it is open.
    while not asyncio.run(_waits_for_its_task()):
        assert time.monotonic() < deadline
        time.sleep(0.2)


async def _waits_for_its_task() -> bool:
    async with opened_ledger(load_settings()) as ledger:
        tasks = await ledger.tasks()
    client = await _client()
    return bool(tasks) and await sleeps_past(client, tasks[0].workflow_id, host_now())


async def _client() -> Client:
    return await connect(load_settings())


async def _retention() -> timedelta:
    client = await _client()
    described = await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace=client.namespace)
    )
    return described.config.workflow_execution_retention_ttl.ToTimedelta()


async def _start_an_old_run() -> None:
    """A run of the other release, which sleeps."""
    client = await _client()
    async with Worker(
        client,
        task_queue="old",
        workflows=[OtherWorkflow],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        handle = await client.start_workflow(
            OtherWorkflow.run,
            "x",
            id="enrollment/default/old",
            task_queue="old",
            search_attributes=TypedSearchAttributes([SearchAttributePair(STATE, "active")]),
        )
        while (await handle.describe()).history_length < 5:  # noqa: ASYNC110 -- another process writes it
            await asyncio.sleep(0.1)


def test_a_namespace_is_made_and_mended(set_up: CommandLine) -> None:
    """With its search attributes; run again it takes another retention."""
    again = set_up("temporal", "set-up", "--retention", "21d")

    assert again.code == 0
    assert "brought up to date" in again.out
    assert asyncio.run(_retention()) == timedelta(days=21)
    checked = set_up("doctor", "--json").json()
    assert isinstance(checked, list)
    (attributes,) = [each for each in checked if each["what"] == "search attributes"]
    assert attributes["finding"] == ", ".join(SEARCH_ATTRIBUTES)


@pytest.mark.parametrize("span", ["3h", "soon", "400d"])
def test_a_retention_that_cannot_be_is_refused(drumbeat: CommandLine, span: str) -> None:
    """In one line, before anything is asked."""
    ran = drumbeat("temporal", "set-up", "--retention", span)

    assert ran.code == 2
    assert ran.err.startswith("--retention: ")


def test_open_histories_of_this_release_can_go_on(set_up: CommandLine) -> None:
    """A run with an open task is replayed, and found well."""
    with a_worker():
        enroll_and_wait(set_up)

    checked = set_up("upgrade", "check", "--json")

    assert checked.code == 0, checked.out
    document = checked.json()
    assert isinstance(document, dict)
    assert (document["histories"], document["failures"]) == (1, {})


def test_a_history_that_cannot_go_on_is_named(set_up: CommandLine) -> None:
    """Of a release that decided otherwise: exit 1 and its workflow id, before any worker starts."""
    asyncio.run(_start_an_old_run())

    checked = set_up("upgrade", "check")

    assert checked.code == 1
    assert "enrollment/default/old: " in checked.out
    assert "1 cannot go on" in checked.out


def test_a_worker_is_a_version_of_a_deployment(set_up: CommandLine) -> None:
    """Runs go to the version that is current, and go over to the next one."""
    deployment = f"drumbeat-{token_hex(2)}"
    with a_worker(worker_deployment=deployment, worker_build_id="one"):
        _make_current(deployment, "one")
        enroll_and_wait(set_up)
    with a_worker(worker_deployment=deployment, worker_build_id="two"):
        _make_current(deployment, "two")
        listed = set_up("task", "list", "--json").json()
        assert isinstance(listed, list)
        done = set_up(
            "task", "complete", listed[0]["task"], "--disposition", "connected", "--by", "ana"
        )

    assert done.code == 0, done.err


def _make_current(deployment: str, build: str) -> None:
    """As the worker controller does, once the version's worker has been seen."""
    settings = load_settings()
    where = ("--address", settings.temporal_address, "--namespace", settings.temporal_namespace)
    command = ("worker", "deployment", "set-current-version", "--yes")
    version = ("--deployment-name", deployment, "--build-id", build)
    deadline = time.monotonic() + 30
    while subprocess.run(
        [TEMPORAL, *command, *version, *where], capture_output=True, check=False
    ).returncode:
        assert time.monotonic() < deadline
        time.sleep(0.2)
