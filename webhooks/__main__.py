"""`python -m webhooks`: the webhook server and its dispatcher, in one process."""

from __future__ import annotations

import asyncio

from config.settings import Settings
from webhooks.serve import serve

if __name__ == "__main__":
    asyncio.run(serve(Settings()))
