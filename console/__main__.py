"""`python -m console`: the pages for the people who work here."""

from __future__ import annotations

from config.running import leave, run_to_its_end
from console.serve import serve

if __name__ == "__main__":
    leave(run_to_its_end(serve))
