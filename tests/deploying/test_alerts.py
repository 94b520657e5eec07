"""Alerts and dashboards are sound, and whoever is woken finds a page that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.architecture.planting import ROOT
from tests.deploying.files import DEPLOY, documents
from tests.observing.files import OBSERVABILITY, alerts, panels, queries
from tests.observing.promql import jobs_of

PAGES = ROOT / "docs" / "runbooks"
LABEL = "app.kubernetes.io/"
ASKED = {job for query in queries() for job in jobs_of(query)}


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert["alert"])
def test_every_alert_says_how_bad_and_has_a_page(alert: dict[str, dict[str, str]]) -> None:
    """The page begins with the alert's name, and quotes what it fires on."""
    page = (ROOT / alert["annotations"]["runbook"]).read_text(encoding="utf-8")

    assert alert["labels"]["severity"] in {"critical", "warning", "info"}
    assert page.startswith(f"# {alert['alert']}\n")
    assert f"`{alert['expr']}`, for {alert['for']}." in page


def test_every_page_belongs_to_an_alert() -> None:
    """A runbook of an alert that is gone would mislead."""
    named = {Path(alert["annotations"]["runbook"]).name for alert in alerts()}

    assert {page.name for page in PAGES.glob("*.md")} == named


def test_panels_do_not_lie_over_each_other() -> None:
    """Each has its own place, three in a row."""
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels()]

    assert len(set(places)) == len(places)
    assert {panel["gridPos"]["w"] for panel in panels()} == {8}


@pytest.mark.parametrize("name", ["prometheus.yaml", "prometheus-one-box.yaml"])
def test_every_process_is_looked_at(name: str) -> None:
    """By the name of job under which alerts and dashboard ask for it."""
    configuration = yaml.safe_load((OBSERVABILITY / name).read_text(encoding="utf-8"))

    looked_at = {each["job_name"] for each in configuration["scrape_configs"]}

    assert ASKED <= looked_at == {"worker", "webhooks", "console"}


def test_every_pod_is_looked_at() -> None:
    """Its component is the job, and the port where it shows its metrics is named so."""
    file = OBSERVABILITY / "prometheus-kubernetes.yaml"
    (scraped,) = yaml.safe_load(file.read_text(encoding="utf-8"))["scrape_configs"]
    templates = [
        document["spec"]["template"]
        for _, document in documents(DEPLOY / "kubernetes")
        if document["kind"] in {"Deployment", "WorkerDeployment"}
    ]

    components = {each["metadata"]["labels"][f"{LABEL}component"] for each in templates}

    assert ASKED <= components == {"worker", "webhooks", "console"}
    for template in templates:
        (container,) = template["spec"]["containers"]
        assert template["metadata"]["labels"][f"{LABEL}name"] == scraped["job_name"]
        assert "metrics" in {port["name"] for port in container["ports"]}
