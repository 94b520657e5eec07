"""Prometheus can read what stands in deploy/observability."""

from __future__ import annotations

import re

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.deploying.resources import RULES_OF_ALERTS
from tests.observing.files import RULES, alerts, queries
from tests.observing.promql import labels_of, metrics_of


@pytest.mark.parametrize("expression", queries())
def test_every_query_is_promql(expression: str) -> None:
    """Each that an alert or a dashboard asks can be parsed and asks for a metric."""
    assert metrics_of(expression)


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("sum by (le)", "invalid promql query"),
        ("rate(x_total) > 0", "expected type matrix"),
        ("rated(x_total[5m])", "unknown function"),
        ("max(x) == 0)", "right parenthesis"),
    ],
)
def test_what_is_no_promql_is_refused(expression: str, says: str) -> None:
    """Else the test above would prove nothing."""
    with pytest.raises(ValueError, match=says):
        metrics_of(expression)


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ('rate(a_total{b="c_d"}[5m]) > 0', {"a_total"}),
        ("sum by (le, job) (x_bucket) / on (job) y", {"x_bucket", "y"}),
        ('absent(up{job="worker"} == 1)', {"up"}),
        ("histogram_quantile(0.95, sum by (le) (rate(z_bucket[1h]))) and q", {"z_bucket", "q"}),
    ],
)
def test_the_names_of_metrics_are_found(expression: str, names: set[str]) -> None:
    """Functions, labels, ranges and values are none."""
    assert metrics_of(expression) == names


def test_the_labels_that_are_wanted_are_found() -> None:
    """Those with a value of their own; `job` is Prometheus's, and patterns fit many."""
    wanted = labels_of('max(a{job="worker",b="c"}) > sum(d{e=~"f.*"})')

    assert wanted == {("a", 'b="c"')}


def test_the_alerts_have_their_fields() -> None:
    """As Prometheus's file of rules has them, with no other, and each name once."""
    document = yaml.safe_load(RULES.read_text(encoding="utf-8"))

    assert list(Draft202012Validator(RULES_OF_ALERTS).iter_errors(document)) == []
    assert len({alert["alert"] for alert in alerts()}) == len(alerts())


@pytest.mark.parametrize("slip", ["expr:", "for:", "labels:", "summary:"])
def test_a_slip_in_a_field_is_found(slip: str) -> None:
    """Else the test above would prove nothing."""
    text = re.sub(slip, slip.replace(":", "s:"), RULES.read_text(encoding="utf-8"), count=1)

    assert list(Draft202012Validator(RULES_OF_ALERTS).iter_errors(yaml.safe_load(text)))
