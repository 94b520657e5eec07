"""The fields of what deploy/ has for KEDA, Temporal's worker controller and Prometheus.

From their definitions: KEDA 2.22 (https://keda.sh/docs/2.22/scalers/temporal/), the controller's
CRDs and webhook of 1.8 (https://github.com/temporalio/temporal-worker-controller), Prometheus 3
(https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/).
"""

from __future__ import annotations

from typing import Any

import kubernetes_validate
from jsonschema import Draft202012Validator


def _object(required: tuple[str, ...], **properties: object) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}
SPAN = {"type": "string", "pattern": r"^(\d+h)?(\d+m)?(\d+s)?$"}
NAMED = _object(("name",), name=TEXT)
# What the controller's webhook takes only empty, and fills in for each version.
FILLED_IN = {"const": ""}


def _scaled(**of_the_trigger: object) -> dict[str, object]:
    metadata = _object(
        ("endpoint", "namespace", "taskQueue", *of_the_trigger),
        endpoint=TEXT,
        taskQueue=TEXT,
        queueTypes={"enum": ["workflow", "activity", "workflow,activity"]},
        targetQueueSize={"type": "string", "pattern": r"^\d+$"},
        **{"namespace": TEXT, **of_the_trigger},
    )
    trigger = _object(("type", "metadata"), type={"const": "temporal"}, metadata=metadata)
    return {
        "minReplicaCount": COUNT,
        "maxReplicaCount": COUNT,
        "cooldownPeriod": COUNT,
        "triggers": {"type": "array", "items": trigger, "minItems": 1},
    }


CUSTOM: dict[str, dict[str, Any]] = {
    "ScaledObject": _object(("scaleTargetRef", "triggers"), scaleTargetRef=NAMED, **_scaled()),
    "Connection": _object(
        ("hostPort",), hostPort={"type": "string", "pattern": r"^[a-zA-Z0-9.-]+:[0-9]+$"}
    ),
    "WorkerDeployment": _object(
        ("workerOptions", "rollout", "sunset", "template"),
        workerOptions=_object(
            ("connectionRef", "temporalNamespace"), connectionRef=NAMED, temporalNamespace=TEXT
        ),
        rollout=_object(
            ("strategy",),
            strategy={"enum": ["AllAtOnce", "Progressive", "Manual"]},
            steps={
                "type": "array",
                "items": _object(
                    ("rampPercentage", "pauseDuration"),
                    rampPercentage={"type": "integer", "minimum": 1, "maximum": 99},
                    pauseDuration=SPAN,
                ),
            },
        ),
        sunset=_object((), scaledownDelay=SPAN, deleteDelay=SPAN),
        template={"type": "object"},
    ),
    "WorkerResourceTemplate": _object(
        ("workerDeploymentRef", "template"),
        workerDeploymentRef=NAMED,
        template=_object(
            ("apiVersion", "kind", "spec"),
            apiVersion={"const": "keda.sh/v1alpha1"},
            kind={"const": "ScaledObject"},
            spec=_object(
                ("scaleTargetRef", "triggers"),
                scaleTargetRef={"const": {}},
                **_scaled(
                    namespace=FILLED_IN,
                    workerDeploymentName=FILLED_IN,
                    workerDeploymentBuildId=FILLED_IN,
                ),
            ),
        ),
    ),
}


RULE = _object(
    ("alert", "expr", "for", "labels", "annotations"),
    alert={"type": "string", "pattern": r"^[A-Z]\w+$"},
    expr=TEXT,
    labels=_object(("severity",), severity={"enum": ["critical", "warning", "info"]}),
    annotations=_object(("summary", "runbook"), summary=TEXT, runbook=TEXT),
    **{"for": {"type": "string", "pattern": r"^\d+[smhd]$"}},
)
RULES_OF_ALERTS = _object(
    ("groups",),
    groups={
        "type": "array",
        "items": _object(
            ("name", "rules"), name=TEXT, rules={"type": "array", "items": RULE, "minItems": 1}
        ),
    },
)


def faults_of(document: dict[str, Any]) -> list[str]:
    """What is wrong with it; the pods of a worker deployment are judged as Kubernetes would."""
    found = Draft202012Validator(CUSTOM[document["kind"]]).iter_errors(document["spec"])
    faults = [f"{error.json_path}: {error.message}" for error in found]
    if document["kind"] == "WorkerDeployment":
        kubernetes_validate.validate(_as_deployment(document), "1.31", strict=True)
    return faults


def _as_deployment(document: dict[str, Any]) -> dict[str, Any]:
    template = document["spec"]["template"]
    selector = {"matchLabels": template["metadata"]["labels"]}
    spec = {"selector": selector, "template": template}
    return {**document, "apiVersion": "apps/v1", "kind": "Deployment", "spec": spec}
