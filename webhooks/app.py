"""The HTTP app: verify, match and store, answer; nothing else happens before the 2xx."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from domain.ports import Ingress
from webhooks.bodies import body_of
from webhooks.clicks import serve_clicks
from webhooks.enrollments import Desk, serve_enrollments
from webhooks.health import serve_health
from webhooks.opt_out import serve_opt_out
from webhooks.problems import speak_problems
from webhooks.providers.routes import Providers, serve_providers
from webhooks.standard import StandardEndpoint

OPENAPI = "/v1/openapi.json"

log = structlog.stdlib.get_logger(__name__)


def create_app(
    ingress: Ingress,
    now: Callable[[], datetime],
    endpoint: StandardEndpoint,
    secret_keys: Sequence[str] = (),
    *,
    providers: Providers | None = None,
    desk: Desk | None = None,
) -> FastAPI:
    """The app over an ingress; `now` is Drumbeat time.

    Without a key there are no opt-out and no click links, without a desk nobody is enrolled from
    outside.
    """
    app = _empty(OPENAPI if desk else None)
    serve_health(app, desk.ledger if desk else None)
    if secret_keys:
        serve_opt_out(app, ingress, now, secret_keys)
        serve_clicks(app, ingress, now, secret_keys)
    serve_providers(app, ingress, now, providers or Providers())
    if desk:
        serve_enrollments(app, desk, endpoint, now)
    _serve_standard(app, ingress, now, endpoint)
    return app


def _empty(openapi: str | None) -> FastAPI:
    """An app that serves nothing yet, but its own description at `openapi`."""
    app = FastAPI(
        title="Drumbeat",
        version="1",
        openapi_url=openapi,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    speak_problems(app)
    return app


def _serve_standard(
    app: FastAPI, ingress: Ingress, now: Callable[[], datetime], endpoint: StandardEndpoint
) -> None:
    """Serve our own endpoint."""

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

    # A route of Starlette's: what FastAPI would solve for it costs more than the signature.
    app.add_route("/webhooks/standard", receive, ["POST"], include_in_schema=False)
