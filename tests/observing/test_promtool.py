"""Prometheus's own tool reads what stands in deploy/observability."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.observing.files import RULES, queries
from tests.observing.promql import as_rules, checked


def test_prometheus_reads_the_alerts() -> None:
    """Its own tool finds nothing against the file."""
    assert checked(RULES) == ""


def test_prometheus_reads_what_the_dashboards_ask(tmp_path: Path) -> None:
    """Each query is PromQL."""
    rules = tmp_path / "panels.yaml"
    rules.write_text(yaml.safe_dump(as_rules(queries())))

    assert checked(rules) == ""


def test_prometheus_refuses_what_is_none(tmp_path: Path) -> None:
    """Else the two tests above would prove nothing."""
    rules = tmp_path / "broken.yaml"
    rules.write_text(yaml.safe_dump(as_rules(["sum by le (x)"])))

    assert "parse error" in checked(rules)
