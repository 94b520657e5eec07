"""What stands in deploy/ agrees with the program that it deploys."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from config.settings import Settings
from starter.cli import run
from tests.architecture.planting import ROOT

DEPLOY = ROOT / "deploy"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(
    (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
)["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
COMMANDS = [service["command"] for service in OURS.values()]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_container_runs_a_command_that_exists(command: list[str]) -> None:
    """Each command line of the compose file, with `--help` at its end, is known to `drumbeat`."""
    code = run([*command, "--help"])

    assert code == 0


def test_every_setting_that_is_deployed_exists() -> None:
    """A misspelt variable would be ignored silently, and its default used."""
    deployed = {name for service in OURS.values() for name in service["environment"]}
    known = {f"DRUMBEAT_{name.upper()}" for name in Settings.model_fields}

    assert deployed - known == set()


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
