"""`python -m worker`: one worker process."""

from __future__ import annotations

import sys

from config.running import run_to_its_end
from worker.run import run

if __name__ == "__main__":
    sys.exit(run_to_its_end(run))
