"""Alerts and dashboards are sound, and whoever is woken finds a page that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.planting import ROOT
from tests.observing.files import alerts, panels

PAGES = ROOT / "docs" / "runbooks"


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
