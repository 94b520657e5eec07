"""The floor of the door: a bare FastAPI endpoint that commits one insert, on SQLite as ours."""

from __future__ import annotations

import sqlite3
import sys

import uvicorn
from fastapi import FastAPI, Request

from starter.stack.ports import LOOPBACK


def create_app(database: str) -> FastAPI:
    """`POST /` keeps a body under a number of its own; on disk when it answers."""
    app = FastAPI()
    kept = sqlite3.connect(database, isolation_level=None)
    kept.execute("PRAGMA journal_mode=WAL")
    kept.execute("PRAGMA synchronous=FULL")
    kept.execute("CREATE TABLE inbox (id INTEGER PRIMARY KEY, raw BLOB NOT NULL)")

    @app.post("/", status_code=202)
    async def keep(request: Request) -> dict[str, str]:
        # At once and in this thread: faster than any hop to another, as nothing else is to be done.
        kept.execute("INSERT INTO inbox (raw) VALUES (?)", (await request.body(),))
        return {"verdict": "accepted"}

    return app


if __name__ == "__main__":
    uvicorn.run(
        create_app(sys.argv[1]),
        host=LOOPBACK,
        port=int(sys.argv[2]),
        log_config=None,
        access_log=False,
    )
