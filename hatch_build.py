"""Builds wheel and sdist with `config/build.json` in them: the commit they are made of, and when.

DRUMBEAT_COMMIT names the commit where there is no git, as in the image; SOURCE_DATE_EPOCH the
instant, for builds that come out the same again (https://reproducible-builds.org).
"""

from __future__ import annotations

import json
import os
import runpy
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface[Any]):
    """Adds the file, unless it is there: a wheel made of an sdist tells what the sdist tells."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """As hatchling asks; an editable install asks git at run time instead."""
        room = Path(self.root, "config")
        if version == "editable" or (room / "build.json").is_file():
            return
        self._folder = tempfile.TemporaryDirectory()
        file = Path(self._folder.name, "build.json")
        known = {"commit": self._commit(room), "built": _instant()}
        file.write_text(json.dumps(known), encoding="utf-8")
        build_data["force_include"][str(file)] = "config/build.json"

    def _commit(self, room: Path) -> str:
        asked = runpy.run_path(str(room / "release.py"))["commit_of"]
        return os.environ.get("DRUMBEAT_COMMIT") or str(asked(Path(self.root)))  # noqa: TID251 -- a build has no settings


def _instant() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")  # noqa: TID251 -- a build has no settings
    at = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)  # noqa: TID251 -- no process of ours runs here
    return f"{at:%Y-%m-%dT%H:%MZ}"
