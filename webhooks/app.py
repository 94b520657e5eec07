"""The HTTP app: verify, match and store, answer; nothing else happens before the 2xx."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from domain.ports import Ingress
from webhooks.bodies import body_of
from webhooks.problems import speak_problems
from webhooks.providers.provider import Provider
from webhooks.providers.routes import serve_providers
from webhooks.standard import StandardEndpoint

log = structlog.stdlib.get_logger(__name__)


def create_app(
    ingress: Ingress,
    now: Callable[[], datetime],
    endpoint: StandardEndpoint,
    *,
    providers: Mapping[str, Provider] | None = None,
    public_url: str = "",
) -> FastAPI:
    """The app over an ingress; `now` is Drumbeat time, `providers` are by their paths."""
    app = FastAPI(title="Drumbeat webhooks", openapi_url=None, redirect_slashes=False)
    speak_problems(app)
    serve_providers(app, ingress, now, providers or {}, public_url)

    @app.post("/webhooks/standard")
    async def receive(request: Request) -> JSONResponse:
        event = endpoint.event(await body_of(request), request.headers, now())
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
