"""What stands in deploy/ agrees with the program that it deploys."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from config.mailboxes import load_mailboxes
from config.settings import Settings
from starter.cli import run
from tests.architecture.planting import ROOT

DEPLOY = ROOT / "deploy"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(
    (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
)["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
COMMANDS = [service["command"] for service in OURS.values()]
DEPLOYED = {name for service in OURS.values() for name in service["environment"]}
KNOWN = {f"DRUMBEAT_{name.upper()}" for name in Settings.model_fields}
NOT_DEPLOYED = {
    "DRUMBEAT_HOME": "the image says where it is",
    "DRUMBEAT_LOG_FORMAT": "the image says json",
    "DRUMBEAT_METRICS_ADDRESS": "the image says where, the health check asks there",
    "DRUMBEAT_HEALTH_ADDRESS": "the image says where, the health check of the worker asks there",
    "DRUMBEAT_SECRETS_DIR": "here secrets come from .env; kubernetes has them as files",
    "DRUMBEAT_WORKER_DEPLOYMENT": "workers here restart in place; kubernetes/versioned has it",
    "DRUMBEAT_WORKER_BUILD_ID": "likewise",
    "DRUMBEAT_TASK_QUEUE": "the namespace is Drumbeat's own, one queue is enough in it",
    "DRUMBEAT_CLOCK_SPEED": "time goes as it does; it is refused with a Temporal elsewhere",
}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_container_runs_a_command_that_exists(command: list[str]) -> None:
    """Each command line of the compose file, with `--help` at its end, is known to `drumbeat`."""
    code = run([*command, "--help"])

    assert code == 0


def test_every_setting_that_is_deployed_exists() -> None:
    """A misspelt variable would be ignored silently, and its default used."""
    assert set() == DEPLOYED - KNOWN


def test_every_setting_is_deployed_or_known_not_to_be() -> None:
    """What compose.yaml leaves out reaches no container, whatever stands in `.env`."""
    assert set(NOT_DEPLOYED) == KNOWN - DEPLOYED


def test_everything_that_may_be_set_is_in_the_example() -> None:
    """What compose.yaml takes as it is, or has a default for, has one line, commented out."""
    example = (DEPLOY / "env.example").read_text(encoding="utf-8")
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")

    taken = {
        name
        for service in OURS.values()
        for name, value in service["environment"].items()
        if value is None
    }

    optional = re.findall(r"^#(\w+)=", example, flags=re.MULTILINE)
    assert taken | set(re.findall(r"\$\{(\w+):-", compose)) == set(optional)
    assert len(set(optional)) == len(optional)


def test_every_process_that_writes_mails_can_link_the_way_out() -> None:
    """Key and address, in every container of ours: without them nothing is left but the words."""
    wanted = {"DRUMBEAT_SECRET_KEY", "DRUMBEAT_PUBLIC_URL"}

    assert [name for name, each in OURS.items() if not wanted <= set(each["environment"])] == []


def test_the_example_of_mailboxes_loads() -> None:
    """Whoever copies it has a file that is understood."""
    entries = load_mailboxes(Settings(mailboxes=DEPLOY / "mailboxes" / "example.yaml"))

    assert len(entries) > 1


def test_every_password_comes_from_the_environment() -> None:
    """Whatever compose.yaml demands is in env.example, and has no value there."""
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    example = (DEPLOY / "env.example").read_text(encoding="utf-8")

    demanded = set(re.findall(r"\$\{(\w+):\?", compose))

    assert demanded == set(re.findall(r"^(\w+)=$", example, flags=re.MULTILINE))


def test_every_mounted_file_is_there() -> None:
    """A bind mount of a missing file would make an empty folder in its place."""
    mounts = [str(mount) for service in SERVICES.values() for mount in service.get("volumes", [])]

    mounted = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]

    assert mounted
    assert [name for name in mounted if not (DEPLOY / name).exists()] == []


def test_jobs_finish_before_what_needs_them() -> None:
    """No worker without its schema and its namespace, no webhook without the ledger."""
    waits = {
        name: {
            job
            for job, how in service.get("depends_on", {}).items()
            if how["condition"] == "service_completed_successfully"
        }
        for name, service in SERVICES.items()
    }

    assert waits["worker"] == {"migrate", "temporal-namespace"}
    assert waits["webhooks"] == {"migrate"}
    assert waits["temporal"] == {"temporal-schema"}
