"""The HTTP app: verify, match and store, answer; nothing else happens before the 2xx."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from domain.ports import Ingress
from webhooks.errors import BodyTooLarge, BodyTooSlow, MalformedEvent
from webhooks.opt_out import serve_opt_out
from webhooks.problems import speak_problems
from webhooks.standard import StandardEndpoint

BODY_LIMIT = 256 * 1024
BODY_WITHIN = 30.0

log = structlog.stdlib.get_logger(__name__)


def create_app(
    ingress: Ingress, now: Callable[[], datetime], endpoint: StandardEndpoint, secret_key: str = ""
) -> FastAPI:
    """The app over an ingress; `now` is Drumbeat time. Without a key there are no opt-out links."""
    app = FastAPI(title="Drumbeat webhooks", openapi_url=None, redirect_slashes=False)
    speak_problems(app)
    if secret_key:
        serve_opt_out(app, ingress, now, secret_key)

    @app.post("/webhooks/standard")
    async def receive(request: Request) -> JSONResponse:
        event = endpoint.event(await _body(request), request.headers, now())
        verdict, enrollment = await ingress.ingest(event)
        log.info(
            "webhook_ingested",
            event_id=event.event_id,
            fact=event.fact,
            verdict=verdict.value,
            enrollment=enrollment,
        )
        return JSONResponse({"verdict": verdict.value, "enrollment": enrollment}, 202)

    @app.get("/healthz")
    async def health() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return app


async def _body(request: Request) -> bytes:
    """The raw body, never holding more than the limit and one chunk of it."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_LIMIT:
                    raise BodyTooLarge
    except TimeoutError:
        raise BodyTooSlow from None
    except ClientDisconnect:
        raise MalformedEvent("body: was cut short") from None
    return bytes(body)
