"""docs/operations.md promises nothing that no test shows."""

from __future__ import annotations

import re

from tests.architecture.planting import ROOT
from tests.observing.files import queries
from tests.observing.promql import metrics_of

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def _section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def _rows(section: str) -> list[list[str]]:
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_every_row_of_what_is_down_is_a_test() -> None:
    """Each names one that there is."""
    written = "\n".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py")
    )

    rows = _rows(_section("When a part is down"))

    assert len(rows) > 8
    for *_, proved_by in rows:
        named = re.findall(r"`(test_\w+)`", proved_by)
        assert named
        assert [test for test in named if f"def {test}(" not in written] == []


def test_every_metric_that_is_explained_is_one() -> None:
    """The table and the dashboard name the same ones of ours."""
    listed = re.findall(r"`(drumbeat_\w+)`", "".join(row[0] for row in _rows(_section("Watch"))))
    looked_at = {
        re.sub(r"_bucket$", "", name)
        for query in queries()
        for name in metrics_of(query)
        if name.startswith("drumbeat_")
    }

    assert set(listed) == looked_at
