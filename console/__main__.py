"""`python -m console`: the pages for the people who work here."""

from __future__ import annotations

import sys

from config.running import run_to_its_end
from console.serve import serve

if __name__ == "__main__":
    sys.exit(run_to_its_end(serve))
