"""Whether the process serves, and whether it can keep its promise now."""

from __future__ import annotations

from typing import Any, Protocol

from fastapi import FastAPI

from webhooks import openapi


class Readable(Protocol):
    """A ledger that can be asked something cheap."""

    async def undelivered(self, limit: int, /) -> object:
        """The oldest accepted events that no workflow has heard."""


def serve_health(app: FastAPI, ledger: Readable | None) -> None:
    """`/healthz` asks nobody; `/readyz` asks the ledger, where there is one to ask."""

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        """The process serves."""
        return {"status": "ok"}

    if ledger is None:
        return
    answers: dict[int | str, dict[str, Any]] = {503: openapi.problem(503)}

    @app.get("/readyz", responses=answers)
    async def ready() -> dict[str, str]:
        """The ledger can be reached, so events and enrollments would be stored."""
        await ledger.undelivered(1)
        return {"status": "ready"}
