"""What stands in deploy/observability: the alerts, and the queries of the dashboards."""

from __future__ import annotations

import json
from typing import Any

import yaml

from tests.architecture.planting import ROOT

OBSERVABILITY = ROOT / "deploy" / "observability"
RULES = OBSERVABILITY / "alerts.yaml"
DASHBOARDS = sorted((OBSERVABILITY / "grafana" / "dashboards").glob("*.json"))


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    boards = [json.loads(file.read_text(encoding="utf-8")) for file in DASHBOARDS]
    return [panel for board in boards for panel in board["panels"]]


def queries() -> list[str]:
    """Every expression that somebody or something looks at."""
    shown = [target["expr"] for panel in panels() for target in panel["targets"]]
    return [*shown, *(alert["expr"] for alert in alerts())]
