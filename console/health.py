"""Whether the process serves, and whether its ledger answers."""

from __future__ import annotations

from fastapi import APIRouter

from console.room import TheRoom

health = APIRouter()


@health.get("/healthz")
async def alive() -> dict[str, str]:
    """The process serves; it asks nobody."""
    return {"status": "ok"}


@health.get("/readyz")
async def ready(room: TheRoom) -> dict[str, str]:
    """The ledger can be reached."""
    await room.ledger.undelivered(1)
    return {"status": "ready"}
