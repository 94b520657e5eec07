"""The manifests are what Kubernetes takes, and agree with each other and with the image."""

from __future__ import annotations

from itertools import chain
from typing import Any

import kubernetes_validate
import pytest

from config.settings import Settings
from tests.deploying.files import DEPLOY, documents
from tests.deploying.resources import CUSTOM, faults_of

MANIFESTS = [
    (file, document)
    for file, document in documents(DEPLOY / "kubernetes")
    if document["kind"] != "Kustomization"
]
OURS = [(file, each) for file, each in MANIFESTS if each["kind"] not in CUSTOM]
PODS = [
    each["spec"]["template"]["spec"]
    for _, each in MANIFESTS
    if each["kind"] in {"Deployment", "Job", "WorkerDeployment"}
]


def _name(value: object) -> str:
    return f"{value['kind']}-{value['metadata']['name']}" if isinstance(value, dict) else ""


@pytest.mark.parametrize(("file", "document"), OURS, ids=_name)
def test_kubernetes_knows_every_field(file: object, document: dict[str, Any]) -> None:
    """By its own schema, strictly: a misspelt key is refused."""
    kubernetes_validate.validate(document, "1.31", strict=True)


@pytest.mark.parametrize(
    "document", [each for _, each in MANIFESTS if each["kind"] in CUSTOM], ids=_name
)
def test_custom_resources_have_their_fields(document: dict[str, Any]) -> None:
    """Those of KEDA and of Temporal's worker controller, as their definitions have them."""
    assert faults_of(document) == []


@pytest.mark.parametrize("pod", PODS, ids=lambda pod: pod["containers"][0]["name"])
def test_every_pod_may_do_little(pod: dict[str, Any]) -> None:
    """No root, no writing but to its own folders, no capabilities, no token of the cluster."""
    (container,) = pod["containers"]

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"]["memory"]


def test_volumes_are_those_that_are_mounted() -> None:
    """A volume that nobody mounts, or a mount of none, is a slip."""
    for pod in PODS:
        mounted = {each["name"] for each in pod["containers"][0]["volumeMounts"]}
        assert mounted == {each["name"] for each in pod["volumes"]}


def test_settings_are_settings() -> None:
    """The map, the secret and what stands in manifests name none that does not exist."""
    maps = [each for _, each in MANIFESTS if each["kind"] in {"ConfigMap", "Secret"}]
    given = chain.from_iterable(each.get("data") or each.get("stringData") or {} for each in maps)
    direct = [v["name"] for pod in PODS for v in pod["containers"][0].get("env", [])]

    named = {*given, *direct} - {"mailboxes.yaml"}

    assert named <= {f"DRUMBEAT_{name.upper()}" for name in Settings.model_fields}


def test_everything_that_is_listed_is_there() -> None:
    """What the kustomization files name, and nothing is left out but the example."""
    for folder in (DEPLOY / "kubernetes", DEPLOY / "kubernetes" / "versioned"):
        (listed,) = [d for f, d in documents(folder) if f == folder / "kustomization.yaml"]
        there = {file.name for file in folder.glob("*.yaml")}
        there -= {"kustomization.yaml", "secrets.example.yaml"}

        assert {name for name in listed["resources"] if name != ".."} == there
