"""`python -m worker`: one worker process."""

from __future__ import annotations

import asyncio

from config.settings import Settings
from worker.run import run

if __name__ == "__main__":
    asyncio.run(run(Settings()))
