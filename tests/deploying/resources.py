"""The fields of the custom resources that deploy/kubernetes uses, from their definitions.

KEDA 2.22 (https://keda.sh/docs/2.22/scalers/temporal/) and Temporal's worker controller
(https://github.com/temporalio/temporal-worker-controller, CRDs of v1alpha1).
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
TRIGGER = _object(
    ("type", "metadata"),
    type={"const": "temporal"},
    metadata=_object(
        ("endpoint", "taskQueue"),
        endpoint=TEXT,
        namespace=TEXT,
        taskQueue=TEXT,
        buildId=TEXT,
        queueTypes={"enum": ["workflow", "activity", "workflow,activity"]},
        targetQueueSize={"type": "string", "pattern": r"^\d+$"},
    ),
)
SCALED = {
    "minReplicaCount": COUNT,
    "maxReplicaCount": COUNT,
    "cooldownPeriod": COUNT,
    "triggers": {"type": "array", "items": TRIGGER, "minItems": 1},
}
CUSTOM: dict[str, dict[str, Any]] = {
    "ScaledObject": _object(("scaleTargetRef", "triggers"), scaleTargetRef=NAMED, **SCALED),
    "Connection": _object(
        ("hostPort",), hostPort={"type": "string", "pattern": r"^[a-zA-Z0-9.-]+:[0-9]+$"}
    ),
    "WorkerDeployment": _object(
        ("workerOptions", "rollout", "template"),
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
        ("temporalWorkerDeploymentRef", "template"),
        temporalWorkerDeploymentRef=NAMED,
        template=_object(
            ("apiVersion", "kind", "spec"),
            apiVersion={"const": "keda.sh/v1alpha1"},
            kind={"const": "ScaledObject"},
            spec=_object(("triggers",), scaleTargetRef={"const": {}}, **SCALED),
        ),
    ),
}


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
