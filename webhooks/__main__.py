"""`python -m webhooks`: the webhook server and its dispatcher, in one process."""

from __future__ import annotations

import sys

from config.running import run_to_its_end
from webhooks.serve import serve

if __name__ == "__main__":
    sys.exit(run_to_its_end(serve))
