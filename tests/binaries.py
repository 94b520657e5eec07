"""Where the real servers' programs are: beside the interpreter, from their wheels."""

from __future__ import annotations

import sys
from pathlib import Path

TEMPORAL = str(Path(sys.executable).with_name("temporal"))
TEST_SERVER = str(Path(sys.executable).with_name("temporal-test-server"))
