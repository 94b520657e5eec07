"""The parts of the stack on this machine: which programs, with which settings, ready when."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path

from pydantic import SecretStr
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.service import RPCError

from config.settings import Settings
from config.temporal import connect
from starter.stack.child import ChildSpec
from starter.stack.ports import is_answering
from starter.stack.processes import environment, program
from starter.stack.stack import Stack
from starter.stack.temporal_server import dev_server

# Each listens on a port of its own, one after the other.
METERED = ("worker", "webhooks", "console")


def stack_of(settings: Settings, temporal: Path, ui_port: int, say: Callable[[str], None]) -> Stack:
    """The stack of these settings: Temporal and mail catcher, then worker, webhooks and console.

    `settings.home` is absolute and the ledger in it migrated.
    """
    home = settings.home
    temporal_port = port_of(settings)
    server = dev_server(temporal, home / "temporal.sqlite3", temporal_port, ui_port)
    catcher = program("starter", "catcher", "--maildir", str(home / "mail"))

    def spec(name: str, argv: tuple[str, ...], ready: Callable[[], Awaitable[bool]]) -> ChildSpec:
        log = home / "logs" / f"{name}.log"
        variables = variables_of(with_metrics_of(settings, name))
        return ChildSpec(name, argv, {**environment(), **variables}, log, ready)

    return Stack(
        (
            (
                spec("temporal", server, lambda: temporal_is_ready(settings)),
                spec("catcher", catcher, lambda: is_answering(settings.smtp_port)),
            ),
            (
                spec("worker", program("worker"), lambda: worker_is_polling(settings)),
                spec("webhooks", program("webhooks"), lambda: is_answering(settings.webhook_port)),
                spec("console", program("console"), lambda: is_answering(settings.console_port)),
            ),
        ),
        home / "stack.json",
        say,
    )


def port_of(settings: Settings) -> int:
    """The port of the Temporal frontend."""
    return int(settings.temporal_address.rpartition(":")[2])


def with_ui(settings: Settings, ui_port: int) -> Settings:
    """The settings with the UI that runs here, where they name no other."""
    here = settings.temporal_ui_url or f"http://127.0.0.1:{ui_port}"
    return settings.model_copy(update={"temporal_ui_url": here})


def with_metrics_of(settings: Settings, name: str) -> Settings:
    """The settings of one process: the worker's metrics are where they say, others' beside it."""
    host, _, port = settings.metrics_address.rpartition(":")
    if not port:
        return settings
    place = METERED.index(name) if name in METERED else 0
    return settings.model_copy(update={"metrics_address": f"{host}:{int(port) + place}"})


def variables_of(settings: Settings) -> dict[str, str]:
    """The settings as the variables that another process reads them from."""
    given = {name: value for name, value in settings if value not in ("", None)}
    return {f"DRUMBEAT_{name.upper()}": _as_text(value) for name, value in given.items()}


def _as_text(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def webhook_secret(home: Path) -> SecretStr:
    """The secret that webhooks of this home are signed with, made on first use."""
    return _kept_secret(home / "webhook-secret", "whsec_")


def secret_key(home: Path) -> SecretStr:
    """The key by which this home signs links and encrypts, made on first use."""
    return _kept_secret(home / "secret-key", "")


def _kept_secret(file: Path, prefix: str) -> SecretStr:
    """What the file says, readable by its owner alone."""
    if not file.exists():
        secret = f"{prefix}{base64.b64encode(secrets.token_bytes(32)).decode()}"
        file.touch(mode=0o600)
        file.write_text(f"{secret}\n", encoding="utf-8")
    return SecretStr(file.read_text(encoding="utf-8").strip())


async def temporal_is_ready(settings: Settings) -> bool:
    """Whether the frontend serves its namespace."""
    if not await is_answering(port_of(settings)):
        return False
    try:
        client = await connect(settings)
        return await client.service_client.check_health()
    except (RuntimeError, RPCError):
        return False


async def worker_is_polling(settings: Settings) -> bool:
    """Whether a worker asks for work on the task queue."""
    try:
        client = await connect(settings)
        described = await client.workflow_service.describe_task_queue(
            DescribeTaskQueueRequest(
                namespace=settings.temporal_namespace,
                task_queue=TaskQueue(name=settings.task_queue),
                task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
            )
        )
    except (RuntimeError, RPCError):
        return False
    return bool(described.pollers)
