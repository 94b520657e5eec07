"""compose.yaml is what the Compose Specification has, and the image is sound."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from tests.binaries import TEMPORAL
from tests.deploying.files import DEPLOY

_VARIABLE = re.compile(r"\$\{\w+(?::-([^}]*)|:\?[^}]*)\}")


def filled_in(text: str) -> str:
    """As Compose fills variables in: what is demanded is given, the rest has its default."""
    return _VARIABLE.sub(lambda found: "given" if found[1] is None else found[1], text)


COMPOSE: dict[str, Any] = yaml.safe_load(
    filled_in((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
)


def test_the_specification_has_every_field() -> None:
    """Read by an implementation of the Compose Specification, which refuses other keys."""
    read = PyCompose.from_json(json.dumps(COMPOSE))

    read.validate()
    assert set(read.service_names()) == set(COMPOSE["services"])


@pytest.mark.parametrize("key", ["helthcheck", "networksmode"])
def test_the_specification_refuses_what_is_none(key: str) -> None:
    """Else the test above would prove nothing."""
    broken = copy.deepcopy(COMPOSE)
    broken["services"]["worker"][key] = {}

    with pytest.raises(ValueError, match=key):
        PyCompose.from_json(json.dumps(broken))


def test_the_image_has_no_fault() -> None:
    """Hadolint finds nothing, and the image neither runs as root nor by a name alone."""
    hadolint = Path(sys.executable).with_name("hadolint")
    said = subprocess.run(
        [hadolint, DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False
    )

    assert said.stdout == ""
    assert said.returncode == 0
    assert "\nUSER 10001\n" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_temporal_is_what_the_tests_run_on() -> None:
    """Server and UI have the versions of the server that every test here has asked."""
    version = subprocess.run([TEMPORAL, "--version"], capture_output=True, text=True, check=True)
    server, ui, tools = (
        COMPOSE["services"][name]["image"].partition(":")[2]
        for name in ("temporal", "temporal-ui", "temporal-schema")
    )

    assert f"(Server {server}, UI {ui})" in version.stdout
    assert tools == server


@pytest.mark.parametrize("name", ["worker", "webhooks", "console"])
def test_processes_are_asked_whether_they_are_ready(name: str) -> None:
    """By the program that the image has, as it has no curl."""
    asked = COMPOSE["services"][name]["healthcheck"]["test"]

    assert asked[:3] == ["CMD", "python", "-c"]
    assert "/readyz" in asked[3]


@pytest.mark.parametrize("name", ["worker", "webhooks", "console"])
def test_processes_may_do_little(name: str) -> None:
    """Nothing to write to but its own folders, no capabilities, no new privileges."""
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
