"""The manifests are what Kubernetes takes, and agree with each other and with the image."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest

from config.settings import Settings
from tests.deploying.files import DEPLOY, documents
from tests.deploying.resources import CUSTOM, faults_of

KUBERNETES = DEPLOY / "kubernetes"
# Workers that restart in place, or workers by version.
OVERLAYS = ("plain", "versioned")
MANIFESTS = [
    (file, document)
    for file, document in documents(KUBERNETES)
    if document["kind"] != "Kustomization"
]
OURS = [(file, each) for file, each in MANIFESTS if each["kind"] not in CUSTOM]
PODS = [
    each["spec"]["template"]["spec"]
    for _, each in MANIFESTS
    if each["kind"] in {"Deployment", "Job", "WorkerDeployment"}
]


def _container(pod: dict[str, Any]) -> str:
    return str(pod["containers"][0]["name"])


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


@pytest.mark.parametrize("pod", PODS, ids=_container)
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


@pytest.mark.parametrize(
    "pod", [pod for pod in PODS if "ports" in pod["containers"][0]], ids=_container
)
def test_every_process_is_asked_whether_it_is_well(pod: dict[str, Any]) -> None:
    """At a port of its own, and where it answers."""
    (container,) = pod["containers"]
    ports = {port["name"] for port in container["ports"]}

    alive, ready = (container[f"{kind}Probe"]["httpGet"] for kind in ("liveness", "readiness"))

    assert (alive["path"], ready["path"]) == ("/healthz", "/readyz")
    assert {alive["port"], ready["port"]} <= ports


def test_the_image_listens_where_it_is_asked() -> None:
    """At the ports by which pods name its metrics and its health."""
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    listens = re.findall(r"DRUMBEAT_(\w+)_ADDRESS=0\.0\.0\.0:(\d+)", image)

    for pod in PODS:
        ports = {p["name"]: p["containerPort"] for p in pod["containers"][0].get("ports", [])}
        for name, port in listens:
            assert ports.get(name.lower(), int(port)) == int(port)
    assert {name for name, _ in listens} == {"METRICS", "HEALTH"}


def test_settings_are_settings() -> None:
    """The map, the secret and what stands in manifests name none that does not exist."""
    maps = [each for _, each in MANIFESTS if each["kind"] in {"ConfigMap", "Secret"}]
    given = chain.from_iterable(each.get("data") or each.get("stringData") or {} for each in maps)
    direct = [v["name"] for pod in PODS for v in pod["containers"][0].get("env", [])]

    named = {*given, *direct} - {"mailboxes.yaml", "robin-password"}

    assert named <= {f"DRUMBEAT_{name.upper()}" for name in Settings.model_fields}


def test_secrets_are_files_where_the_settings_look_for_them() -> None:
    """In every pod, and in none a variable."""
    (settings,) = [each["data"] for _, each in MANIFESTS if each["kind"] == "ConfigMap"]

    for pod in PODS:
        (container,) = pod["containers"]
        mounted = {each["mountPath"]: each["name"] for each in container["volumeMounts"]}
        volumes = {
            each["name"]: each.get("secret", {}).get("secretName") for each in pod["volumes"]
        }
        assert volumes[mounted[settings["DRUMBEAT_SECRETS_DIR"]]] == "drumbeat-secrets"
        assert container["envFrom"] == [{"configMapRef": {"name": "drumbeat-settings"}}]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_an_overlay_names_can_be_put_together(overlay: str) -> None:
    """Every file once, nothing that stands above it (kustomize refuses a cycle), no name twice."""
    folders = [KUBERNETES / overlay, *_below(KUBERNETES / overlay)]
    files = [file for folder in folders for file in _resources(folder) if file.is_file()]
    named = [
        (document["kind"], document["metadata"]["name"])
        for file, document in MANIFESTS
        if file in files
    ]

    assert {f.parent for f in files} == {KUBERNETES / "base", KUBERNETES / overlay}
    for folder in folders:
        own = {*folder.glob("*.yaml")} - {folder / "kustomization.yaml"}
        assert own == {file for file in files if file.parent == folder}
    assert len(set(named)) == len(named)
    assert ("PodDisruptionBudget", "drumbeat-worker") in named


def _resources(folder: Path) -> list[Path]:
    (listed,) = [d for f, d in documents(folder) if f == folder / "kustomization.yaml"]
    return [(folder / name).resolve() for name in listed["resources"]]


def _below(folder: Path) -> list[Path]:
    """The folders that it names; none may hold the one that names it."""
    folders = [named for named in _resources(folder) if named.is_dir()]
    assert not any(folder.is_relative_to(named) for named in folders)
    return [each for named in folders for each in (named, *_below(named))]
