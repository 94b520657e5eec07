"""Everything that stands in deploy/, and the pages that say how it is used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.architecture.planting import ROOT

DEPLOY = ROOT / "deploy"
PAGES = (ROOT / "docs" / "operations.md", *sorted((ROOT / "docs" / "runbooks").glob("*.md")))


def texts() -> dict[str, str]:
    """Each file by its name in the repository."""
    found = [*(file for file in DEPLOY.rglob("*") if file.is_file()), *PAGES]
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in sorted(found)}


def documents(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each document of the YAML files below a folder."""
    for file in sorted(folder.rglob("*.yaml")):
        for document in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            yield file, document
