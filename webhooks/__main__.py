"""`python -m webhooks`: the webhook server and its dispatcher, in one process."""

from __future__ import annotations

from config.running import leave, run_to_its_end
from webhooks.serve import serve

if __name__ == "__main__":
    leave(run_to_its_end(serve))
