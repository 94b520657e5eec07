"""`python -m worker`: one worker process."""

from __future__ import annotations

from config.running import leave, run_to_its_end
from worker.run import run

if __name__ == "__main__":
    leave(run_to_its_end(run))
